import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { sortedClasses } from '../data/labels.js';
import type { SeriesSet } from '../series.js';
import { type Image, imageRows, stepSeries } from './image.js';

/** Whether a file of this name holds images in the format of MNIST, e.g. `train-images-idx3-ubyte.gz`. */
export const isIdxImages = (path: string): boolean => /idx3-ubyte(\.gz)?$/.test(path);

/** Where the labels of an IDX file of images would be, by its name: `…-labels-idx1-ubyte` beside `…-images-idx3-ubyte`. */
const labelsBeside = (images: string): string => images.replace(/images(.)idx3-ubyte(\.gz)?$/, 'labels$1idx1-ubyte$2');

/**
 * Parses the images of an IDX file: bytes 0 0 8 3, then images, rows and columns as 32-bit numbers, the highest byte first,
 * then a byte for each pixel, which is divided by 255. InputError where the bytes are none or too few.
 * Source: yann.lecun.com/exdb/mnist.
 */
export function parseIdxImages(bytes: Uint8Array, file: string): Image[] {
  const { sizes, content } = parseIdx(bytes, 3, 'images', file);
  const [count, rows, columns] = sizes as [number, number, number];
  const size = rows * columns;
  return Array.from({ length: count }, (_, k) => ({
    name: `${file}: image ${k}`,
    rows,
    columns,
    pixels: Float64Array.from(content.subarray(k * size, (k + 1) * size), level => level / 255),
  }));
}

/** Parses the labels of an IDX file: bytes 0 0 8 1, how many, then a byte each. */
export const parseIdxLabels = (bytes: Uint8Array, file: string): Uint8Array =>
  parseIdx(bytes, 1, 'labels', file).content;

/**
 * Reads the images of an IDX file as series of one time step, a channel for each pixel, with the labels of `labels` or else
 * those beside it, if there are any. The classes are the labels that occur, in order.
 */
export function readIdxSet(path: string, labels?: string): SeriesSet {
  const rows = imageRows(parseIdxImages(readBytes(path), path));
  const name = basename(path).replace(/.images.idx3-ubyte(\.gz)?$/, '');
  const beside = labelsBeside(path);
  const file = labels ?? (beside !== path && existsSync(beside) ? beside : undefined);
  if (file === undefined) return stepSeries(rows, name);
  const found = parseIdxLabels(readBytes(file), file);
  if (found.length !== rows.rows)
    reject(file, `found ${found.length} labels`, `expected ${rows.rows}, one for each image of ${path}`);
  const classes = sortedClasses(Array.from(found, String));
  return stepSeries(rows, name, { classes, of: Array.from(found, label => classes.indexOf(String(label))) });
}

function parseIdx(bytes: Uint8Array, dimensions: number, what: string, file: string) {
  const head = 4 + 4 * dimensions;
  const mark = [0, 0, 8, dimensions];
  if (bytes.length < head || mark.some((byte, k) => bytes[k] !== byte))
    return reject(
      file,
      `found ${bytes.length} bytes that begin with ${bytes.subarray(0, 4).join(' ') || 'nothing'}`,
      `expected ${what} in IDX format, which begin with ${mark.join(' ')} and have a head of ${head} bytes`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k));
  const wanted = sizes.reduce((product, size) => product * size, 1);
  const shape = sizes.join('×');
  if (wanted === 0) return reject(file, `found ${shape} ${what}`, 'expected at least one');
  if (bytes.length - head !== wanted)
    return reject(file, `found ${bytes.length - head} bytes behind its head`, `expected ${wanted}: ${shape} ${what}`);
  return { sizes, content: bytes.subarray(head) };
}
