// The formulas that device models share, over whole arrays. Each gives the same bits with and without WebAssembly, and its
// result may lie in any of its arguments. Where all arrays are blocks (kernels/blocks.ts) the kernels work on them; copies
// would take longer than these few operations, so that everything else is plain TypeScript.
import { kernelsAt } from './blocks.js';
import type { Kernels } from './instance.js';

/** The kernels, where every one of these arrays lies in their reach. */
function common(...arrays: readonly Float64Array[]): Kernels | null {
  const there = kernelsAt(arrays[0]!);
  return there && arrays.every(array => array.buffer === arrays[0]!.buffer) ? there : null;
}

const even = (count: number): number => count + (count & 1);

/** max(0, g + (c₀ + c₁ g + c₂ g²) z): a normal error whose deviation is a parabola in the value itself. */
export function scatter(
  g: Float64Array,
  z: Float64Array,
  [c0, c1, c2]: readonly [number, number, number],
  out: Float64Array,
): Float64Array {
  const wasm = common(out, g, z);
  if (wasm) wasm.scatter(g.byteOffset, z.byteOffset, c0, c1, c2, out.byteOffset, even(out.length));
  else
    for (let k = 0; k < out.length; k++) {
      const mean = g[k]!;
      const value = mean + (c0 + mean * (c1 + mean * c2)) * z[k]!;
      out[k] = value > 0 ? value : 0;
    }
  return out;
}

/** slope·x + offset, held between two bounds. */
export interface HeldLine {
  readonly slope: number;
  readonly offset: number;
  readonly least: number;
  readonly most: number;
}

/** |m(x) + s(x) z| with two held lines: a normal number's magnitude whose mean and deviation follow `x`. */
export function spreadLines(
  x: Float64Array,
  z: Float64Array,
  m: HeldLine,
  s: HeldLine,
  out: Float64Array,
): Float64Array {
  const wasm = common(out, x, z);
  if (wasm) {
    const [mean, deviation] = [m, s].map(line => [line.slope, line.offset, line.least, line.most] as const);
    wasm.spreadLines(x.byteOffset, z.byteOffset, ...mean!, ...deviation!, out.byteOffset, even(out.length));
  } else for (let k = 0; k < out.length; k++) out[k] = Math.abs(heldLine(m, x[k]!) + heldLine(s, x[k]!) * z[k]!);
  return out;
}

/** `times` a held line. */
export function scaledLine({ slope, offset, least, most }: HeldLine, times: number): HeldLine {
  return { slope: times * slope, offset: times * offset, least: times * least, most: times * most };
}

export function heldLine({ slope, offset, least, most }: HeldLine, x: number): number {
  const value = slope * x + offset;
  return value < least ? least : value > most ? most : value;
}

/** x y. */
export function products(x: Float64Array, y: Float64Array, out: Float64Array): Float64Array {
  const wasm = common(out, x, y);
  if (wasm) wasm.products(x.byteOffset, y.byteOffset, out.byteOffset, even(out.length));
  else for (let k = 0; k < out.length; k++) out[k] = x[k]! * y[k]!;
  return out;
}

/** max(0, g (1 + factor·q z)): a relative error of its own deviation for each value. */
export function relativeScatter(
  g: Float64Array,
  q: Float64Array,
  factor: number,
  z: Float64Array,
  out: Float64Array,
): Float64Array {
  const wasm = common(out, g, q, z);
  if (wasm) wasm.relativeScatter(g.byteOffset, q.byteOffset, factor, z.byteOffset, out.byteOffset, even(out.length));
  else
    for (let k = 0; k < out.length; k++) {
      const value = g[k]! * (1 + factor * q[k]! * z[k]!);
      out[k] = value > 0 ? value : 0;
    }
  return out;
}
