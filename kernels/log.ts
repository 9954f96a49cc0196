import { inChunks } from './chunks.js';
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

/**
 * (factor·x)^exponent of every number, as e^(exponent·ln(factor·x)) by the kernels of both, into `out` (which may be `x`
 * itself); returns it. Good to about 1e-16 times 1 + |exponent·ln(factor·x)|.
 */
export function powers(
  x: Float64Array,
  factor: number,
  exponent: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  const done = inChunks(x, out, (wasm, at, count) => {
    wasm.logarithms(at, factor, at, count);
    wasm.exponentials(at, exponent, at, count);
  });
  return done ? out : exponentialsPlain(logarithmsPlain(x, factor, out), exponent, out);
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

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** ln x for a normal number x > 0: x = 2^k (1 + f) with 1 + f between √½ and √2. */
export function logOf(x: number): number {
  double[0] = x;
  const high = halves[1]! + (0x3ff00000 - 0x3fe6a09e);
  const k = (high >>> 20) - 0x3ff;
  halves[1] = (high & 0xfffff) + 0x3fe6a09e;
  const f = double[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return s * (half + (t2 + t1)) + k * 1.9082149292705877e-10 - half + f + k * 0.6931471803691238;
}
