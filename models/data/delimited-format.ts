import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { className } from './collect.js';
import type { Layout } from './layout.js';
import { type Row, seriesInRows } from './rows.js';
import { readValue } from './value.js';

/** A line of the file, split into words. */
interface Line {
  readonly words: readonly string[];
  readonly where: string;
}

/**
 * Parses a table of numbers as text: one series a row, values separated by semicolons, commas, tabs or spaces, with the
 * label where `layout` has it (see `Layout`). The plain form of the UCR archive (`.txt`, `.tsv`) has it first. Empty lines
 * and those that start with `#` are left out, and so is a first line without a number, which names the columns. `?` and
 * NaN are missing; NaN at the end of a row is what the archive pads shorter series with, and is cut off.
 */
export function parseDelimited(text: string, file: string, name: string, layout: Layout): SeriesSet {
  const lines = linesOf(text, file);
  const body = lines.length > 1 && !lines[0]!.words.some(isValue) ? lines.slice(1) : lines;
  const { length: columns } = body[0]?.words ?? [];
  if (!columns) return reject(file, 'holds no series', 'expected one per line, or one time step per line');
  const { label = 'none', ...rest } = layout;
  const rows = body.map(({ words, where }): Row => {
    if (words.length !== columns)
      reject(where, `found ${words.length} columns`, `expected ${columns}, as before: pad shorter series with NaN`);
    const labelAt = label === 'none' ? -1 : label === 'first' ? 0 : columns - 1;
    const from = label === 'first' ? 1 : 0;
    const numbers = label === 'none' ? words : label === 'first' ? words.slice(1) : words.slice(0, -1);
    const values = Float64Array.from(numbers, (word, i) => readValue(word, () => `${where}: column ${from + i + 1}`));
    return { values, where, ...(labelAt >= 0 && { label: className(unquoted(words[labelAt]!), where) }) };
  });
  return seriesInRows(rows, name, file, rest);
}

function linesOf(text: string, file: string): Line[] {
  return text.split('\n').flatMap((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const separator = [';', ','].find(sign => line.includes(sign)) ?? /\s+/;
    return [{ words: line.split(separator), where: `${file}:${i + 1}` }];
  });
}

const isValue = (word: string): boolean => /^\s*(\?|nan|[-+]?[\d.][\d.e+-]*)\s*$/i.test(word);

const unquoted = (word: string): string => word.trim().replace(/^(["'])(.*)\1$/, '$2');
