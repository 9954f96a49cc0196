import { tileNetlist } from '../../compiler/emit/tile.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { wiresAt } from '../../crossbar/wire-temperature.js';
import { reject } from '../../edge/error.js';
import { columnsOf, type ReadArray } from '../device-array.js';
import { type ReadCurrents, type ReadJob, type ReadsOptions, readAll, worstOf } from './reads.js';

export interface TemperatureSweep {
  /** K. */
  readonly kelvins: readonly number[];
  /** One per temperature. */
  readonly reads: readonly ReadCurrents[];
  /** The largest difference of any current, over the largest current. */
  readonly worst: number;
  /** That of the last temperature. */
  readonly netlist: string;
}

/** An array over temperature. */
export interface WarmArray {
  readonly title: string;
  readonly volts: TerminalVoltages;
  /** Its cells at a temperature (K), wires as they are at `reference`. */
  readonly at: (kelvin: number) => ReadArray;
  /** 1/K of the wires, and the K at which their resistances hold. */
  readonly coefficient: number;
  readonly reference: number;
}

/**
 * Reads an array at several temperatures in ngspice and by the simulator. What the cells are at each is worked out here;
 * the wires are left to ngspice, which has their coefficient as `tc1` and the temperature as `temp`. InputError where a
 * temperature is one that devices or wires do not know.
 */
export async function temperatureSweep(
  warm: WarmArray,
  kelvins: readonly number[],
  options: ReadsOptions = {},
): Promise<TemperatureSweep> {
  if (kelvins.length === 0) reject('temperature sweep', 'found no temperatures', 'expected at least one');
  const { volts, coefficient, reference } = warm;
  const job = (k: number): ReadJob => {
    const kelvin = kelvins[k]!;
    const cells = warm.at(kelvin);
    const wires = { coefficient, reference, kelvin };
    const simulated = [columnsOf({ ...cells, array: wiresAt(cells.array, wires, warm.title) }, volts)];
    return {
      simulated,
      circuit: {
        title: `${warm.title} at ${kelvin} K`,
        ...{ ...cells, wires },
        vectors: [volts.word],
        bitVectors: [volts.bit],
        expected: simulated,
      },
    };
  };
  const reads = await readAll(kelvins.length, async k => job(k), options);
  return { kelvins, reads, worst: worstOf(reads), netlist: tileNetlist(job(kelvins.length - 1).circuit) };
}
