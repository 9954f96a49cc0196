import { type FrequencyCircuit, frequencyNetlist } from '../../compiler/emit/frequency.js';
import { columnCurrent } from '../../compiler/emit/tile.js';
import { transferAt } from '../../crossbar/admittance.js';
import type { CrossbarArray } from '../../crossbar/array.js';
import { bandwidth, magnitudes, type Sweep, sweepOf } from '../../crossbar/bandwidth.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { reject } from '../../edge/error.js';
import { checkMemory } from './memory.js';
import type { RunOptions, SpicePool } from './pool.js';
import { resultOf } from './results.js';

/** The transfer of one column from the row that is driven, at the frequencies of a sweep. */
export interface ColumnResponse {
  /** S, by ngspice. */
  readonly magnitude: Float64Array;
  /** rad, from −π to π, by ngspice. */
  readonly phase: Float64Array;
  /** S at 0 Hz. */
  readonly still: number;
  /** Hz (−3 dB), of ngspice's and of the simulator's magnitudes; NaN where there is none, see `bandwidth`. */
  readonly bandwidth: number;
  readonly simulatedBandwidth: number;
}

export interface FrequencyAnalysis {
  /** Hz. */
  readonly hertz: Float64Array;
  readonly columns: readonly ColumnResponse[];
  /** The largest difference of a transfer from the simulator's, as a complex number, over the largest of any transfer. */
  readonly worst: number;
  /** s that ngspice took. */
  readonly seconds: number;
  readonly netlist: string;
}

export interface FrequencyOptions extends RunOptions {
  /** Hz; default: the decades in which the columns fall. */
  readonly sweep?: Sweep;
  /** Awaited between frequencies; may throw, to stop. */
  readonly between?: () => Promise<void>;
}

/**
 * The bandwidth of every column of an array: `.ac` in ngspice, compared with the nodal analysis of
 * crossbar/admittance.ts at each of its frequencies. Cells that follow a law are linear about the bias. InputError where
 * there is no capacitance or a value is impossible; SpiceError where ngspice gives no result.
 */
export async function analyseFrequency(
  pool: SpicePool,
  circuit: FrequencyCircuit,
  options: FrequencyOptions = {},
): Promise<FrequencyAnalysis> {
  const { word, bit, cell } = circuit.capacitance;
  if (word + bit + cell === 0)
    reject(circuit.title, 'found no capacitance', 'expected at least one > 0 F: nothing else depends on the frequency');
  checkMemory(circuit.array, circuit.title, circuit.law !== undefined);
  const { between = async () => {} } = options;
  const transfer = transferAt(linearised(circuit), circuit.capacitance, circuit.row);
  const still = magnitudes(transfer(0));
  if (!still.some(siemens => siemens > 0))
    reject(
      `${circuit.title}: row ${circuit.row}`,
      'found nothing that passes to any column at rest',
      'expected a path through cells',
    );
  const sweep = options.sweep ?? (await sweepOf(transfer, still, between));
  const expected = magnitudes(transfer(sweep.from));
  const netlist = frequencyNetlist({ ...circuit, expected }, sweep);
  const { result, seconds } = await resultOf(pool, netlist, circuit.title, options);
  // Complex vectors: re, im, re, …
  const found = Array.from(still, (_, j) => result.vector(columnCurrent(j)));
  const hertz = result.vector('frequency').filter((_, k) => k % 2 === 0);
  const simulated = found.map(() => new Float64Array(hertz.length));
  let [apart, largest] = [0, 0];
  for (const [k, f] of hertz.entries()) {
    await between();
    const { re, im } = transfer(f);
    found.forEach((values, j) => {
      const size = Math.hypot(re[j]!, im[j]!);
      simulated[j]![k] = size;
      largest = Math.max(largest, size);
      apart = Math.max(apart, Math.hypot(values[2 * k]! - re[j]!, values[2 * k + 1]! - im[j]!));
    });
  }
  const columns = found.map((values, j): ColumnResponse => {
    const magnitude = hertz.map((_, k) => Math.hypot(values[2 * k]!, values[2 * k + 1]!));
    return {
      magnitude,
      phase: hertz.map((_, k) => Math.atan2(values[2 * k + 1]!, values[2 * k]!)),
      still: still[j]!,
      bandwidth: bandwidth(hertz, magnitude, still[j]!),
      simulatedBandwidth: bandwidth(hertz, simulated[j]!, still[j]!),
    };
  });
  return { hertz, columns, worst: apart / largest, seconds, netlist };
}

/** The array with the slopes of its cells at the bias in place of their laws. */
function linearised({ array, law, bias }: FrequencyCircuit): CrossbarArray {
  if (!law) return array;
  const { wordVoltage, bitVoltage } = solveNonlinear(array, law, bias);
  const volts = wordVoltage.map((u, k) => u - bitVoltage[k]!);
  const slope = new Float64Array(volts.length);
  law.evaluate(volts, new Float64Array(volts.length), slope);
  return { ...array, conductance: slope };
}
