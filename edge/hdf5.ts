import type { Dataset, Group } from 'h5wasm';
import { InputError, messageOf, reject } from './error.js';

/** An HDF5 group as a value, without attributes: its members by name, in the library's order. */
export type Hdf5Group = ReadonlyMap<string, Hdf5Item>;
export type Hdf5Item = Hdf5Group | Hdf5Numbers | Hdf5Texts;

/** How numbers are stored, in NumPy's words: f4 is a 4-byte float, i8 an 8-byte integer, u1 an unsigned byte. */
export type Stored = 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8';

/** Numbers of any shape, the last index fastest; a single one has the shape []. */
export interface Hdf5Numbers {
  readonly stored: Stored;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Texts of any shape; a single one has the shape []. */
export interface Hdf5Texts {
  readonly shape: readonly number[];
  readonly texts: readonly string[];
}

export const isGroup = (item: Hdf5Item | undefined): item is Hdf5Group => item instanceof Map;
export const isNumbers = (item: Hdf5Item | undefined): item is Hdf5Numbers => item !== undefined && 'stored' in item;
export const isTexts = (item: Hdf5Item | undefined): item is Hdf5Texts => item !== undefined && 'texts' in item;

export const oneText = (text: string): Hdf5Texts => ({ shape: [], texts: [text] });

/** The library's type codes; what it calls `total_size` counts values, not bytes. */
const kinds = { integer: 0, float: 1, text: 3, enumeration: 8 };
const letters: Record<Stored, string> = {
  ...{ f4: 'f', f8: 'd', i1: 'b', i2: 'h', i4: 'i', i8: 'q', u1: 'B', u2: 'H', u4: 'I', u8: 'Q' },
};

/** A file is a tree in practice; a group that links to itself would be one without end. */
const deepest = 64;
const mostValues = 2 ** 27; // 1 GiB of float64
/** A chunk takes some 2 kB beside its values. */
const fewestDeflated = 1024;

const path = '/file.h5'; // in the library's own memory; one file is there at a time

type Library = typeof import('h5wasm') & { readonly module: Awaited<typeof import('h5wasm').ready> };

/** Loaded where there is an HDF5 file, not before: it is 4 MB of WebAssembly. */
async function loadLibrary(): Promise<Library> {
  const library = await import('h5wasm');
  const module = await library.ready;
  module.activate_throwing_error_handler(); // else each failure is a stack of HDF5 on stderr
  return { ...library, module };
}

/**
 * Parses the bytes of an HDF5 file; `file` is for the messages. InputError where they are none, or cut off, and at data that
 * are neither numbers nor texts, with the place in the file.
 */
export async function parseHdf5(bytes: Uint8Array, file: string): Promise<Hdf5Group> {
  const library = await loadLibrary();
  const { module, File } = library;
  requireHeaps(bytes, file);
  module.FS.writeFile(path, bytes);
  try {
    const root = attempt(() => new File(path, 'r'), file, 'expected a whole HDF5 file');
    try {
      return readGroup(library, root, file, '', 0);
    } finally {
      attempt(() => root.close(), file, 'expected a file that is not damaged');
    }
  } finally {
    module.FS.unlink(path);
  }
}

/**
 * Texts lie in heaps of this layout: a signature and a size, and objects of a header with an index and a size each; that of index
 * 0 is the space left, header included. The library steps from object to object, and would for ever where one has no size.
 */
function requireHeaps(bytes: Uint8Array, file: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (at: number): number => view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
  for (let at = indexOf(bytes, 0); at >= 0; at = indexOf(bytes, at + 4)) {
    if (at + 16 > bytes.length) return;
    const end = at + long(at + 8);
    if (end > bytes.length) continue;
    for (let object = at + 16; object + 16 <= end; ) {
      const size = long(object + 8);
      const step = view.getUint16(object, true) === 0 ? size : 16 + 8 * Math.ceil(size / 8);
      if (step < 1 || object + step > end)
        reject(file, `found a text of ${size} bytes at byte ${object}`, 'expected a file that is not damaged');
      object += step;
    }
  }
}

/** Of the next signature of such a heap. */
function indexOf(bytes: Uint8Array, from: number): number {
  const signature = [0x47, 0x43, 0x4f, 0x4c]; // "GCOL"
  let at = bytes.indexOf(signature[0]!, from);
  while (at >= 0 && !signature.every((byte, k) => bytes[at + k] === byte)) at = bytes.indexOf(signature[0]!, at + 1);
  return at;
}

/** The library's errors are pages long; the innermost of their lines says what went wrong. */
function attempt<T>(work: () => T, where: string, right: string): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const text = messageOf(cause);
    const reasons = [...text.matchAll(/line \d+ in \w+\(\): (.*)/g)].map(match => match[1]!.trim());
    return reject(where, `HDF5 says: ${reasons.at(-1) ?? text.split('\n', 1)[0]}`, right);
  }
}

