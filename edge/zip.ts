import { crc32, inflateRawSync } from 'node:zlib';
import { messageOf, reject } from './error.js';

/** A file inside a zip archive, as the archive's directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header stands in the archive. */
  readonly offset: number;
}

const expected = 'expected a whole zip file of stored or deflated entries';
const endBytes = 22;
const marks = { end: 0x06054b50, directory: 0x02014b50, local: 0x04034b50 };

/**
 * The directory of a zip archive. InputError where the bytes are none, where the directory is damaged, and for archives
 * in several volumes, encrypted ones and those beyond 4 GiB (zip64). Source: PKWARE's APPNOTE 6.3.10, 4.3.12 and 4.3.16.
 */
export function zipDirectory(bytes: Uint8Array, file: string): ZipEntry[] {
  return intact(file, () => {
    const view = viewOf(bytes);
    const end = endOfDirectory(view);
    if (end < 0) return reject(file, 'found no directory of a zip file', expected);
    const count = view.getUint16(end + 10, true);
    const entries: ZipEntry[] = [];
    for (let at = view.getUint32(end + 16, true); entries.length < count; ) {
      if (view.getUint32(at, true) !== marks.directory) return reject(file, 'found a damaged directory', expected);
      const nameBytes = view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
      if (view.getUint16(at + 8, true) & 1) return reject(`${file}: ${name}`, 'is encrypted', expected);
      entries.push({
        name,
        method: view.getUint16(at + 10, true),
        crc: view.getUint32(at + 16, true),
        packedBytes: view.getUint32(at + 20, true),
        bytes: view.getUint32(at + 24, true),
        offset: view.getUint32(at + 42, true),
      });
      at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  });
}

/** The content of an entry, checked against its length and checksum. InputError names the file and the entry. */
export function unzipEntry(bytes: Uint8Array, entry: ZipEntry, file: string): Uint8Array {
  const where = `${file}: ${entry.name}`;
  return intact(where, () => {
    const view = viewOf(bytes);
    if (view.getUint32(entry.offset, true) !== marks.local) return reject(where, 'found no entry there', expected);
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = bytes.subarray(start, start + entry.packedBytes);
    const content = unpack(packed, entry, where);
    if (content.length !== entry.bytes)
      return reject(where, `found ${content.length} bytes`, `expected ${entry.bytes}, as the directory says`);
    if (crc32(content) !== entry.crc) return reject(where, 'found damaged data (checksum)', expected);
    return content;
  });
}

function unpack(packed: Uint8Array, { method, bytes }: ZipEntry, where: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) return reject(where, `found compression method ${method}`, 'expected 0 (stored) or 8 (deflated)');
  // The promised length bounds what a damaged or hostile entry can grow to.
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the record of the directory stands: at the end, before a comment of up to 65 535 bytes. −1 where it is not. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === marks.end && at + endBytes + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  }
  return -1;
}

/** What a read beyond the end, or zlib, throws is damage to the file. */
function intact<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!(cause instanceof RangeError || code?.startsWith('Z_'))) throw cause;
    return reject(where, `found damaged zip data (${messageOf(cause)})`, expected);
  }
}
