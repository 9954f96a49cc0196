import { inChunks } from './chunks.js';
import { logOf } from './elementary.js';
import { exponentialsPlain } from './exp.js';

/**
 * ln(factor·x) of every number, into `out` (which may be `x` itself); returns it. factor·x is held between the least normal
 * number, 2.2e-308, and the largest. fdlibm's reduction and polynomial, correct to about one unit in the last place; the same
 * bits come out with and without WebAssembly SIMD, on every machine.
 */
export function logarithms(
  x: Float64Array,
  factor: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  const done = inChunks(x, out, (wasm, at, count) => wasm.logarithms(at, factor, at, count));
  return done ? out : logarithmsPlain(x, factor, out);
}

/** min(most, times·(factor·x)^exponent). */
export interface Power {
  readonly factor: number;
  readonly exponent: number;
  readonly times: number;
  readonly most: number;
}

/**
 * min(most, times·(factor·x)^exponent) of every number, the power as e^(exponent·ln(factor·x)) by the kernels of both, into
 * `out` (which may be `x` itself); returns it. Good to about 1e-16 times 1 + |exponent·ln(factor·x)|.
 */
export function powers(x: Float64Array, power: Power, out: Float64Array = new Float64Array(x.length)): Float64Array {
  const { factor, exponent, times, most } = power;
  const done = inChunks(x, out, (wasm, at, count) => wasm.powers(at, factor, exponent, times, most, at, count));
  if (done) return out;
  exponentialsPlain(logarithmsPlain(x, factor, out), exponent, out);
  for (let k = 0; k < out.length; k++) {
    const value = times * out[k]!;
    out[k] = value < most ? value : most;
  }
  return out;
}

/** `logarithms` in plain TypeScript. */
export function logarithmsPlain(
  x: Float64Array,
  factor: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  for (let i = 0; i < x.length; i++)
    out[i] = logOf(Math.min(Math.max(factor * x[i]!, 2.2250738585072014e-308), Number.MAX_VALUE));
  return out;
}
