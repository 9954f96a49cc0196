import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import type { ImageSize } from '../network.js';
import type { SeriesSet } from '../series.js';

/** A grey image. Those of files go from 0, black, to 1, white. */
export interface Image extends ImageSize {
  /** For messages: the file, and which of its images. */
  readonly name: string;
  /** rows × columns, row by row. */
  readonly pixels: Float64Array;
}

/** Patches (a row each) as series of a single time step, whose channels are the pixels. */
export function stepSeries(rows: Matrix, name: string): SeriesSet {
  const series = Array.from({ length: rows.rows }, (_, i) => ({
    values: rows.data.slice(i * rows.cols, (i + 1) * rows.cols),
    length: 1,
    label: -1,
  }));
  return { name, channels: rows.cols, classes: [], series };
}

/** The series of a set side by side, series × channels. InputError where one has more than a single time step. */
export function stepRows({ name, channels, series }: SeriesSet): Matrix {
  const data = new Float64Array(series.length * channels);
  series.forEach(({ values, length }, i) => {
    if (length !== 1)
      reject(`${name}: series ${i + 1}`, `found ${length} time steps`, 'expected one, whose channels are the pixels');
    data.set(values, i * channels);
  });
  return matrix(series.length, channels, data);
}
