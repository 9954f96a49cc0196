import { basename, extname } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { isIdxImages, readIdxSet } from '../images/idx-format.js';
import type { SeriesSet } from '../series.js';
import { parseArff } from './arff-format.js';
import { parseNpySeries, parseNpz } from './array-format.js';
import { parseDelimited } from './delimited-format.js';
import type { Layout } from './layout.js';
import { parseTs } from './ts-format.js';

type Parser = (bytes: Uint8Array, file: string, name: string, layout: Layout) => SeriesSet;

/** Text that says itself how it is laid out. */
const described =
  (parse: (text: string, file: string, name: string) => SeriesSet): Parser =>
  (bytes, file, name, layout) => {
    refuseLayout(layout, file);
    return parse(textOf(bytes), file, name);
  };

function refuseLayout(layout: Layout, file: string): void {
  if (Object.keys(layout).length > 0)
    reject(file, 'was given a layout', 'expected none: the file says itself how it holds its series');
}

/** Text that does not, with the place where labels stand if nothing else is said; not where rows are time steps. */
const delimited =
  (label: 'first' | 'last'): Parser =>
  (bytes, file, name, layout) =>
    parseDelimited(textOf(bytes), file, name, { ...(layout.rows !== 'steps' && { label }), ...layout });

const parsers: Record<string, Parser> = {
  '.ts': described(parseTs),
  '.arff': described(parseArff),
  '.txt': delimited('first'),
  '.tsv': delimited('first'),
  '.csv': delimited('last'),
  '.npy': parseNpySeries,
  '.npz': parseNpz,
};

/**
 * Reads a set of time series; the extension says which format (`.ts`, `.arff`, `.txt`, `.tsv`, `.csv`, `.npy`, `.npz`, each
 * also `.gz`), or for IDX the end of the name (`labelledSeries`). `layout` says what tables and arrays cannot say themselves. The
 * classes come in the order of the file's header, else sorted. InputError names the file and the line, series or array.
 */
export function readSeriesSet(path: string, layout: Layout = {}): SeriesSet {
  if (isIdxImages(path)) {
    refuseLayout(layout, path);
    return readIdxSet(path);
  }
  const plain = path.replace(/\.gz$/i, '');
  const extension = extname(plain).toLowerCase();
  const parse = parsers[extension];
  if (!parse) {
    const known = [...Object.keys(parsers), '-images-idx3-ubyte'].join(', ');
    return reject(
      path,
      `unknown data format ${JSON.stringify(extension)}`,
      `expected ${known} or one of them with .gz`,
    );
  }
  if (layout.labelFile !== undefined && extension !== '.npy')
    reject(path, 'was given labels in a file of their own', 'expected an .npy file, or no labels in the layout');
  return parse(readBytes(path), path, basename(plain, extname(plain)), layout);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
