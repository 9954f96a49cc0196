import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { className } from './collect.js';
import type { Layout } from './layout.js';
import { type Row, seriesInRows } from './rows.js';
import { readValue } from './value.js';

type Place = NonNullable<Layout['label']>;

/** A line of the file, split into words. */
interface Line {
  readonly words: readonly string[];
  readonly where: string;
}

/**
 * Parses a table of numbers as text: one series a row, values separated by semicolons, commas, tabs or spaces, with the
 * label where `layout` has it (see `Layout`). Empty lines and those that start with `#` are left out, and so is a first
 * line that names the columns: one without a number, or whose label alone is a word. `?` and NaN are missing; at the end
 * of a series they are what the UCR archive pads shorter ones with, and are cut off.
 */
export function parseDelimited(text: string, file: string, name: string, layout: Layout): SeriesSet {
  const { label = 'none', ...rest } = layout;
  const lines = linesOf(text, file);
  const body = namesColumns(lines, label) ? lines.slice(1) : lines;
  const { length: columns } = body[0]?.words ?? [];
  if (!columns) return reject(file, 'holds no series', 'expected one per line, or one time step per line');
  const first = label === 'first' ? 1 : 0;
  const rows = body.map(({ words, where }): Row => {
    if (words.length !== columns)
      reject(where, `found ${words.length} columns`, `expected ${columns}, as before: pad shorter series with NaN`);
    const numbers = words.slice(first, label === 'last' ? -1 : columns);
    const values = Float64Array.from(numbers, (word, i) => readValue(word, () => `${where}: column ${first + i + 1}`));
    const named = labelIn(words, label);
    return { values, where, ...(named !== undefined && { label: className(named, where) }) };
  });
  return seriesInRows(rows, name, file, rest);
}

function linesOf(text: string, file: string): Line[] {
  return text.split(/\r\n|\r|\n/).flatMap((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const separator = [';', ','].find(sign => line.includes(sign)) ?? /\s+/;
    return [{ words: line.split(separator), where: `${file}:${i + 1}` }];
  });
}

/** Whether the first of several lines is a header. */
function namesColumns([head, ...others]: readonly Line[], label: Place): boolean {
  if (!head || others.length === 0) return false;
  const labelled = (line: Line): boolean => isValue(labelIn(line.words, label) ?? '');
  return !head.words.some(isValue) || (label !== 'none' && !labelled(head) && others.every(labelled));
}

/** The label in a row, without quotes. */
function labelIn(words: readonly string[], label: Place): string | undefined {
  const word = label === 'none' ? undefined : words.at(label === 'first' ? 0 : -1);
  return word?.trim().replace(/^(["'])(.*)\1$/, '$2');
}

const isValue = (word: string): boolean => /^\s*(\?|nan|[-+]?[\d.][\d.e+-]*)\s*$/i.test(word);
