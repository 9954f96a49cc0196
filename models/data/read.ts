import { basename, extname } from 'node:path';
import { reject } from '../../edge/error.js';
import { readText } from '../../edge/files.js';
import type { SeriesSet } from '../series.js';
import { parseTs } from './ts-format.js';
import { parseTxt } from './txt-format.js';

type Parser = (text: string, file: string, name: string) => SeriesSet;

const parsers: Record<string, Parser> = { '.ts': parseTs, '.txt': parseTxt, '.tsv': parseTxt };

/**
 * Reads a set of time series; the extension says which format (`.ts`, `.txt`, `.tsv`, each also `.gz`). The classes come
 * in the order of the file's header, else sorted. Errors name file and line.
 */
export function readSeriesSet(path: string): SeriesSet {
  const plain = path.replace(/\.gz$/i, '');
  const extension = extname(plain).toLowerCase();
  const parse = parsers[extension];
  if (!parse) {
    const known = Object.keys(parsers).join(', ');
    return reject(
      path,
      `unknown data format ${JSON.stringify(extension)}`,
      `expected ${known} or one of them with .gz`,
    );
  }
  return parse(readText(path), path, basename(plain, extname(plain)));
}
