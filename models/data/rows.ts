import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { collect, type NamedSeries } from './collect.js';
import type { Layout } from './layout.js';

/** A row of a table: numbers, NaN where missing, and the label that stood beside them, if any. */
export interface Row {
  readonly values: Float64Array;
  readonly label?: string | undefined;
  /** Of each of its time steps, where these are what is labelled; those of padding count for nothing. */
  readonly labels?: readonly string[];
  /** The place in the file, for messages. */
  readonly where: string;
}

/** What of a layout is left to do once labels have been taken out of the rows. */
export type RowLayout = Omit<Layout, 'label'>;

/**
 * The series in the rows of a table. Missing values at the end are what files pad shorter series with, and are cut off.
 * InputError for rows that do not split into the channels, series without values, infinite values, and a table that
 * looks like one long series (a single value a row) unless `rows` says which it is.
 */
export function seriesInRows(rows: readonly Row[], name: string, file: string, layout: RowLayout): SeriesSet {
  for (const row of rows) refuseInfinite(row);
  if (layout.rows === 'steps') return oneSeries(rows, name, file, layout);
  const { channels = 1, order = 'interleaved' } = layout;
  if (layout.rows === undefined && rows.length > 1 && rows.every(row => row.values.length === channels))
    return reject(
      file,
      `found ${rows.length} rows of a single time step`,
      'expected series: the layout rows=steps reads every row as a time step of one series, rows=series as it stands',
    );
  return collect(
    name,
    channels,
    rows.map(row => seriesInRow(row, channels, order)),
  );
}

/** A row as a series of so many channels. */
export function seriesInRow(row: Row, channels: number, order: 'interleaved' | 'planar'): NamedSeries {
  const { values, label, labels, where } = row;
  if (values.length === 0 || values.length % channels !== 0)
    reject(where, `found ${values.length} values`, `expected a multiple of ${channels}, the number of channels`);
  const ordered = order === 'planar' ? interleave(values, channels) : values;
  const series = unpadded(ordered, channels, where);
  const padded = labels?.length === values.length / channels;
  return { ...series, label, ...(labels && { labels: padded ? labels.slice(0, series.length) : labels }), where };
}

/** The rows as time steps of one series. */
function oneSeries(rows: readonly Row[], name: string, file: string, layout: RowLayout): SeriesSet {
  const channels = rows[0]!.values.length;
  if (layout.channels !== undefined && layout.channels !== channels)
    return reject(file, `found ${channels} columns`, `expected ${layout.channels}, one for each of the channels`);
  if (rows.some(row => row.label !== undefined))
    return reject(
      file,
      'found a label for every time step',
      'expected label=none with rows=steps: a column of labels is then one more channel',
    );
  const values = new Float64Array(rows.length * channels);
  rows.forEach((row, t) => {
    values.set(row.values, t * channels);
  });
  return collect(name, channels, [{ ...unpadded(values, channels, file), label: undefined, where: file }]);
}

/** channels × steps as steps × channels. */
function interleave(planar: Float64Array, channels: number): Float64Array {
  const length = planar.length / channels;
  return Float64Array.from(planar, (_, i) => planar[(i % channels) * length + Math.floor(i / channels)]!);
}

/** Without the time steps at the end that have no value in any channel. */
function unpadded(values: Float64Array, channels: number, where: string): { values: Float64Array; length: number } {
  const length = Math.floor(values.findLastIndex(value => !Number.isNaN(value)) / channels) + 1;
  if (length === 0) return reject(where, 'found no values', 'expected a series of at least one time step');
  return { values: values.slice(0, length * channels), length };
}

function refuseInfinite({ values, where }: Row): void {
  const at = values.findIndex(value => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (at >= 0)
    reject(`${where}, value ${at + 1}`, `found ${values[at]}`, 'expected finite numbers; NaN where one is missing');
}
