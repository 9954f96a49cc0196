import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';

export interface Image {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly pixels: Float64Array;
}

/** The images of a folder of P5 files of 8 bits, in order of their names. */
export function readImages(folder: string): Image[] {
  const names = readdirSync(folder).filter(name => name.endsWith('.pgm.gz'));
  if (names.length < 2) reject(folder, `found ${names.length} images`, 'expected at least 2 files .pgm.gz');
  return names.sort().map(name => {
    const bytes = readBytes(join(folder, name));
    const [header, columns, rows] =
      /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 60))) ?? [];
    if (!header) return reject(join(folder, name), 'found another header', 'expected P5 of 8 bits');
    return { rows: Number(rows), columns: Number(columns), pixels: Float64Array.from(bytes.subarray(header.length)) };
  });
}

/** The image less its mean over `2·reach + 1` pixels each way, with deviation 1: a plain high pass. */
export function highPassed({ rows, columns, pixels }: Image, reach = 3): Image {
  const means = rowMeansTurned(rowMeansTurned(pixels, columns, reach), rows, reach);
  const sharp = pixels.map((value, k) => value - means[k]!);
  const deviation = Math.sqrt(sharp.reduce((sum, value) => sum + value * value, 0) / sharp.length);
  return { rows, columns, pixels: sharp.map(value => value / deviation) };
}

/** Running means along each row, rows and columns exchanged: done twice, they are means both ways. */
function rowMeansTurned(pixels: Float64Array, columns: number, reach: number): Float64Array {
  const rows = pixels.length / columns;
  const out = new Float64Array(pixels.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const [from, to] = [Math.max(0, j - reach), Math.min(columns, j + reach + 1)];
      let sum = 0;
      for (let k = from; k < to; k++) sum += pixels[i * columns + k]!;
      out[j * rows + i] = sum / (to - from);
    }
  return out;
}

/** Square pieces from random places of random images, one to a row. */
export function crops(images: readonly Image[], side: number, count: number, seed: number): Matrix {
  const stream = randomStream(seed, 'crops');
  const out = matrix(count, side * side);
  for (let i = 0; i < count; i++) {
    const { rows, columns, pixels } = images[Math.floor(stream.uniform(3 * i) * images.length)]!;
    const top = Math.floor(stream.uniform(3 * i + 1) * (rows - side + 1));
    const left = Math.floor(stream.uniform(3 * i + 2) * (columns - side + 1));
    for (let k = 0; k < side; k++) {
      const at = (top + k) * columns + left;
      out.data.set(pixels.subarray(at, at + side), (i * side + k) * side);
    }
  }
  return out;
}
