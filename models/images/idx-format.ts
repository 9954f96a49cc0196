import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { sortedClasses } from '../data/labels.js';
import type { SeriesSet } from '../series.js';
import type { Image } from './image.js';

/** Whether a file of this name holds images in the format of MNIST, e.g. `train-images-idx3-ubyte.gz`. */
export const isIdxImages = (path: string): boolean => /idx3-ubyte(\.gz)?$/.test(path);

/** The labels of an IDX file of images, where they are beside it: `…-labels-idx1-ubyte` for `…-images-idx3-ubyte`. */
function labelsBeside(images: string): string | undefined {
  const labels = images.replace(/images(.)idx3-ubyte(\.gz)?$/, 'labels$1idx1-ubyte$2');
  return labels !== images && existsSync(labels) ? labels : undefined;
}

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

/** Reads the images of an IDX file as series (`labelledSeries`). */
export const readIdxSet = (path: string): SeriesSet => labelledSeries(parseIdxImages(readBytes(path), path), path);

/**
 * The images of an IDX file as series of one time step, a channel for each pixel, with the labels in the file `labels` or else
 * in the one beside it, if there is one. The classes are the labels that occur, in order. The series share the pixels.
 */
export function labelledSeries(images: readonly Image[], path: string, labels = labelsBeside(path)): SeriesSet {
  const found = labels === undefined ? undefined : parseIdxLabels(readBytes(labels), labels);
  if (found && found.length !== images.length)
    reject(labels!, `found ${found.length} labels`, `expected ${images.length}, one for each image of ${path}`);
  const classes = sortedClasses(Array.from(found ?? [], String));
  return {
    name: basename(path).replace(/.images.idx3-ubyte(\.gz)?$/, ''),
    channels: images[0]!.pixels.length,
    classes,
    series: images.map(({ pixels }, k) => ({
      values: pixels,
      length: 1,
      label: found ? classes.indexOf(String(found[k])) : -1,
    })),
  };
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
