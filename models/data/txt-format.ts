import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { sortedClasses } from './labels.js';
import { readValue } from './value.js';

/**
 * Parses the plain form of the UCR archive (`.txt`, `.tsv`): one univariate series per line, its label first, then its
 * values, separated by commas, tabs or spaces. A label written as a number is named by its value ("1.0000e+00" is class
 * "1"). NaN at the end of a line is what the archive pads shorter series with, and is cut off.
 */
export function parseTxt(text: string, file: string, name: string): SeriesSet {
  const rows = text.split('\n').flatMap((raw, i) => {
    const line = raw.trim();
    return line === '' ? [] : [parseLine(line, `${file}:${i + 1}`)];
  });
  if (rows.length === 0) return reject(file, 'holds no series', 'expected one per line: its label, then its values');
  const classes = sortedClasses(rows.map(row => row.label));
  const series = rows.map(({ values, label }) => ({ values, length: values.length, label: classes.indexOf(label) }));
  return { name, channels: 1, classes, series };
}

function parseLine(line: string, where: string): { label: string; values: Float64Array } {
  const [first, ...words] = line.split(line.includes(',') ? ',' : /\s+/) as [string, ...string[]];
  const values = words.map((word, t) => readValue(word, () => `${where}: value ${t + 1}`));
  const length = values.findLastIndex(value => !Number.isNaN(value)) + 1;
  if (length === 0) return reject(where, 'found a label and no values', 'expected a label, then values');
  const label = first.trim();
  if (label === '') return reject(where, 'found no label', 'expected a label, then values');
  const number = Number(label);
  return {
    label: Number.isFinite(number) ? String(number) : label,
    values: Float64Array.from(values.slice(0, length)),
  };
}
