import { availableParallelism } from 'node:os';
import { indexedCells } from '../../compiler/emit/indexed-cells.js';
import { type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { ohmic } from '../../devices/parts.js';
import { reject } from '../../edge/error.js';
import { mean, quantile, sampleDeviation } from '../../numeric/statistics.js';
import { chipArray, chipCells, columnsOf, type DeviceArray, type ReadArray } from '../device-array.js';
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

/** Most chips in one netlist: their conductances stand in each cell's line. */
const mostTogether = 50;

/**
 * Many chips of one array, read once each in ngspice and by the simulator. A chip is a seed; its devices are drawn here.
 * Ohmic chips share netlists, as the reads of one sweep in which each cell looks its conductance up: 50 of 16×16 cells
 * take a quarter of the time that they take with a netlist each, of 64×64 a third (bench/monte-carlo.ts). Chips whose
 * devices are not ohmic have a netlist each. InputError where a device or the read is impossible.
 */
export async function monteCarlo(
  source: DeviceArray,
  seeds: readonly number[],
  read: ChipRead,
  options: ReadsOptions = {},
): Promise<MonteCarlo> {
  if (seeds.length === 0) reject('Monte Carlo', 'found no seeds', 'expected at least one');
  const { between = async () => {}, workers = availableParallelism() } = options;
  const together = source.device.conduction === ohmic ? Math.min(mostTogether, Math.ceil(seeds.length / workers)) : 1;
  const chipOf = (seed: number): ReadArray => chipArray(source, chipCells(source, seed), read.seconds, read.kelvin);
  const chips = await readAll(
    Math.ceil(seeds.length / together),
    async k => {
      const own = seeds.slice(k * together, (k + 1) * together);
      const all = own.map(chipOf);
      const simulated: Float64Array[] = [];
      for (const chip of all) {
        simulated.push(columnsOf(chip, read.volts));
        await between();
      }
      return { circuit: circuitOf(all, own, read, simulated), simulated };
    },
    options,
  );
  const columns = Array.from({ length: source.array.cols }, (_, j) => ({
    spice: distribution(chips.map(({ spice }) => spice[j]!)),
    simulated: distribution(chips.map(({ simulated }) => simulated[j]!)),
  }));
  const [first] = seeds as [number];
  return {
    seeds,
    chips,
    columns,
    worst: worstOf(chips),
    netlist: tileNetlist(circuitOf([chipOf(first)], [first], read, [chips[0]!.simulated])),
  };
}

/** The circuit of some chips, one read for each. */
function circuitOf(
  all: readonly ReadArray[],
  seeds: readonly number[],
  { title, volts }: Pick<ChipRead, 'title' | 'volts'>,
  expected: readonly Float64Array[],
): TileCircuit {
  const [chip] = all as [ReadArray];
  const each = <T>(value: T): T[] => all.map(() => value);
  return {
    title: `${title}, ${seeds.length === 1 ? `chip ${seeds[0]}` : `chips ${seeds[0]} to ${seeds.at(-1)}`}`,
    ...chip,
    ...(all.length > 1 && { law: indexedCells(all.map(({ array }) => array.conductance)) }),
    vectors: each(volts.word),
    bitVectors: each(volts.bit),
    expected,
  };
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
