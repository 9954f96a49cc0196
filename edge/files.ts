import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { messageOf, reject } from './error.js';

/**
 * Writes beside the target and renames, so that a reader or a crash never meets half a file. Makes the folder. Where a link
 * leads to a file, that file is replaced; a device such as /dev/stdout is written to. What is too long for one text comes in pieces.
 * InputError where the system refuses.
 */
export function writeWhole(path: string, content: string | Uint8Array | Iterable<string | Uint8Array>): void {
  requireWritable(path);
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  const beside = isDevice(path) ? path : `${target}.${process.pid}.part`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(beside, content);
    else writePieces(beside, content);
    if (beside !== path) renameSync(beside, target);
  } catch (cause) {
    reject(path, `cannot be written (${messageOf(cause)})`, 'expected a place that can hold it');
  } finally {
    if (beside !== path && existsSync(beside)) rmSync(beside);
  }
}

function writePieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

/** InputError where no file could be written at `path`: to be asked before the work that it is to hold. */
export function requireWritable(path: string): void {
  if (path === '' || path === '-') reject(JSON.stringify(path), 'is no name of a file', 'expected one to write to');
  if (existsSync(path) && statSync(path).isDirectory()) reject(path, 'is a folder', 'expected a file');
  if (!isDevice(path)) requireWritableFolder(dirname(resolve(path)));
}

/** InputError where no files could be written into the folder at `path`, which need not exist yet. */
export function requireWritableFolder(path: string): void {
  if (path === '' || path === '-') reject(JSON.stringify(path), 'is no name of a folder', 'expected one to write to');
  let there = resolve(path);
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory()) reject(there, 'is a file', 'expected a folder to write to');
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch {
    reject(there, 'cannot be written to', 'expected a folder that you have permission to write to');
  }
}

/** Something that is no file to be replaced, but takes what is written. */
function isDevice(path: string): boolean {
  if (!existsSync(path)) return false;
  const found = statSync(path);
  return !found.isFile() && !found.isDirectory();
}

/** The bytes of a file (`-` is stdin), gunzipped where they start with the gzip mark. */
export function readBytes(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    if (path !== '-' && statSync(path).isDirectory()) return reject(path, 'is a folder', 'expected a file');
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return reject(path, 'no such file', 'expected a readable file');
    if (code === 'EISDIR') return reject(path === '-' ? 'stdin' : path, 'is a folder', 'expected a file');
    if (code === 'ERR_FS_FILE_TOO_LARGE')
      return reject(path, `found ${statSync(path).size} bytes`, `expected at most ${2 ** 31 - 1}, which is read whole`);
    throw cause;
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    return reject(path, `damaged gzip data (${messageOf(cause)})`, 'expected a whole .gz file');
  }
}

/** The text of a UTF-8 file, as `readBytes` reads it. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** The parsed JSON of a file; the error names the file and what the parser saw. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    // The parser quotes what it met, which of a binary file no terminal should get.
    return reject(path, `not JSON (${cause.message.replaceAll(/[\p{Cc}\uFFFD]+/gu, '?')})`, 'expected a JSON file');
  }
}
