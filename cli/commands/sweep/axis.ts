import {
  changeDescription,
  type DescriptionValue,
  pathsNamed,
  requireChanges,
} from '../../../compiler/hardware-change.js';
import { InputError, reject } from '../../../edge/error.js';
import { type QuantityKind, type QuantityParser, siUnits } from '../../../edge/quantity.js';
import { ageLabel } from '../../../report/age.js';
import { plain } from '../../../report/svg/format.js';

/** A parameter and the values it takes in a sweep. */
export interface SweepAxis {
  /** As it was given: `adc.bits`, `array.size`, `time`. */
  readonly name: string;
  /** The places of the hardware file that take its values; none for `time`. */
  readonly paths: readonly string[];
  /** SI unit of the values; empty where they have none. */
  readonly unit: string;
  readonly values: readonly AxisValue[];
  /** The option's value that it was read from. */
  readonly text: string;
}

export interface AxisValue {
  /** As it stands in the hardware file. */
  readonly written: DescriptionValue;
  /** In SI, where it is a quantity. */
  readonly value: DescriptionValue;
  readonly label: string;
}

/** Ages of a chip: the one parameter that is not in the hardware file. */
export const timeAxis = 'time';

/** Values of one axis; more are a slip of the keyboard. */
const mostValues = 1000;

/**
 * Reads an axis such as `adc.bits=4,6,8`, `array.lineResistance=0.1,1,10 ohm`, `bits=4..8` or `noise=0..2+0.5`
 * (docs/sweep.md). InputError at `option` where there is no such parameter, or it cannot have such a value in `description`.
 */
export function readAxis(text: string, description: unknown, parse: QuantityParser, option: string): SweepAxis {
  const axis = parseAxis(text, parse, option);
  requireAxis(axis, description, parse, option);
  return axis;
}

/** As `readAxis`, for a description that is not known yet. */
export function parseAxis(text: string, parse: QuantityParser, option: string): SweepAxis {
  const [, name, list] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(text) ?? [];
  if (name === undefined || list === undefined)
    return reject(
      option,
      `found ${JSON.stringify(text)}`,
      'expected a parameter and its values, such as adc.bits=4,6,8',
    );
  const written = readList(list, `${option}: ${name}`);
  if (name === timeAxis) {
    const values = written.map(word => timeValue(String(word), parse, `${option}: ${name}`));
    return { name, paths: [], unit: 's', values: distinct(values), text };
  }
  const quantities = written.map(word => (typeof word === 'string' ? quantityOf(word, parse) : undefined));
  const unit = quantities.every(found => found?.kind === quantities[0]?.kind) ? quantities[0]?.kind : undefined;
  const values = written.map((word, k) => ({
    written: word,
    value: (unit && quantities[k]?.si) ?? word,
    label: typeof word === 'number' ? plain(word) : String(word),
  }));
  return { name, paths: pathsNamed(name), unit: unit ? siUnits[unit] : '', values: distinct(values), text };
}

/** InputError at `option` where a description has not an axis's parameter, or it cannot have one of the values there. */
export function requireAxis({ paths, values }: SweepAxis, description: unknown, parse: QuantityParser, option: string) {
  const written = values.map(value => value.written);
  for (const path of paths) requireChanges(description, path, written, parse, option);
}

/** InputError at an axis's option where it sets a place that another one sets, too. */
export function requireOtherPlaces(axis: SweepAxis, other: SweepAxis, option: string, otherOption: string): void {
  const both = axis.name === other.name ? axis.name : other.paths.find(path => axis.paths.includes(path));
  if (both !== undefined)
    reject(
      option,
      `found ${JSON.stringify(axis.text)}`,
      `expected another parameter, since ${otherOption} sets ${both} too`,
    );
}

/** An axis as the head of a table's column, and a value as its cell. */
export const columnOf = ({ name, unit }: SweepAxis): { name: string; unit: string } => ({ name, unit });
export const cellOf = (value: DescriptionValue | null): string | number =>
  typeof value === 'number' ? value : String(value);

/** The description with a value of the axis in all its places. */
export const withAxisValue = (description: unknown, { paths }: SweepAxis, { written }: AxisValue): unknown =>
  paths.reduce((changed, path) => changeDescription(changed, path, written), description);

function timeValue(word: string, parse: QuantityParser, where: string): AxisValue {
  const value = parse(word, 'time', where);
  if (!(value >= 0)) reject(where, `found ${JSON.stringify(word)}`, 'expected 0 s or more since programming');
  return { written: word, value, label: ageLabel(value) };
}

/** The kind and SI value of a text such as "0.1 ohm"; undefined where it is a name. */
function quantityOf(word: string, parse: QuantityParser): { kind: QuantityKind; si: number } | undefined {
  for (const kind of Object.keys(siUnits) as QuantityKind[]) {
    try {
      return { kind, si: parse(word, kind, '') };
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
    }
  }
  return undefined;
}

const distinct = (values: readonly AxisValue[]): AxisValue[] =>
  values.filter(({ value }, k) => values.findIndex(other => other.value === value) === k);

const digits = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const rangeForm = new RegExp(String.raw`^(${digits})\.\.(${digits})(?:([+*])(${digits}))?\s*(\D.*)?$`, 'i');
const numberForm = new RegExp(`^${digits}$`, 'i');
const unitForm = new RegExp(String.raw`^${digits}\s*([^\d\s].*)$`, 'i');

/** Numbers, quantities, names and ranges with commas between them; a bare number has the unit of the next quantity. */
function readList(text: string, where: string): DescriptionValue[] {
  const words = text.split(',').map(word => word.trim().replace(/^(["'])(.*)\1$/, '$2'));
  if (words.some(word => word === ''))
    reject(where, `found ${JSON.stringify(text)}`, 'expected values with commas between them');
  let unit = '';
  const values = words
    .flatMap(word => expand(word, where))
    .reverse()
    .map((word): DescriptionValue => {
      if (word === 'true' || word === 'false') return word === 'true';
      if (numberForm.test(word)) return unit === '' ? Number(word) : `${word} ${unit}`;
      unit = unitForm.exec(word)?.[1] ?? unit;
      return word;
    })
    .reverse();
  if (values.length > mostValues) reject(where, `found ${values.length} values`, `expected at most ${mostValues}`);
  return values;
}

/** The values of a range: `4..8` in steps of 1, `0..2+0.5` in steps of 0.5, `0.1..10*10 ohm` each 10 times the last. */
function expand(word: string, where: string): string[] {
  const range = rangeForm.exec(word);
  if (!range) return [word];
  const [, from, to, sign = '+', by = '1', unit = ''] = range;
  const [first, last, step] = [Number(from), Number(to), Number(by)];
  const steps = sign === '*' ? Math.log(last / first) / Math.log(step) : (last - first) / step; // as many, but for rounding
  const rises = last >= first && (sign === '*' ? first > 0 && step > 1 : step > 0);
  if (!rises || !(steps < mostValues))
    reject(
      where,
      `found ${JSON.stringify(word)}`,
      `expected at most ${mostValues} rising values, such as 4..8, 0..2+0.5 or 0.1..10*10 ohm`,
    );
  return Array.from({ length: Math.floor(steps + 1e-9) + 1 }, (_, k) => {
    const value = sign === '*' ? first * step ** k : first + k * step;
    return `${Number(value.toPrecision(12))} ${unit}`.trim();
  });
}
