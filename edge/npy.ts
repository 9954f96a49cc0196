import { reject } from './error.js';
import { readBytes } from './files.js';

/** An array as NumPy's .npy files hold it: row-major (C order) values of any shape; a number has the shape []. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** How a value of each dtype is read, little-endian, with its size in bytes. */
const dtypes: Record<string, { bytes: number; read: (view: DataView, at: number) => number }> = {
  '<f8': { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  '<f4': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<i2': { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
  '<u8': { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  '<u4': { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  '<u2': { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  '|u1': { bytes: 1, read: (view, at) => view.getUint8(at) },
  '|b1': { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** What the header of an .npy file says, and where the data begin. */
interface Header {
  readonly descr: string | undefined;
  readonly columnMajor: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

/** Reads an .npy file of floats, integers or booleans as doubles. InputError for anything else. */
export function readNpy(path: string): NpyArray {
  return parseNpy(readBytes(path), path);
}

/** Parses the bytes of an .npy file (format versions 1 to 3); `file` is for the messages. */
export function parseNpy(bytes: Uint8Array, file: string): NpyArray {
  const { descr, columnMajor, shape, start } = parseHeader(bytes, file);
  const dtype = dtypes[descr ?? ''];
  if (!dtype) {
    const right = `expected one of ${Object.keys(dtypes).join(', ')}: numpy.save(file, array.astype("<f8"))`;
    return reject(file, descr === undefined ? 'no plain array' : `dtype ${descr}`, right);
  }
  const view = dataOf(bytes, start, shape, `${descr}`, dtype.bytes, file);
  const stored = Float64Array.from({ length: view.byteLength / dtype.bytes }, (_, i) =>
    dtype.read(view, i * dtype.bytes),
  );
  return { shape, data: columnMajor ? fromColumnMajor(stored, shape) : stored };
}

/**
 * Parses an .npy file of names, in the order in which they are stored: text (`<U`), bytes (`|S`, read as UTF-8), or
 * numbers as they would be written.
 */
export function parseNpyNames(bytes: Uint8Array, file: string): { shape: readonly number[]; names: string[] } {
  const { descr, shape, start } = parseHeader(bytes, file);
  const [, kind, width] = /^(<U|\|S)(\d+)$/.exec(descr ?? '') ?? [];
  if (kind === undefined) return { shape, names: Array.from(parseNpy(bytes, file).data, String) };
  const size = Number(width) * (kind === '<U' ? 4 : 1);
  const view = dataOf(bytes, start, shape, `${descr}`, size, file);
  const names = Array.from({ length: count(shape) }, (_, i) => {
    const padded = kind === '<U' ? utf32(view, i * size, size) : utf8(view, i * size, size);
    return padded === undefined
      ? reject(`${file}: name ${i + 1}`, 'found no text', `expected characters of ${descr}`)
      : padded.replace(/\0+$/, ''); // what NumPy fills shorter ones up with
  });
  return { shape, names };
}

const utf8 = (view: DataView, at: number, size: number): string =>
  new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, size));

/** Undefined where a number is none of a character. */
function utf32(view: DataView, at: number, size: number): string | undefined {
  const points = Array.from({ length: size / 4 }, (_, c) => view.getUint32(at + 4 * c, true));
  return points.every(point => point <= 0x10ffff)
    ? points.map(point => String.fromCodePoint(point)).join('')
    : undefined;
}

const count = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

function parseHeader(bytes: Uint8Array, file: string): Header {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte))
    return reject(file, 'not an .npy file', 'expected an array written by numpy.save');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6]! > 1; // the header's length takes 2 bytes in version 1, 4 after it
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(long ? 12 : 10, start));
  const descr = /['"]descr['"]:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const fortran = /['"]fortran_order['"]:\s*(True|False)/.exec(header)?.[1];
  const size = /['"]shape['"]:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (fortran === undefined || size === undefined)
    return reject(file, 'found a damaged header', 'expected an array written by numpy.save');
  const shape = size.split(',').flatMap(word => (word.trim() === '' ? [] : [Number(word)]));
  return { descr, columnMajor: fortran === 'True', shape, start };
}

/** The data after the header, of which there must be as many as the shape says. */
function dataOf(
  bytes: Uint8Array,
  start: number,
  shape: readonly number[],
  descr: string,
  size: number,
  file: string,
): DataView {
  const found = Math.max(0, bytes.length - start);
  if (found !== count(shape) * size)
    return reject(
      file,
      `${found} bytes of data`,
      `expected ${count(shape) * size} for shape (${shape.join(', ')}) of ${descr}`,
    );
  return new DataView(bytes.buffer, bytes.byteOffset + start, found);
}

/** Reorders values whose first index runs fastest so that the last does. */
function fromColumnMajor(stored: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(stored.length);
  for (let i = 0; i < out.length; i++) {
    let rest = i;
    let at = 0;
    let stride = stored.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis]!;
      at += (rest % shape[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
    }
    out[i] = stored[at]!;
  }
  return out;
}

/** The bytes of an .npy file of float64 values (format version 1.0). RangeError where shape and data do not fit. */
export function formatNpy({ shape, data }: NpyArray): Uint8Array {
  if (count(shape) !== data.length)
    throw new RangeError(`shape (${shape.join(', ')}) does not hold ${data.length} values`);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${tuple}), }`;
  // NumPy asks for data that begin at a multiple of 64, after a newline.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + 8 * data.length);
  bytes.set([...magic, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  data.forEach((value, i) => {
    view.setFloat64(start + 8 * i, value, true);
  });
  return bytes;
}
