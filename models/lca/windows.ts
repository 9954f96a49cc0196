import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import type { Matrix } from '../../numeric/matrix.js';
import type { ImageSize } from '../network.js';

/**
 * Where windows lie on an image, for everything that does the same at many places of it: one dictionary, or one array,
 * sees every window. A signal is an image of one row.
 *
 * Images are flat, row by row, the channels of a pixel side by side; so are the values of a window. What is found at the
 * positions is an image again, of `positionsOf` pixels.
 */
export interface Windows {
  readonly image: ImageSize;
  readonly channels: number;
  /** Pixels of a window. */
  readonly kernel: ImageSize;
  /** Pixels from one window to the next, both ways. */
  readonly stride: number;
  /**
   * `valid`: windows lie on the image as a whole. `same`: (k − 1)/2 zeros stand on each side of it, so that with stride 1
   * every pixel is the middle of a window; the sides k of the window are odd.
   */
  readonly padding: 'valid' | 'same';
}

/** How many windows there are: ⌊(n − k)/stride⌋ + 1 `valid`, ⌊(n − 1)/stride⌋ + 1 `same`. */
export function positionsOf({ image, kernel, stride, padding }: Windows): ImageSize {
  const count = (n: number, k: number): number => Math.floor((n - (padding === 'same' ? 1 : k)) / stride) + 1;
  return { rows: count(image.rows, kernel.rows), columns: count(image.columns, kernel.columns) };
}

/** How many there are in all. */
export const area = ({ rows, columns }: ImageSize): number => rows * columns;

/** Vectors that one matrix sees of an input: a window at each position, or the input itself where there are no windows. */
export const positionCount = (windows: Windows | undefined): number => (windows ? area(positionsOf(windows)) : 1);

/** Values of an image, and of a window. */
export const imageLength = ({ image, channels }: Windows): number => area(image) * channels;
export const windowLength = ({ kernel, channels }: Windows): number => area(kernel) * channels;

/** The same windows on the image with the zeros that `same` puts around it. */
export function withZeros(windows: Windows): Windows {
  if (windows.padding === 'valid') return windows;
  const { image, kernel } = windows;
  const padded = { rows: image.rows + kernel.rows - 1, columns: image.columns + kernel.columns - 1 };
  return { ...windows, image: padded, padding: 'valid' };
}

/** InputError where a size is no count, no window fits, or a side is even with `same`. */
export function requireWindows({ image, channels, kernel, stride, padding }: Windows, where: string): void {
  const counts = { channels, stride, 'image.rows': image.rows, 'image.columns': image.columns };
  const sides = { 'kernel.rows': kernel.rows, 'kernel.columns': kernel.columns };
  for (const [name, count] of Object.entries({ ...counts, ...sides }))
    if (!(Number.isInteger(count) && count > 0)) reject(`${where}: ${name}`, `found ${count}`, 'expected a count ≥ 1');
  for (const [name, side] of Object.entries(sides))
    if (padding === 'same' && side % 2 === 0)
      reject(`${where}: ${name}`, `found ${side}`, "expected an odd number with padding 'same', to have a middle");
  if (padding === 'valid' && (kernel.rows > image.rows || kernel.columns > image.columns))
    reject(
      `${where}: kernel`,
      `found ${kernel.rows}×${kernel.columns} pixels`,
      `expected at most the image's ${image.rows}×${image.columns}`,
    );
}

/**
 * The windows of `count` images side by side: entry k of window p of image i is at (i·positions + p)·windowLength + k.
 * Zeros where a window reaches beyond the image. Fills and returns `out`.
 */
export function unfold(
  windows: Windows,
  images: Float64Array,
  count: number,
  out: Float64Array = new Float64Array(count * area(positionsOf(windows)) * windowLength(windows)),
): Float64Array {
  out.fill(0);
  walkRuns(windows, count, (image, window, length) => {
    for (let k = 0; k < length; k++) out[window + k] = images[image + k]!;
  });
  return out;
}

/** The adjoint of `unfold`: what comes back to the windows is added up where they lie; what falls beyond the image is lost. */
export function fold(
  windows: Windows,
  patches: Float64Array,
  count: number,
  out: Float64Array = new Float64Array(count * imageLength(windows)),
): Float64Array {
  out.fill(0);
  walkRuns(windows, count, (image, window, length) => {
    for (let k = 0; k < length; k++) out[image + k]! += patches[window + k]!;
  });
  return out;
}

/** Tells, row of a window by row, where its values begin in the images and among the windows, and how many lie on the image. */
function walkRuns(
  windows: Windows,
  count: number,
  visit: (image: number, window: number, length: number) => void,
): void {
  const { image, channels, kernel, stride, padding } = windows;
  const positions = positionsOf(windows);
  const before = (side: number): number => (padding === 'same' ? (side - 1) / 2 : 0);
  for (let i = 0, window = 0; i < count; i++)
    for (let p = 0; p < positions.rows; p++)
      for (let q = 0; q < positions.columns; q++) {
        const left = q * stride - before(kernel.columns);
        const from = Math.max(0, left);
        const length = (Math.min(image.columns, left + kernel.columns) - from) * channels;
        for (let k = 0; k < kernel.rows; k++, window += kernel.columns * channels) {
          const row = p * stride - before(kernel.rows) + k;
          if (row < 0 || row >= image.rows) continue;
          visit(((i * image.rows + row) * image.columns + from) * channels, window + (from - left) * channels, length);
        }
      }
}

/** Values of windows that are kept at a time. */
const mostUnfolded = 2 ** 21;

/** A convolution: every window times `weights` (window × outputs); count × (positions·outputs). */
export function convolve(
  windows: Windows,
  images: Float64Array,
  count: number,
  { rows, cols, data }: Matrix,
  out: Float64Array = new Float64Array(count * area(positionsOf(windows)) * cols),
): Float64Array {
  forSome(windows, count, (first, some, positions) => {
    const length = imageLength(windows);
    const unfolded = unfold(windows, images.subarray(first * length, (first + some) * length), some);
    const found = out.subarray(first * positions * cols, (first + some) * positions * cols);
    multiply(unfolded, some * positions, data, rows, cols, found);
  });
  return out;
}

/** The transposed convolution: what is at every position times `weights` (outputs × window), folded; count × image. */
export function convolveBack(
  windows: Windows,
  found: Float64Array,
  count: number,
  { rows, cols, data }: Matrix,
  out: Float64Array = new Float64Array(count * imageLength(windows)),
): Float64Array {
  forSome(windows, count, (first, some, positions) => {
    const length = imageLength(windows);
    const codes = found.subarray(first * positions * rows, (first + some) * positions * rows);
    const patches = multiply(codes, some * positions, data, rows, cols);
    fold(windows, patches, some, out.subarray(first * length, (first + some) * length));
  });
  return out;
}

/** Goes through the images some at a time, since their windows take up much more room than they do. */
function forSome(
  windows: Windows,
  count: number,
  work: (first: number, some: number, positions: number) => void,
): void {
  const positions = area(positionsOf(windows));
  const most = Math.max(1, Math.floor(mostUnfolded / (positions * windowLength(windows))));
  for (let first = 0; first < count; first += most) work(first, Math.min(most, count - first), positions);
}
