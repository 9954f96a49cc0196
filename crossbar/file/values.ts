import { reject } from '../../edge/error.js';
import { loadUnits } from '../../edge/quantity.js';
import { fromRows, type Matrix } from '../../numeric/matrix.js';
import type { ParsedArray } from './array-schema.js';

/** Input vectors from a file of their own, one per row. */
export interface InputTable {
  readonly name: string;
  readonly values: Matrix;
}

/** Reads a number in the SI unit or a text with its unit; finite and ≥ 0. InputError names `where`. */
export type QuantityReader = (value: number | string, kind: 'resistance' | 'capacitance', where: string) => number;

const resistanceKeys = [
  'wordLineResistance',
  'supplyLineResistance',
  'bitLineResistance',
  'driverResistance',
  'driverFarResistance',
  'senseResistance',
  'senseFarResistance',
] as const;

type ResistanceKey = (typeof resistanceKeys)[number];

/** The reader of the values in a file. Units are loaded only where a text is given. */
export async function quantitiesOf(parsed: ParsedArray): Promise<QuantityReader> {
  return quantities([
    ...resistanceKeys.map(key => parsed[key]),
    ...Object.values(parsed.capacitance ?? {}),
    parsed.cells?.transistor?.onResistance,
  ]);
}

/** A reader of values such as the given ones. */
export async function quantities(given: readonly unknown[]): Promise<QuantityReader> {
  const texts = given.flat().some(value => typeof value === 'string' && value !== 'open');
  const parse = texts ? await loadUnits() : undefined;
  return (value, kind, where) => {
    const si = typeof value === 'string' && parse ? parse(value, kind, where) : Number(value);
    if (si >= 0 && si < Infinity) return si;
    const unit = kind === 'resistance' ? 'ohm' : 'F';
    return reject(
      where,
      `found ${typeof value === 'string' ? JSON.stringify(value) : value}`,
      `expected a finite ${kind} ≥ 0 ${unit}`,
    );
  };
}

/** ohm: one for all, or one each; `missing` where the key is not there. An end may be "open", which is Infinity. */
export function resistances(
  parsed: ParsedArray,
  key: ResistanceKey,
  { length, each, missing = 0 }: { readonly length: number; readonly each: string; readonly missing?: number },
  file: string,
  quantity: QuantityReader,
): Float64Array {
  const given = parsed[key];
  const where = `${file}: ${key}`;
  const mayBeOpen = key.startsWith('driver') || key.startsWith('sense');
  const ohm = (value: number | string, at: string): number =>
    value === 'open' && mayBeOpen ? Infinity : quantity(value, 'resistance', at);
  if (!Array.isArray(given)) return new Float64Array(length).fill(given === undefined ? missing : ohm(given, where));
  if (given.length !== length)
    reject(where, `found ${given.length} resistances`, `expected ${length}, one per ${each}`);
  return Float64Array.from(given, (value, k) => ohm(value, `${where}[${k}]`));
}

/** The vectors of a file, `what` being their entries, of which there is one per `line`. */
export function vectorsOf(
  vectors: readonly (readonly number[])[],
  { length, line, what = 'voltages' }: { readonly length: number; readonly line: string; readonly what?: string },
  where: string,
): Matrix {
  vectors.forEach((vector, k) => {
    if (vector.length !== length)
      reject(`${where}[${k}]`, `found ${vector.length} ${what}`, `expected ${length}, one per ${line}`);
  });
  return fromRows(vectors);
}

/** The vectors of a table for an array `of` a file, checked: finite numbers, one per `line`. */
export function tableVectors({ name, values }: InputTable, length: number, line: string, of: string): Matrix {
  if (values.cols !== length)
    reject(name, `found ${values.cols} columns`, `expected ${length}, one per ${line} of ${of}`);
  const wrong = values.data.findIndex(value => !Number.isFinite(value));
  if (wrong >= 0) reject(placeIn(name, values, wrong), `found ${values.data[wrong]} V`, 'expected a finite number');
  return values;
}

/** Where entry k of a table stands. */
export const placeIn = (name: string, { cols }: Matrix, k: number): string =>
  `${name}: row ${Math.floor(k / cols)}, column ${k % cols}`;

/** The voltages that the bit lines are held at, as many vectors as there are `reads`; nothing where the file has none. */
export function bitInputsOf(
  { bitInputs, supplyLineResistance }: ParsedArray,
  reads: Matrix,
  cols: number,
  file: string,
): Matrix | undefined {
  if (!bitInputs) return undefined;
  const volts = vectorsOf(bitInputs, { length: cols, line: 'bit line' }, `${file}: bitInputs`);
  if (volts.rows !== reads.rows)
    reject(
      `${file}: bitInputs`,
      `found ${volts.rows} vectors`,
      `expected ${reads.rows}, as many as ${supplyLineResistance === undefined ? 'inputs' : 'reads'}`,
    );
  return volts;
}

/** Refuses those of some keys that are there. */
export function refuseKeys(
  parsed: ParsedArray,
  keys: readonly (keyof ParsedArray)[],
  file: string,
  found: string,
  expected: string,
): void {
  const given = keys.find(key => parsed[key] !== undefined);
  if (given) reject(`${file}: ${given}`, found, expected);
}
