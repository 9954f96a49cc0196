import { z } from 'zod';
import { check } from '../edge/check.js';
import { InputError, reject } from '../edge/error.js';
import { loadUnits } from '../edge/quantity.js';
import { fromRows, type Matrix, matrix } from '../numeric/matrix.js';
import { type CrossbarArray, checkArray } from './array.js';
import { type CellLaw, polynomialCells, selectorCells, sinhCells } from './cell-law.js';
import type { Capacitance } from './transient.js';

const conductance = z.number('expected a conductance in S').min(0, 'expected a conductance ≥ 0 S');
const cellResistance = z
  .number('expected a resistance in ohm, or null for an open cell')
  .positive('expected a resistance > 0 ohm');
const wire = 'expected a resistance ≥ 0 in ohm, or with its unit, such as "0.35 ohm"';
const wireResistance = z.union([z.number().min(0, wire), z.string()], wire);
const segments = z.union([wireResistance, z.array(wireResistance)], `${wire}, or a list of them, one per segment`);
const ends = z.union([wireResistance, z.array(wireResistance)], `${wire}, or "open", or a list of these, one per line`);
const farad = 'expected a capacitance ≥ 0 in F, or with its unit, such as "1 fF"';
const capacitance = z.union([z.number().min(0, farad), z.string()], farad).optional();
const perVolt = z.number('expected a number in 1/V');
const volt = z.number('expected a voltage in V').positive('expected a voltage > 0 V');
const volts = z.array(z.array(z.number('expected a voltage in V'))).min(1, 'expected at least one input vector');

/**
 * The input file of `ohmweave solve`: a crossbar and the voltages at the terminals of its lines. Cells are given by row,
 * as conductances (S) or as resistances (ohm, null where open); docs/array.md has every field.
 */
export const arrayFileSchema = z.strictObject({
  $schema: z.string().optional(),
  conductance: z.array(z.array(conductance)).min(1, 'expected at least one row').optional(),
  resistance: z.array(z.array(cellResistance.nullable())).min(1, 'expected at least one row').optional(),
  cells: z
    .discriminatedUnion('law', [
      z.strictObject({ law: z.literal('linear') }),
      z.strictObject({ law: z.literal('sinh'), b: perVolt }),
      z.strictObject({ law: z.literal('selector'), b: perVolt, fullVoltage: volt }),
      z.strictObject({
        law: z.literal('polynomial'),
        coefficients: z.array(z.number('expected a number')).min(1, 'expected at least one coefficient'),
        range: volt,
      }),
    ])
    .optional(),
  wordLineResistance: segments,
  bitLineResistance: segments,
  driverResistance: ends.optional(),
  driverFarResistance: ends.optional(),
  senseResistance: ends.optional(),
  senseFarResistance: ends.optional(),
  capacitance: z.strictObject({ wordLine: capacitance, bitLine: capacitance, cell: capacitance }).optional(),
  inputs: volts.optional(),
  bitInputs: volts.optional(),
});

type Parsed = z.output<typeof arrayFileSchema>;

export interface ArrayFile {
  readonly array: CrossbarArray;
  /** V, one input vector per row: vectors × word lines; none where the file has none. */
  readonly inputs: Matrix;
  /** V at the terminals of the bit lines, vectors × bit lines; 0 V where it is not there. */
  readonly bitInputs?: Matrix;
  /** Where the cells are not linear. */
  readonly law?: CellLaw;
  /** V across a cell, either way, up to which the law is one. */
  readonly lawRange?: number;
  readonly capacitance?: Capacitance;
}

/** The wires of an array whose cells come from a table of numbers; ohm, or text with a unit. */
export interface WireOptions {
  readonly wordLine?: number | string;
  readonly bitLine?: number | string;
  readonly driver?: number | string;
  readonly sense?: number | string;
}

/**
 * Checks the parsed JSON of an array file and makes the circuit of it; `inputs` (V, vectors × word lines) take the place
 * of its own. InputError names `file` and the place in it.
 */
export async function readArrayFile(value: unknown, file: string, inputs?: Matrix): Promise<ArrayFile> {
  const parsed = check(arrayFileSchema, value, file);
  const cells = readCells(parsed, file);
  const { rows, cols } = cells;
  const quantity = await quantities([
    ...resistanceFields.map(name => parsed[name]),
    ...Object.values(parsed.capacitance ?? {}),
  ]);
  const ohms = (name: OhmField, length: number, missing: number, each: string): Float64Array =>
    resistances(parsed[name], length, missing, `${file}: ${name}`, each, quantity);
  const array: CrossbarArray = {
    rows,
    cols,
    conductance: cells.data,
    wordSegments: ohms('wordLineResistance', cols, 0, 'segment'),
    bitSegments: ohms('bitLineResistance', rows, 0, 'segment'),
    driver: ohms('driverResistance', rows, 0, 'word line'),
    driverFar: ohms('driverFarResistance', rows, Infinity, 'word line'),
    sense: ohms('senseResistance', cols, 0, 'bit line'),
    senseFar: ohms('senseFarResistance', cols, Infinity, 'bit line'),
  };
  checkArray(array, file);
  const given =
    inputs ?? (parsed.inputs ? voltages(parsed.inputs, rows, 'word line', `${file}: inputs`) : matrix(0, rows));
  const bitInputs = parsed.bitInputs && voltages(parsed.bitInputs, cols, 'bit line', `${file}: bitInputs`);
  if (bitInputs && bitInputs.rows !== given.rows)
    reject(`${file}: bitInputs`, `found ${bitInputs.rows} vectors`, `expected ${given.rows}, as many as inputs`);
  const law = cellLaw(parsed, cells.data, file);
  const farads = parsed.capacitance && {
    word: quantity(parsed.capacitance.wordLine ?? 0, 'capacitance', `${file}: capacitance.wordLine`),
    bit: quantity(parsed.capacitance.bitLine ?? 0, 'capacitance', `${file}: capacitance.bitLine`),
    cell: quantity(parsed.capacitance.cell ?? 0, 'capacitance', `${file}: capacitance.cell`),
  };
  return {
    array,
    inputs: given,
    ...(bitInputs && { bitInputs }),
    ...(law && { law }),
    ...(parsed.cells?.law === 'polynomial' && { lawRange: parsed.cells.range }),
    ...(farads && { capacitance: farads }),
  };
}

