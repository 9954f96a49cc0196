import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { codec, decodeProgram, readProgram, seal, sealLength } from './program-file.js';
import type { Program } from './program-record.js';

/** Bytes of an array that an outline still holds. */
const longestArray = 2 ** 16 - 1;
/** Bytes that are read at once. */
const windowBytes = 2 ** 20;

/** msgpack extension type of what stands for an array left out: nobody takes it for one by mistake. */
const leftOutType = 3;
codec.register({
  type: leftOutType,
  encode: () => null,
  decode: () => new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse }),
});

function refuse(): never {
  throw new Error('an array was asked for that the outline of a program leaves out');
}

/**
 * The program of a `.owp` file but for its arrays of more than `longest` bytes: all its shapes, names and settings, in as much
 * memory as these take. An array left out throws an Error when it is asked for anything. InputError where `readProgram` has one;
 * what is no plain file, or no whole program, is left to that.
 */
export function readOutline(path: string, longest = longestArray): Program {
  if (path === '-' || !statSync(path, { throwIfNoEntry: false })?.isFile()) return readProgram(path);
  const file = openSync(path, 'r');
  let bytes: Uint8Array | undefined;
  try {
    bytes = withoutLongArrays(file, longest);
  } finally {
    closeSync(file);
  }
  return bytes ? decodeProgram(bytes, path) : readProgram(path);
}

/** A program file as the bytes of one without its long arrays; undefined where the bytes are not those that were written. */
function withoutLongArrays(file: number, longest: number): Uint8Array | undefined {
  const head = Buffer.alloc(sealLength);
  readSync(file, head);
  const stream = new ByteStream(file);
  const kept: Uint8Array[] = [];
  for (let value = nextValue(stream, longest); value; value = nextValue(stream, longest)) kept.push(value);
  if (!head.equals(seal(stream.digestOfAll()))) return undefined;
  const body = Buffer.concat(kept);
  return Buffer.concat([seal(createHash('sha256').update(body).digest()), body]);
}

/**
 * The next value of msgpack: of an array or a map what comes before its elements, of a long extension what stands for it;
 * undefined at the end. As the specification has it (github.com/msgpack/msgpack, spec.md): a byte that says the type, then a length
 * in so many bytes, and as many bytes as that, or a fixed number of bytes.
 */
function nextValue(stream: ByteStream, longest: number): Uint8Array | undefined {
  const type = stream.take(1);
  if (!type) return undefined;
  const [lengthBytes, fixed] = layoutOf(type[0]!);
  const length = stream.take(lengthBytes);
  if (!length) return undefined;
  const count = fixed + (lengthBytes > 0 ? length.readUIntBE(0, lengthBytes) : 0);
  const isExtension = type[0]! >= 0xc7 && type[0]! <= 0xc9;
  if (isExtension && count - 1 > longest) {
    stream.skip(count);
    return Uint8Array.of(0xd4, leftOutType, 0);
  }
  const rest = stream.take(count);
  return rest && Buffer.concat([type, length, rest]);
}

/** Of a value that begins with `type`: bytes of its length, and those that come in any case. */
function layoutOf(type: number): readonly [lengthBytes: number, fixed: number] {
  if (type >= 0xa0 && type <= 0xbf) return [0, type & 0x1f];
  if (type < 0xc4 || type > 0xdf) return [0, 0];
  return layouts[type - 0xc4]!;
}

/** Those from 0xc4 on: binary, extensions, floats, integers, extensions of a fixed length, texts, arrays, maps. */
const layouts: readonly (readonly [number, number])[] = [
  ...[1, 2, 4].map(bytes => [bytes, 0] as const),
  ...[1, 2, 4].map(bytes => [bytes, 1] as const),
  ...[4, 8].map(bytes => [0, bytes] as const),
  ...[1, 2, 4, 8, 1, 2, 4, 8].map(bytes => [0, bytes] as const),
  ...[1, 2, 4, 8, 16].map(bytes => [0, 1 + bytes] as const),
  ...[1, 2, 4].map(bytes => [bytes, 0] as const),
  ...[2, 4, 2, 4].map(bytes => [0, bytes] as const),
];

/** The rest of a file, a window at a time, and the checksum of what has gone by. */
class ByteStream {
  readonly #file: number;
  readonly #hash = createHash('sha256');
  readonly #window = Buffer.alloc(windowBytes);
  #at = 0;
  #until = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** The next bytes, or undefined where there are not so many. */
  take(count: number): Buffer | undefined {
    // What a damaged file says of a length is no reason to ask for so much memory.
    if (count > windowBytes) return this.#takeMany(count);
    const taken = Buffer.allocUnsafe(count);
    let done = 0;
    while (done < count) {
      if (this.#at === this.#until && !this.#fill()) return undefined;
      const copied = this.#window.copy(taken, done, this.#at, Math.min(this.#until, this.#at + count - done));
      this.#at += copied;
      done += copied;
    }
    return taken;
  }

  #takeMany(count: number): Buffer | undefined {
    const pieces: Buffer[] = [];
    for (let left = count; left > 0; left -= windowBytes) {
      const piece = this.take(Math.min(left, windowBytes));
      if (!piece) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  skip(count: number): void {
    for (let left = count; left > 0; ) {
      if (this.#at === this.#until && !this.#fill()) return;
      const gone = Math.min(left, this.#until - this.#at);
      this.#at += gone;
      left -= gone;
    }
  }

  /** sha-256 of all up to the end of the file, taken or not. */
  digestOfAll(): Buffer {
    while (this.#fill()) this.#at = this.#until;
    return this.#hash.digest();
  }

  #fill(): boolean {
    this.#at = 0;
    this.#until = readSync(this.#file, this.#window, 0, windowBytes, null);
    this.#hash.update(this.#window.subarray(0, this.#until));
    return this.#until > 0;
  }
}
