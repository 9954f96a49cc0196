import { expOf } from './elementary.js';

/**
 * The constants of the memristive recurrence behind RESCALE, as `MarsBlock` (models/network.ts) has it:
 *
 *     z = range/(1 + exp(−steepness·(v + b))) + low,  Kp = kp0·exp(ηp z),  Kd = kd0·exp(−ηd z),  K = Kp + Kd
 */
export interface MemristorConstants {
  readonly steepness: number;
  readonly range: number;
  readonly low: number;
  readonly potentiationSlope: number;
  readonly potentiation: number;
  readonly depressionSlope: number;
  readonly depression: number;
  readonly step: number;
  readonly retention: number;
}

/** In the order in which the kernels read them. */
const names = [
  'steepness',
  'range',
  'low',
  'potentiationSlope',
  'potentiation',
  'depressionSlope',
  'depression',
  'step',
  'retention',
] as const satisfies readonly (keyof MemristorConstants)[];

/** The constants as the kernels read them. */
export function constantsOf(constants: MemristorConstants): Float64Array {
  return Float64Array.from(names, name => constants[name]);
}

/** What `constantsOf` wrote. */
export function constantsAt(numbers: Float64Array): MemristorConstants {
  return Object.fromEntries(names.map((name, k) => [name, numbers[k]!])) as unknown as MemristorConstants;
}

/**
 * From v (rows × width, without the bias) to what the recurrence needs of every step, in float64: for Euler
 * h' = keep·h + gain with keep = γ − ΔK, gain = ΔKp; for the exact step h' = gain + (h − gain)·keep with keep = e^(−ΔK),
 * gain = Kp/K. `keep` replaces v. The exponential is `expOf`, see kernels/exp.ts for its error.
 */
export function memristorCoefficientsPlain(
  v: Float64Array,
  bias: Float64Array,
  gain: Float64Array,
  constants: MemristorConstants,
  euler: boolean,
): void {
  const { steepness, range, low, potentiationSlope, potentiation, depressionSlope, depression } = constants;
  const { step, retention } = constants;
  for (let k = 0; k < v.length; k++) {
    const z = range / (1 + expOf(-steepness * (v[k]! + bias[k % bias.length]!))) + low;
    const up = potentiation * expOf(potentiationSlope * z);
    const total = up + depression * expOf(-depressionSlope * z);
    v[k] = euler ? retention - step * total : expOf(-step * total);
    gain[k] = euler ? step * up : up / total;
  }
}

/** The states h row after row, from `h` on, and u − h in the place of u; h is left as it is after the last row. */
export function memristorStatesPlain(
  keep: Float64Array,
  gain: Float64Array,
  u: Float64Array | Float32Array,
  h: Float64Array,
  euler: boolean,
): void {
  for (let k = 0; k < u.length; k++) {
    const j = k % h.length;
    const next = euler ? keep[k]! * h[j]! + gain[k]! : gain[k]! + (h[j]! - gain[k]!) * keep[k]!;
    h[j] = next;
    u[k] = u[k]! - next;
  }
}