/** An array from a table of conductances (S), with wires that are alike everywhere. InputError names `file`. */
export async function arrayFromTable(
  cells: Matrix,
  wires: WireOptions,
  file: string,
  inputs: Matrix | undefined,
): Promise<ArrayFile> {
  // A bare number is in ohm.
  const plain = (text: number | string = 0): number | string =>
    String(text).trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  const quantity = await quantities([wires.wordLine, wires.bitLine, wires.driver, wires.sense].map(plain));
  const ohm = (name: keyof WireOptions, option: string): number => quantity(plain(wires[name]), 'resistance', option);
  const { rows, cols } = cells;
  const array: CrossbarArray = {
    rows,
    cols,
    conductance: cells.data,
    wordSegments: new Float64Array(cols).fill(ohm('wordLine', '--word-line')),
    bitSegments: new Float64Array(rows).fill(ohm('bitLine', '--bit-line')),
    driver: new Float64Array(rows).fill(ohm('driver', '--driver')),
    driverFar: new Float64Array(rows).fill(Infinity),
    sense: new Float64Array(cols).fill(ohm('sense', '--sense')),
    senseFar: new Float64Array(cols).fill(Infinity),
  };
  checkArray(array, file);
  return { array, inputs: inputs ?? matrix(0, rows) };
}

const resistanceFields = [
  'wordLineResistance',
  'bitLineResistance',
  'driverResistance',
  'driverFarResistance',
  'senseResistance',
  'senseFarResistance',
] as const;

type OhmField = (typeof resistanceFields)[number];

function readCells(parsed: Parsed, file: string): Matrix {
  const given = parsed.conductance ?? parsed.resistance;
  if (!given || (parsed.conductance && parsed.resistance))
    return reject(file, given ? 'found both' : 'found neither', 'expected either "conductance" or "resistance"');
  const name = parsed.conductance ? 'conductance' : 'resistance';
  const cols = given[0]!.length;
  if (cols === 0) reject(`${file}: ${name}[0]`, 'found no cells', 'expected at least one');
  given.forEach((row, i) => {
    if (row.length !== cols)
      reject(`${file}: ${name}[${i}]`, `found ${row.length} cells`, `expected ${cols}, as many as in row 0`);
  });
  if (parsed.conductance) return fromRows(parsed.conductance);
  return fromRows(parsed.resistance!.map(row => row.map(ohm => (ohm === null ? 0 : 1 / ohm))));
}

function voltages(vectors: readonly (readonly number[])[], length: number, line: string, where: string): Matrix {
  vectors.forEach((vector, k) => {
    if (vector.length !== length)
      reject(`${where}[${k}]`, `found ${vector.length} voltages`, `expected ${length}, one per ${line}`);
  });
  return fromRows(vectors);
}

function cellLaw({ cells }: Parsed, g: Float64Array, file: string): CellLaw | undefined {
  try {
    switch (cells?.law) {
      case 'sinh':
        return sinhCells(g, cells.b);
      case 'selector':
        return selectorCells(g, cells.b, cells.fullVoltage);
      case 'polynomial':
        return polynomialCells(g, cells.coefficients, cells.range);
      default:
        return undefined;
    }
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return reject(`${file}: ${cause.where}`, cause.found, cause.expected);
  }
}

/** One resistance for all, or one each; `open` is Infinity where an end may be open. */
function resistances(
  given: Parsed[OhmField],
  length: number,
  missing: number,
  where: string,
  each: string,
  quantity: Reader,
): Float64Array {
  const mayBeOpen = each !== 'segment';
  const ohm = (value: number | string, at: string): number =>
    value === 'open' && mayBeOpen ? Infinity : quantity(value, 'resistance', at);
  if (!Array.isArray(given)) return new Float64Array(length).fill(given === undefined ? missing : ohm(given, where));
  if (given.length !== length)
    reject(where, `found ${given.length} resistances`, `expected ${length}, one per ${each}`);
  return Float64Array.from(given, (value, k) => ohm(value, `${where}[${k}]`));
}

type Reader = (value: number | string, kind: 'resistance' | 'capacitance', where: string) => number;

/** Reads numbers in SI units and texts with their unit, all finite and ≥ 0. Units are loaded only where a text is given. */
async function quantities(given: readonly unknown[]): Promise<Reader> {
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
