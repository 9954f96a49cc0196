import { randomStream } from './random.js';

const mostRounds = 10_000;

/**
 * The largest eigenvalue of a symmetric positive semidefinite matrix of `size` rows by power iteration from a random vector,
 * from below; `apply` is the product with the matrix. It ends where the estimate changes by no more than `tolerance` of it.
 */
export function powerIteration(
  size: number,
  apply: (v: Float64Array) => Float64Array,
  tolerance: number = 1e-12,
): number {
  let v: Float64Array = new Float64Array(size);
  randomStream(0, 'power-iteration').fillNormal(v, 0);
  let estimate = 0;
  for (let round = 0; round < mostRounds; round++) {
    const length = Math.sqrt(dot(v, v));
    if (length === 0) return 0;
    v = v.map(value => value / length);
    const next = apply(v);
    const energy = dot(v, next);
    const change = Math.abs(energy - estimate);
    estimate = energy;
    if (change <= tolerance * energy) break;
    v = next;
  }
  return estimate;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