function readGroup(library: Library, group: Group, file: string, at: string, depth: number): Hdf5Group {
  if (depth > deepest)
    return reject(`${file}: ${at.slice(0, 64)}…`, `found groups ${depth} deep`, `expected at most ${deepest}`);
  const right = 'expected a file that is not damaged';
  const members = new Map<string, Hdf5Item>();
  for (const name of attempt(() => group.keys(), at === '' ? file : `${file}: ${at}`, right)) {
    const place = at === '' ? name : `${at}/${name}`;
    const where = `${file}: ${place}`;
    const item = attempt(() => group.get(name), where, right);
    if (item instanceof library.Group) members.set(name, readGroup(library, item, file, place, depth + 1));
    else if (!(item instanceof library.Dataset))
      return reject(where, 'found a link or a type', 'expected a group or data');
    else {
      const data = attempt(() => readData(item, where), where, right);
      members.set(name, data);
    }
  }
  return members;
}

function readData(dataset: Dataset, where: string): Hdf5Numbers | Hdf5Texts {
  const { metadata } = dataset;
  const { type, size, signed, littleEndian, total_size } = metadata;
  const shape = metadata.shape;
  if (shape === null) return reject(where, 'found no value', 'expected numbers or texts');
  if (total_size > mostValues) reject(where, `found ${total_size} values`, `expected at most ${mostValues}`);
  const text = type === kinds.text;
  const integer = type === kinds.integer || type === kinds.enumeration; // NumPy's booleans are an enumeration of bytes
  const stored = `${integer ? (signed ? 'i' : 'u') : 'f'}${size}`;
  const number = (integer || type === kinds.float) && isStored(stored) && (littleEndian || size === 1);
  // Before the values are read, which the library refuses for some of these in its own words.
  if (!text && !number) return reject(where, `found ${kindOf(metadata, integer)}`, right);
  const value = total_size === 0 ? [] : dataset.value;
  if (text) return { shape, texts: (Array.isArray(value) ? value : [value]).map(String) };
  const values = typeof value === 'object' && value !== null ? (value as ArrayLike<unknown>) : [value];
  const toNumber = numberAt(where);
  const data = new Float64Array(values.length); // Float64Array.from would hold all of them once more
  for (let k = 0; k < data.length; k++) data[k] = toNumber(values[k]);
  return { stored: stored as Stored, shape, data };
}

const right = 'expected texts, whole numbers, or floats of 4 or 8 bytes, little-endian';

function kindOf({ type, size, littleEndian }: Dataset['metadata'], integer: boolean): string {
  if (!integer && type !== kinds.float) return 'data of another type, such as complex numbers';
  return `${littleEndian ? '' : 'big-endian '}${integer ? 'integers' : 'floats'} of ${size} bytes`;
}

const isStored = (name: string): name is Stored => Object.hasOwn(letters, name);

const numberAt =
  (where: string) =>
  (value: unknown): number => {
    const number = Number(value);
    if (typeof value === 'bigint' && !Number.isSafeInteger(number))
      reject(where, `found ${value}`, 'expected whole numbers below 2^53');
    return number;
  };

/**
 * The bytes of an HDF5 file as h5py writes it by default: superblock 0, texts of variable length in UTF-8, larger arrays
 * in one chunk and deflated.
 */
export async function formatHdf5(root: Hdf5Group): Promise<Uint8Array> {
  const { module, File } = await loadLibrary();
  const file = new File(path, 'w', { libver: ['earliest', 'latest'] });
  try {
    writeGroup(file, root);
    file.close();
    return module.FS.readFile(path);
  } finally {
    module.FS.unlink(path);
  }
}

function writeGroup(into: Group, members: Hdf5Group): void {
  for (const [name, item] of members)
    if (isGroup(item)) writeGroup(into.create_group(name), item);
    else if (isTexts(item)) into.create_dataset({ name, data: [...item.texts], shape: [...item.shape], dtype: 'S' });
    else writeNumbers(into, name, item as Hdf5Numbers);
}

function writeNumbers(into: Group, name: string, { stored, shape, data }: Hdf5Numbers): void {
  const deflated = data.length >= fewestDeflated ? { chunks: [...shape], compression: 4 } : {};
  into.create_dataset({
    name,
    data: typed(stored, data),
    shape: [...shape],
    dtype: `<${letters[stored]}`,
    ...deflated,
  });
}

function typed(stored: Stored, data: Float64Array) {
  switch (stored) {
    case 'f8':
      return data;
    case 'f4':
      return Float32Array.from(data);
    case 'i8':
      return BigInt64Array.from(data, BigInt);
    case 'u8':
      return BigUint64Array.from(data, BigInt);
    case 'i4':
      return Int32Array.from(data);
    case 'u4':
      return Uint32Array.from(data);
    case 'i2':
      return Int16Array.from(data);
    case 'u2':
      return Uint16Array.from(data);
    case 'i1':
      return Int8Array.from(data);
    case 'u1':
      return Uint8Array.from(data);
  }
}
