import { dirname, resolve } from 'node:path';
import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { type NpyArray, parseNpy, parseNpyNames } from '../../edge/npy.js';
import { unzipEntry, zipDirectory } from '../../edge/zip.js';
import type { SeriesSet } from '../series.js';
import { className } from './collect.js';
import type { Layout } from './layout.js';
import { type Row, seriesInRows } from './rows.js';

/**
 * Parses series in an .npy file: steps (one series), series × steps, or series × channels × steps. A table (two
 * dimensions) may also be read as `layout` says, with a column of labels; in three dimensions `order: 'interleaved'`
 * means series × steps × channels. NaN is missing; where a series ends in nothing else, it was padded, and is cut.
 */
export function parseNpySeries(bytes: Uint8Array, file: string, name: string, layout: Layout): SeriesSet {
  const [rows, ...rest] = rowsOf(parseNpy(bytes, file), file, name, layout);
  const { labelFile } = layout;
  if (labelFile === undefined) return seriesInRows(rows, ...rest);
  const path = resolve(dirname(file), labelFile);
  return seriesInRows(labelled(rows, readBytes(path), path, file), ...rest);
}

/**
 * Parses series in an .npz file: the array `X` as in an .npy file, and `y`, if it is there, with a label for each series, or for
 * each of its time steps: whole numbers or text. InputError names file and array.
 */
export function parseNpz(bytes: Uint8Array, file: string, name: string, layout: Layout): SeriesSet {
  const entries = zipDirectory(bytes, file);
  const find = (array: string): Uint8Array | undefined => {
    const entry = entries.find(one => one.name === `${array}.npy`);
    return entry && unzipEntry(bytes, entry, file);
  };
  const data = find('X');
  if (!data) {
    const found = entries.map(one => one.name.replace(/\.npy$/, '')).join(', ') || 'nothing';
    return reject(file, `found ${found}`, 'expected arrays X and y: numpy.savez(file, X=series, y=labels)');
  }
  const [rows, ...rest] = rowsOf(parseNpy(data, `${file}: X`), `${file}: X`, name, layout);
  const labels = find('y');
  return seriesInRows(labels ? labelled(rows, labels, `${file}: y`, 'X') : rows, ...rest);
}

/** The rows with the labels of an array of their own: one for each, or series × steps. */
function labelled(rows: readonly Row[], bytes: Uint8Array, where: string, of: string): Row[] {
  const { shape, names } = parseNpyNames(bytes, where);
  const bySteps = shape.length === 2 && shape[1]! > 1;
  if (shape[0] !== rows.length || (!bySteps && names.length !== rows.length))
    return reject(
      where,
      `found shape (${shape.join(', ')})`,
      `expected (${rows.length}), one label for each series of ${of}, or (${rows.length}, steps)`,
    );
  if (rows.some(row => row.label !== undefined))
    return reject(where, `found labels in ${of} and in y`, 'expected the layout label=none, or no y');
  if (bySteps) {
    const steps = shape[1]!;
    return rows.map((row, i) => ({
      ...row,
      labels: names
        .slice(i * steps, (i + 1) * steps)
        .map((one, t) => className(one, `${where}: series ${i + 1}, time step ${t + 1}`)),
    }));
  }
  return rows.map((row, i) => ({ ...row, label: className(names[i]!, `${where}: label ${i + 1}`) }));
}

/** The arguments of `seriesInRows` for an array. */
function rowsOf(
  { shape, data }: NpyArray,
  file: string,
  name: string,
  { label = 'none', ...layout }: Layout,
): Parameters<typeof seriesInRows> {
  if (shape.length === 0 || shape.length > 3 || data.length === 0)
    return reject(
      file,
      `found shape (${shape.join(', ')})`,
      'expected steps, series × steps or series × channels × steps',
    );
  const count = shape.length === 1 && layout.rows !== 'steps' ? 1 : shape[0]!;
  const size = data.length / count;
  const rows = Array.from({ length: count }, (_, i): Row => {
    const row = data.subarray(i * size, (i + 1) * size);
    const where = `${file}: ${layout.rows === 'steps' ? 'row' : 'series'} ${i + 1}`;
    if (label === 'none') return { values: row, where };
    const at = label === 'first' ? 0 : size - 1;
    const values = label === 'first' ? row.subarray(1) : row.subarray(0, -1);
    return { values, where, label: className(String(row[at]), where) };
  });
  return [rows, name, file, shape.length === 3 ? cubeLayout(shape, file, { label, ...layout }) : layout];
}

/** The layout of series × channels × steps, or of series × steps × channels. */
function cubeLayout(shape: readonly number[], file: string, layout: Layout): Layout {
  const { label, order = 'planar', rows = 'series' } = layout;
  const channels = shape[order === 'planar' ? 1 : 2]!;
  if (label !== 'none' || rows === 'steps')
    return reject(
      file,
      `found shape (${shape.join(', ')})`,
      'expected two dimensions for labels in rows or rows=steps',
    );
  if (layout.channels !== undefined && layout.channels !== channels)
    return reject(file, `found shape (${shape.join(', ')})`, `expected ${layout.channels} channels in ${order} order`);
  return { channels, order, rows };
}
