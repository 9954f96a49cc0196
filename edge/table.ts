import { reject } from './error.js';
import { readText } from './files.js';
import { formatNpy, readNpy } from './npy.js';

/** Numbers in rows and columns, row-major. */
export interface NumberTable {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Whether a file of this name holds a table: .npy or .csv, also gzipped. */
export const isTable = (path: string): boolean => /\.(npy|csv)(\.gz)?$/i.test(path);

/**
 * Reads a table of numbers from an .npy file (two dimensions, or one as a single row) or a .csv file (commas or semicolons,
 * no header; empty lines and lines that start with # are left out). InputError names the file, row and column.
 */
export function readTable(path: string): NumberTable {
  if (/\.csv(\.gz)?$/i.test(path)) return parseCsv(readText(path), path);
  const { shape, data } = readNpy(path);
  if (shape.length > 2 || shape.length === 0 || data.length === 0)
    return reject(path, `found shape (${shape.join(', ')})`, 'expected rows × columns of numbers');
  return shape.length === 1 ? { rows: 1, cols: shape[0]!, data } : { rows: shape[0]!, cols: shape[1]!, data };
}

/** The numbers of a .csv file, as `readTable` reads them; where `gaps` are allowed, an empty field or NaN is NaN. */
export function parseCsv(text: string, file: string, gaps = false): NumberTable {
  const lines = text
    .split(/\r?\n/)
    .map((line, k) => ({ words: line.split(/[,;]/).map(word => word.trim()), at: k + 1, line: line.trim() }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const cols = lines[0]?.words.length ?? 0;
  if (cols === 0) return reject(file, 'found no numbers', 'expected rows of numbers, separated by commas');
  const data = new Float64Array(lines.length * cols);
  lines.forEach(({ words, at }, i) => {
    if (words.length !== cols)
      reject(`${file}: line ${at}`, `found ${words.length} columns`, `expected ${cols}, as in the first row`);
    words.forEach((word, j) => {
      const value = word === '' ? Number.NaN : Number(word);
      const isGap = gaps && (word === '' || word.toLowerCase() === 'nan');
      if (Number.isNaN(value) && !isGap)
        reject(`${file}: line ${at}, column ${j + 1}`, `found "${word}"`, 'expected a number');
      data[i * cols + j] = value;
    });
  });
  return { rows: lines.length, cols, data };
}

/** The content of a .csv or .npy file, by the name it is to have. InputError for any other name. */
export function formatTable(path: string, { rows, cols, data }: NumberTable): string | Uint8Array {
  if (/\.npy$/i.test(path)) return formatNpy({ shape: [rows, cols], data });
  if (!/\.csv$/i.test(path))
    return reject(path, 'found another kind of file', 'expected a name that ends in .npy or .csv');
  const line = (i: number): string => data.subarray(i * cols, (i + 1) * cols).join(',');
  return `${Array.from({ length: rows }, (_, i) => line(i)).join('\n')}\n`;
}
