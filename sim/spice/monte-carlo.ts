import { type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { reject } from '../../edge/error.js';
import { mean, quantile, sampleDeviation } from '../../numeric/statistics.js';
import { chipArray, chipCells, columnsOf, type DeviceArray } from '../device-array.js';
import { type ReadCurrents, type ReadsOptions, readAll, worstOf } from './reads.js';

/** How a current (A) is distributed over the chips; the deviation is that of a sample, 0 for one chip. */
export interface Distribution {
  readonly mean: number;
  readonly deviation: number;
  readonly p5: number;
  readonly median: number;
  readonly p95: number;
}

export interface MonteCarlo {
  readonly seeds: readonly number[];
  /** One per chip, in the order of the seeds. */
  readonly chips: readonly ReadCurrents[];
  readonly columns: readonly { readonly spice: Distribution; readonly simulated: Distribution }[];
  /** The largest difference of any current of any chip, over the largest current. */
  readonly worst: number;
  /** That of the first chip. */
  readonly netlist: string;
}

/** What is read, and when: `seconds` after writing, at a temperature (K). */
export interface ChipRead {
  readonly title: string;
  readonly volts: TerminalVoltages;
  readonly seconds: number;
  readonly kelvin: number;
}

/**
 * Many chips of one array, read once each in ngspice and by the simulator. A chip is a seed: its devices are drawn here and
 * written into a netlist of its own. All chips in one netlist, the cells as sources that look their conductance up, take
 * longer: see bench/monte-carlo.ts. InputError where a device or the read is impossible.
 */
export async function monteCarlo(
  source: DeviceArray,
  seeds: readonly number[],
  read: ChipRead,
  options: ReadsOptions = {},
): Promise<MonteCarlo> {
  if (seeds.length === 0) reject('Monte Carlo', 'found no seeds', 'expected at least one');
  const circuitOf = (k: number): TileCircuit => chipCircuit(source, seeds[k]!, read);
  const chips = await readAll(
    seeds.length,
    k => {
      const circuit = circuitOf(k);
      return { circuit, simulated: columnsOf(circuit, read.volts) };
    },
    options,
  );
  const columns = Array.from({ length: source.array.cols }, (_, j) => ({
    spice: distribution(chips.map(({ spice }) => spice[j]!)),
    simulated: distribution(chips.map(({ simulated }) => simulated[j]!)),
  }));
  return { seeds, chips, columns, worst: worstOf(chips), netlist: tileNetlist(circuitOf(0)) };
}

function chipCircuit(source: DeviceArray, seed: number, { title, volts, seconds, kelvin }: ChipRead): TileCircuit {
  const read = chipArray(source, chipCells(source, seed), seconds, kelvin);
  return { title: `${title}, chip ${seed}`, ...read, vectors: [volts.word], bitVectors: [volts.bit] };
}

function distribution(amps: readonly number[]): Distribution {
  return {
    mean: mean(amps),
    deviation: amps.length > 1 ? sampleDeviation(amps) : 0,
    p5: quantile(amps, 0.05),
    median: quantile(amps, 0.5),
    p95: quantile(amps, 0.95),
  };
}
