import { reject } from '../../edge/error.js';
import { type Matrix, matrix, span } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import type { ImageSize } from '../network.js';
import type { Image } from './image.js';
import { centred, drawPatches } from './patches.js';
import { whiten } from './whiten.js';

/** What a coder learns from: an endless list of inputs, all of one size, in an order that a seed names. */
export interface ImageInputs {
  readonly size: ImageSize;
  /** The range of pixels, from the least to the largest that can be, for ratios of signal to noise. */
  readonly peak: number;
  /** Inputs × pixels, from number `first` on. */
  draw(first: number, count: number): Matrix;
}

/** Pixels at the border of whitened images that are left out: there they were filtered as if the picture were periodic. */
const whitenedMargin = 4;

/**
 * Patches of images, each without its mean. Where there is a `cutoff`, images are whitened with it (whiten.ts) and `peak` is
 * the largest range of one of them; else it is 1.
 */
export function patchInputs(
  images: readonly Image[],
  { side, cutoff, seed }: { readonly side: number; readonly cutoff: number | undefined; readonly seed: number },
): ImageInputs {
  const seen = cutoff === undefined ? images : images.map(image => whiten(image, cutoff));
  const options = { size: side, seed, margin: cutoff === undefined ? 0 : whitenedMargin };
  return {
    size: { rows: side, columns: side },
    peak: cutoff === undefined ? 1 : Math.max(...seen.map(({ pixels }) => span(pixels))),
    draw: (first, count) => centred(drawPatches(seen, count, options, first)).rows,
  };
}

/** Whole images, each drawn at random from all. InputError where they differ in size. */
export function wholeInputs(images: readonly Image[], seed: number): ImageInputs {
  const { rows, columns, name } = images[0]!;
  for (const image of images)
    if (image.rows !== rows || image.columns !== columns)
      reject(
        image.name,
        `found ${image.rows}×${image.columns} pixels`,
        `expected ${rows}×${columns}, as ${name} has: images of differing sizes are taken in patches`,
      );
  const size = rows * columns;
  const stream = randomStream(seed, 'images');
  return {
    size: { rows, columns },
    peak: 1,
    draw(first, count) {
      const data = new Float64Array(count * size);
      for (let k = 0; k < count; k++)
        data.set(images[Math.floor(stream.uniform(first + k) * images.length)]!.pixels, k * size);
      return matrix(count, size, data);
    },
  };
}
