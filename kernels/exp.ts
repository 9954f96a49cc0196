import { inChunks } from './chunks.js';
import { expOf } from './elementary.js';

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

/** `exponentials` in plain TypeScript. */
export function exponentialsPlain(
  x: Float64Array,
  factor: number,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  for (let i = 0; i < x.length; i++) out[i] = expOf(factor * x[i]!);
  return out;
}
