import type { Image } from '../../../models/images/image.js';

/** An image whose pixels are a function of their place. */
export function picture(
  rows: number,
  columns: number,
  pixel: (i: number, j: number) => number,
  name = 'picture',
): Image {
  const pixels = Float64Array.from({ length: rows * columns }, (_, at) =>
    pixel(Math.floor(at / columns), at % columns),
  );
  return { name, rows, columns, pixels };
}

/** The bytes of a file: text, then numbers. */
export const fileOf = (text: string, ...bytes: number[]): Uint8Array =>
  Uint8Array.from([...new TextEncoder().encode(text), ...bytes]);

/** An IDX file of unsigned bytes with these sizes. */
export const idx = (sizes: readonly number[], bytes: readonly number[]): Uint8Array =>
  Uint8Array.from([0, 0, 8, sizes.length, ...sizes.flatMap(size => [0, 0, size >> 8, size & 255]), ...bytes]);
