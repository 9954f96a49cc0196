import { createHash } from 'node:crypto';
import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';
import { messageOf, reject } from '../edge/error.js';
import { readBytes, writeWhole } from '../edge/files.js';
import type { Program } from './program-record.js';

/** What stands first in every `.owp` file, and the version of its layout. */
const magic = 'OHMWEAVE';
/** Bytes of that and of the checksum after it. */
export const sealLength = magic.length + 32;
const layout = 4;

/** msgpack extension types of the arrays that a program holds; both are stored little-endian. */
const float64Type = 1;
const uint32Type = 2;

export const codec = new ExtensionCodec();
/** The bytes of an array, where a value is one. */
const bytesOf = (value: unknown, kind: typeof Float64Array | typeof Uint32Array): Uint8Array | null =>
  value instanceof kind ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null;
// msgpack hands out unaligned views of a Buffer, whose slice() is a view too: copy before viewing as whole numbers.
codec.register({
  type: float64Type,
  encode: value => bytesOf(value, Float64Array),
  decode: bytes => new Float64Array(new Uint8Array(bytes).buffer),
});
codec.register({
  type: uint32Type,
  encode: value => bytesOf(value, Uint32Array),
  decode: bytes => new Uint32Array(new Uint8Array(bytes).buffer),
});

/**
 * A program as bytes: magic, sha-256 of the rest, then one msgpack map of {layout, version, program}. The same program
 * gives the same bytes.
 */
export function encodeProgram(program: Program, version: string): Uint8Array {
  const body = encode({ layout, version, program }, { extensionCodec: codec, sortKeys: true, ignoreUndefined: true });
  return Buffer.concat([seal(createHash('sha256').update(body).digest()), body]);
}

/** What stands before the body of a program file, whose sha-256 it holds. */
export const seal = (digest: Uint8Array): Buffer => Buffer.concat([Buffer.from(magic, 'ascii'), digest]);

/** The program in `bytes`. InputError where they are not whole, or of another layout. */
export function decodeProgram(bytes: Uint8Array, file: string): Program {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const right = 'expected a program written by `ohmweave compile`';
  if (buffer.subarray(0, magic.length).toString('ascii') !== magic) reject(file, 'not an Ohmweave program', right);
  const body = buffer.subarray(sealLength);
  if (!createHash('sha256').update(body).digest().equals(buffer.subarray(magic.length, sealLength))) {
    reject(file, `truncated or damaged (${bytes.length} bytes, checksum differs)`, `${right}, whole`);
  }
  let content: { layout: number; version: string; program: Program };
  try {
    // A view that is no Buffer: a copy of the whole would be a third of the memory.
    const view = new Uint8Array(body.buffer, body.byteOffset, body.length);
    content = decode(view, { extensionCodec: codec }) as typeof content;
  } catch (cause) {
    return reject(file, `unreadable (${messageOf(cause)})`, right);
  }
  if (content.layout !== layout) {
    reject(
      file,
      `layout ${content.layout}, written by ohmweave ${content.version}`,
      `expected layout ${layout}: compile it anew`,
    );
  }
  return content.program;
}

/** Saves a program to a `.owp` file, beside and renamed. */
export function writeProgram(path: string, program: Program, version: string): void {
  writeWhole(path, encodeProgram(program, version));
}

/** Loads a program from a `.owp` file. */
export function readProgram(path: string): Program {
  return decodeProgram(readBytes(path), path);
}
