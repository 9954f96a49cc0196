import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { isIdxImages, parseIdxImages } from './idx-format.js';
import type { Image } from './image.js';
import { parsePgm } from './pgm-format.js';

const isPgm = (path: string): boolean => /\.pgm(\.gz)?$/i.test(path);

/** Such as macOS puts beside a picture: `._coffee.pgm`. */
const isHidden = (name: string): boolean => name.startsWith('.');

/**
 * Reads grey images: those of an IDX file, a PGM file, or all PGM files of a folder that are not hidden, in the order of their names; each also
 * `.gz`. InputError names the file and the place in it.
 */
export function readImages(path: string): Image[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const names = readdirSync(path)
      .filter(entry => isPgm(entry) && !isHidden(entry))
      .sort();
    if (names.length === 0) return reject(path, 'found no images', 'expected .pgm or .pgm.gz files in the folder');
    return names.map(name => parsePgm(readBytes(join(path, name)), join(path, name)));
  }
  if (isIdxImages(path)) return parseIdxImages(readBytes(path), path);
  if (isPgm(path)) return [parsePgm(readBytes(path), path)];
  return reject(path, 'found another kind of file', 'expected .pgm, …-images-idx3-ubyte, one of them with .gz, or a folder of .pgm files'); // biome-ignore format: one thing
}
