import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { messageOf, reject } from './error.js';

/** Writes beside the target and renames, so that a reader or a crash never meets half a file. Makes the folder. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const target = resolve(path);
  mkdirSync(dirname(target), { recursive: true });
  const beside = `${target}.${process.pid}.part`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, target);
  } finally {
    if (existsSync(beside)) rmSync(beside);
  }
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
    return reject(path, `not JSON (${cause.message})`, 'expected a JSON file');
  }
}
