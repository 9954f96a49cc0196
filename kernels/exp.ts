import { inChunks } from './chunks.js';

/**
 * e^(factor·x) of every number, into `out` (which may be `x` itself); returns it. factor·x is held between −708 and 709,
 * where the result is a normal number. fdlibm's
 * reduction and polynomial, correct to about one unit in the last place; the same bits come out with and without
 * WebAssembly SIMD, on every machine.
 */
export function exponentials(
  x: Float64Array,
  factor: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  const done = inChunks(x, out, (wasm, at, count) => wasm.exponentials(at, factor, at, count));
  return done ? out : exponentialsPlain(x, factor, out);
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** `exponentials` in plain TypeScript. */
export function exponentialsPlain(
  x: Float64Array,
  factor: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  for (let i = 0; i < x.length; i++) {
    const v = Math.min(Math.max(factor * x[i]!, -708), 709);
    const k = v * Math.LOG2E + 6755399441055744 - 6755399441055744; // 1.5·2⁵² rounds to a whole number
    const hi = v - k * 0.6931471803691238;
    const lo = k * 1.9082149292705877e-10;
    const r = hi - lo;
    const t = r * r;
    const p =
      0.16666666666666602 +
      t *
        (-0.0027777777777015593 +
          t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8)));
    const c = r - t * p;
    const y = 1 - (lo - (r * c) / (2 - c) - hi);
    halves[0] = 0;
    halves[1] = (k + 1023) << 20;
    out[i] = y * double[0]!;
  }
  return out;
}
