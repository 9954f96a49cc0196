/** A minimum found: where, and the value there. */
export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

/**
 * A local minimum of a smooth function near `start`, by BFGS with central differences and backtracking; for fits of up
 * to some tens of parameters that are of order 1. Values that are not finite count as too high. Stops when the gradient
 * is below `tolerance` or no step goes down.
 */
export function minimize(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  { tolerance = 1e-4, rounds = 500 } = {},
): Minimum {
  const n = start.length;
  let x = Float64Array.from(start);
  let value = f(x);
  let slope = gradient(f, x);
  let inverse = identity(n, 1 / Math.max(1, norm(slope)));
  let fresh = true;
  for (let round = 0; round < rounds && norm(slope) > tolerance; round++) {
    let step = times(inverse, slope).map(s => -s);
    if (dot(step, slope) >= 0) step = slope.map(s => -s);
    const reached = descend(f, x, value, step, dot(step, slope));
    if (!reached) {
      if (fresh) break;
      // Curvature gathered far from here may mislead: once more, straight downhill.
      inverse = identity(n, 1 / Math.max(1, norm(slope)));
      fresh = true;
      continue;
    }
    const next = gradient(f, reached.at);
    const moved = reached.at.map((to, i) => to - x[i]!);
    const turned = next.map((to, i) => to - slope[i]!);
    if (dot(moved, turned) > 1e-12) {
      inverse = updated(inverse, moved, turned);
      fresh = false;
    }
    [x, value, slope] = [reached.at, reached.value, next];
  }
  return { at: x, value };
}

function descend(
  f: (x: Float64Array) => number,
  x: Float64Array,
  value: number,
  step: Float64Array,
  slope: number,
): { at: Float64Array<ArrayBuffer>; value: number } | undefined {
  for (let length = 1; length > 1e-12; length /= 2) {
    const at = Float64Array.from(x, (from, i) => from + length * step[i]!);
    const there = f(at);
    if (there < value && there <= value + 1e-4 * length * slope) return { at, value: there };
  }
  return undefined;
}

function gradient(f: (x: Float64Array) => number, x: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (centre, i) => {
    const h = 1e-5 * Math.max(1, Math.abs(centre));
    const there = (by: number): number => f(x.map((value, j) => (j === i ? value + by : value)));
    return (there(h) - there(-h)) / (2 * h);
  });
}

/** BFGS: (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1/(s·y). */
function updated(inverse: Float64Array[], s: Float64Array, y: Float64Array): Float64Array[] {
  const rho = 1 / dot(s, y);
  const hy = times(inverse, y);
  const factor = rho * (1 + rho * dot(y, hy));
  return inverse.map((row, i) =>
    row.map((h, j) => h + factor * s[i]! * s[j]! - rho * (hy[i]! * s[j]! + s[i]! * hy[j]!)),
  );
}

const identity = (n: number, scale: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? scale : 0)));
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const times = (m: Float64Array[], v: Float64Array): Float64Array<ArrayBuffer> =>
  Float64Array.from(m, row => dot(row, v));
