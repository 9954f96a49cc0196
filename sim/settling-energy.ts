import { type LcaCircuit, leakResistance, type StagedTile } from '../compiler/emit/lca-circuit.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { multiply } from '../kernels/dense.js';
import type { SettlingCoder, Trajectory } from './analog-settling.js';

/** J, from the first moment to the last. Ideal amplifiers and threshold elements take none. */
export interface SettlingEnergy {
  /** Of row drivers into all arrays. */
  readonly arrays: number;
  /** In the resistors of the integrators. */
  readonly integrators: number;
}

/**
 * What a trajectory of a circuit's coder under a drive took: VᵀY V of each array, Y being its input operator, and (Vₚ − Vᵤ)²/R
 * of each integrator, Vₚ being the sum of the stages. `volts` are those of the inputs; the trajectory's times are in s.
 */
export function settlingEnergy(
  circuit: LcaCircuit,
  volts: Float64Array,
  { atoms, lateral }: SettlingCoder,
  drive: Float64Array,
  { times, states, codes }: Trajectory,
): SettlingEnergy {
  const count = times.length;
  const { voltsPerUnit } = circuit;
  const steady = circuit.drive.reduce((sum, tile) => sum + powers(tile, volts, 1)[0]!, 0);
  const arrays = new Float64Array(count).fill(steady);
  const rows = codes.map(a => voltsPerUnit * a);
  for (const tile of circuit.lateral)
    powers(tile, rows, count).forEach((watts, k) => {
      arrays[k]! += watts;
    });
  const inhibition = multiply(codes, count, lateral, atoms, atoms);
  const integrators = new Float64Array(count);
  const conductance = voltsPerUnit ** 2 / leakResistance(circuit.settling);
  for (let at = 0; at < states.length; at++)
    integrators[Math.floor(at / atoms)]! += conductance * (drive[at % atoms]! - inhibition[at]! - states[at]!) ** 2;
  return { arrays: underCurve(times, arrays), integrators: underCurve(times, integrators) };
}

/** W of a tile at each of `count` moments, from the voltages (V, row-major) of what drives its rows. */
function powers({ array, inputOfRow }: StagedTile, driven: Float64Array, count: number): Float64Array {
  const { rows } = array;
  const wide = driven.length / count;
  const volts = new Float64Array(count * rows);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < rows; i++) volts[k * rows + i] = driven[k * wide + inputOfRow[i]!]!;
  const { input } = effectiveOperator(array);
  const currents = multiply(volts, count, input.data, rows, rows);
  const watts = new Float64Array(count);
  for (let at = 0; at < volts.length; at++) watts[Math.floor(at / rows)]! += volts[at]! * currents[at]!;
  return watts;
}

/** ∫ values dt, by trapezoids. */
export function underCurve(times: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let k = 1; k < times.length; k++) sum += ((values[k]! + values[k - 1]!) / 2) * (times[k]! - times[k - 1]!);
  return sum;
}
