import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { sortedClasses } from './labels.js';

/** A series as it stands in a file: its label is still a name, if it has one. */
export interface NamedSeries {
  /** length × channels, as in `Series`. */
  readonly values: Float64Array;
  readonly length: number;
  readonly label: string | undefined;
  /** Of each of its time steps, where these are what is labelled. */
  readonly labels?: readonly string[] | undefined;
  /** The place in the file, for messages. */
  readonly where: string;
}

/**
 * A set of series; its classes come in the order of `announced`, else sorted (`sortedClasses`). InputError for a label
 * that was not announced.
 */
export function collect(
  name: string,
  channels: number,
  series: readonly NamedSeries[],
  announced: readonly string[] = [],
): SeriesSet {
  const classes =
    announced.length > 0 ? announced : sortedClasses(series.flatMap(one => one.labels ?? one.label ?? []));
  return {
    name,
    channels,
    classes,
    series: series.map(({ values, length, label, labels, where }) => {
      const index = label === undefined ? -1 : classes.indexOf(label);
      if (label !== undefined && index < 0)
        reject(
          where,
          `found label ${JSON.stringify(label)}`,
          `expected one that the header lists: ${classes.join(', ')}`,
        );
      if (!labels) return { values, length, label: index };
      if (labels.length !== length)
        reject(where, `found ${labels.length} labels`, `expected ${length}, one for each time step`);
      const order = new Map(classes.map((one, k) => [one, k]));
      return { values, length, label: index, labels: Int32Array.from(labels, one => order.get(one)!) };
    }),
  };
}

/**
 * The name of a class whose label is written so: a whole number is named by its value ("1.0000e+00" is class "1"), a word
 * by itself. InputError for nothing, and for other numbers, which are measurements and no labels.
 */
export function className(text: string, where: string): string {
  const word = text.trim();
  if (word === '' || word.toLowerCase() === 'nan' || word === '?')
    return reject(where, `found ${word === '' ? 'no label' : `${word} as its label`}`, 'expected a class label');
  const number = Number(word);
  if (Number.isNaN(number)) return word;
  if (Number.isSafeInteger(number)) return String(number);
  return Number.isInteger(number)
    ? word
    : reject(
        where,
        `found ${word} as its label`,
        'expected a whole number or a name; the layout says where labels stand',
      );
}
