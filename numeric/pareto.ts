import { reject } from '../edge/error.js';

/**
 * The indices, in rising order, of the points that no other point dominates; every coordinate is to be small. A point dominates
 * another where it is nowhere larger and somewhere smaller, so that points alike are in the set together or not at all.
 * InputError where points differ in their count of coordinates or one is NaN.
 */
export function paretoSet(points: readonly (readonly number[])[]): number[] {
  const count = points[0]?.length ?? 0;
  points.forEach((point, k) => {
    if (point.length !== count)
      reject(`point ${k}`, `found ${point.length} coordinates`, `expected ${count}, as the first has`);
    if (point.some(Number.isNaN)) reject(`point ${k}`, 'found NaN', 'expected numbers, which can be compared');
  });
  // In the order of their coordinates a point comes after all that dominate it, and one of these is in the set.
  const order = points.map((_, k) => k).sort((a, b) => compare(points[a]!, points[b]!));
  const kept: number[] = [];
  for (const k of order) if (!kept.some(other => dominates(points[other]!, points[k]!))) kept.push(k);
  return kept.sort((a, b) => a - b);
}

/** Nowhere larger, somewhere smaller. */
export const dominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, k) => value <= b[k]!) && a.some((value, k) => value < b[k]!);

/** By the first coordinate that differs. */
function compare(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((value, k) => value !== b[k]);
  return k < 0 ? 0 : a[k]! < b[k]! ? -1 : 1;
}
