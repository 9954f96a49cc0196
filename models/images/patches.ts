import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { mean } from '../../numeric/statistics.js';
import type { Image } from './image.js';

/** How patches are drawn. */
export interface PatchOptions {
  /** Pixels along a side. */
  readonly size: number;
  readonly seed: number;
  /** Pixels along the border of an image that no patch reaches; default 0. */
  readonly margin?: number;
}

/**
 * Square patches of images, patches × pixels, each of an image drawn at random and from a random place in it. A seed names an
 * endless list of patches; these are the ones from `first` on. InputError where an image is too small, or none is there.
 */
export function drawPatches(images: readonly Image[], count: number, options: PatchOptions, first = 0): Matrix {
  const { size, seed, margin = 0 } = options;
  if (images.length === 0) reject('patches', 'found no images', 'expected at least one');
  for (const { name, rows, columns } of images)
    if (Math.min(rows, columns) < size + 2 * margin)
      reject(
        name,
        `found ${rows}×${columns} pixels`,
        `expected at least ${size + 2 * margin} each way for patches of ${size}${margin > 0 ? ` that keep ${margin} off the border` : ''}`,
      );
  const stream = randomStream(seed, 'patches');
  const below = (index: number, bound: number): number => Math.floor(stream.uniform(index) * bound);
  const data = new Float64Array(count * size * size);
  for (let k = 0; k < count; k++) {
    const at = 3 * (first + k);
    const { rows, columns, pixels } = images[below(at, images.length)]!;
    const top = margin + below(at + 1, rows - 2 * margin - size + 1);
    const left = margin + below(at + 2, columns - 2 * margin - size + 1);
    for (let i = 0; i < size; i++) {
      const start = (top + i) * columns + left;
      data.set(pixels.subarray(start, start + size), (k * size + i) * size);
    }
  }
  return matrix(count, size * size, data);
}

/** Rows and the mean that was taken off each. */
export interface Centred {
  readonly rows: Matrix;
  readonly means: Float64Array;
}

/** Every row without its mean: patches differ most in how bright they are, which no atom need code. */
export function centred({ rows, cols, data }: Matrix): Centred {
  const means = Float64Array.from({ length: rows }, (_, i) => mean(data.subarray(i * cols, (i + 1) * cols)));
  return { rows: matrix(rows, cols, data.map((value, k) => value - means[Math.floor(k / cols)]!)), means }; // biome-ignore format: one thing
}
