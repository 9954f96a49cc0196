import { reject } from '../../edge/error.js';
import { randomStream } from '../../numeric/random.js';

/** Coefficients of a NARMA system. */
export interface NarmaCoefficients {
  /** Of y[t]; default 0.3. */
  readonly linear?: number;
  /** Of y[t] times the sum over the last outputs; default 0.05. */
  readonly quadratic?: number;
  /** Of the product of two inputs; default 1.5. */
  readonly input?: number;
  /** Default 0.1. */
  readonly constant?: number;
}

/** Inputs u and outputs y of a NARMA system, step by step: y[t] depends on u[0 … t − 1]. */
export interface Narma {
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/**
 * A nonlinear autoregressive moving average of some order n, for inputs u[t] ~ U(0, ½) drawn from `seed`:
 *
 *     y[t+1] = a₁ y[t] + a₂ y[t] Σ_{i<n} y[t−i] + b u[t−n+1] u[t] + c
 *
 * from outputs and inputs of 0 before time 0; the defaults are NARMA-10. Source: Atiya and Parlos, IEEE Trans. Neural
 * Networks 11 (2000) 697. reservoirpy's code sums the outputs before y[t] and takes u[t−n], one step earlier than this
 * formula, which its documentation has too. InputError where the system runs away: so do 33 of
 * the first 2000 seeds of NARMA-10 within 4000 steps.
 */
export function narma(steps: number, seed: number, order = 10, coefficients: NarmaCoefficients = {}): Narma {
  const stream = randomStream(seed, 'narma');
  const input = Float64Array.from({ length: steps }, (_, t) => 0.5 * stream.uniform(t));
  const output = narmaOutput(input, order, coefficients);
  const lost = output.findIndex(value => !Number.isFinite(value));
  if (lost >= 0) return reject(`NARMA-${order}, seed ${seed}`, `diverges before step ${lost}`, 'expected another seed');
  return { input, output };
}

/** The output of such a system for given inputs; infinite or NaN from where it runs away. */
export function narmaOutput(input: Float64Array, order = 10, coefficients: NarmaCoefficients = {}): Float64Array {
  const { linear = 0.3, quadratic = 0.05, input: gain = 1.5, constant = 0.1 } = coefficients;
  const y = new Float64Array(input.length);
  for (let t = 0; t + 1 < y.length; t++) {
    let sum = 0;
    for (let i = 0; i < Math.min(order, t + 1); i++) sum += y[t - i]!;
    const earlier = input[t - order + 1] ?? 0;
    y[t + 1] = linear * y[t]! + quadratic * y[t]! * sum + gain * earlier * input[t]! + constant;
  }
  return y;
}
