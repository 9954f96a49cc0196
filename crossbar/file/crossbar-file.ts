import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { type CrossbarArray, checkArray } from '../array.js';
import { biasVoltages, type CellAddress, floatUnselected } from '../bias.js';
import type { CellLaw } from '../cell-law.js';
import type { Capacitance } from '../charged-array.js';
import { inputsArePaired, type LineRoles, lineVoltages } from '../paired-read.js';
import type { ParsedArray } from './array-schema.js';
import { cellsOf, memristors } from './cells.js';
import {
  bitInputsOf,
  type InputTable,
  type QuantityReader,
  quantities,
  quantitiesOf,
  refuseKeys,
  resistances,
  tableVectors,
  vectorsOf,
} from './values.js';

/** A crossbar and what is to be done with it. */
export interface CrossbarFile extends LineRoles {
  readonly array: CrossbarArray;
  /** V at the terminals of the lines that are driven, vectors × word lines, or × bit lines in a transposed read; may be empty. */
  readonly inputs: Matrix;
  /** V at the terminals of the bit lines, vectors × bit lines; 0 V where it is not there. Not with a transposed read. */
  readonly bitInputs?: Matrix;
  /** Where the cells are not linear. */
  readonly law?: CellLaw;
  /** V across a cell, either way, up to which the law is one. */
  readonly lawRange?: number;
  readonly capacitance?: Capacitance;
  /** The cell that `inputs` and `bitInputs` write. */
  readonly written?: CellAddress;
  /** 1/K, of word and bit lines about what their resistances are at 300 K. */
  readonly wireTemperatureCoefficient?: number;
}

/** The wires of an array whose cells come from a table of numbers; ohm, or text with a unit. */
export interface WireOptions {
  readonly wordLine?: number | string;
  readonly bitLine?: number | string;
  readonly driver?: number | string;
  readonly sense?: number | string;
}

/** Makes the circuit of a checked file; the vectors of a table take the place of its own. InputError names `file`. */
export async function readCrossbar(parsed: ParsedArray, file: string, table?: InputTable): Promise<CrossbarFile> {
  checkKeys(parsed, file, table);
  const quantity = await quantitiesOf(parsed);
  const grid = memristors(parsed, file);
  const cells = cellsOf(parsed, grid, file, quantity);
  const { rows, cols } = grid;
  const joined = { rows, cols, conductance: cells.conductance, ...wiresOf(parsed, grid, file, quantity) };
  const { array, inputs, bitInputs } = parsed.write
    ? biased(joined, parsed.write, file)
    : { array: joined, ...driven(parsed, joined, file, table) };
  checkArray(array, file);
  const { law, lawRange } = cells;
  const farads = parsed.capacitance && {
    word: quantity(parsed.capacitance.wordLine ?? 0, 'capacitance', `${file}: capacitance.wordLine`),
    bit: quantity(parsed.capacitance.bitLine ?? 0, 'capacitance', `${file}: capacitance.bitLine`),
    cell: quantity(parsed.capacitance.cell ?? 0, 'capacitance', `${file}: capacitance.cell`),
  };
  return {
    array,
    inputs,
    ...rolesOf(parsed),
    ...(bitInputs && { bitInputs }),
    ...(law && { law }),
    ...(lawRange !== undefined && { lawRange }),
    ...(farads && { capacitance: farads }),
    ...(parsed.write && { written: { row: parsed.write.cell[0], col: parsed.write.cell[1] } }),
    ...(parsed.wireTemperatureCoefficient !== undefined && {
      wireTemperatureCoefficient: parsed.wireTemperatureCoefficient,
    }),
  };
}

/** An array from a table of conductances (S), with wires that are alike everywhere. InputError names `file`. */
export async function crossbarFromTable(
  cells: Matrix,
  wires: WireOptions,
  file: string,
  table?: InputTable,
  transposed?: true,
): Promise<CrossbarFile> {
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
  const roles: LineRoles = transposed ? { transposed } : {};
  return { array, inputs: inputsOf(undefined, array, roles, file, table), ...roles };
}

const rolesOf = ({ pairs, read }: ParsedArray): LineRoles => ({
  ...(pairs && { pairs }),
  ...(read === 'word lines' && { transposed: true }),
});

/** Refuses keys that do not go together. */
function checkKeys(parsed: ParsedArray, file: string, table: InputTable | undefined): void {
  refuseKeys(
    parsed,
    ['supplyVolts', 'gates'],
    file,
    'found it beside "wordLineResistance"',
    'expected "supplyLineResistance" in its place: columns with a supply line each are what gates read',
  );
  if (parsed.write) {
    const expected = 'expected none: "write" says what all lines are held at';
    refuseKeys(parsed, ['inputs', 'bitInputs', 'read', 'pairs'], file, 'found it beside "write"', expected);
    if (table) reject(table.name, `found "write" in ${file}`, expected);
  }
  if (!parsed.bitInputs) return;
  if (parsed.read === 'word lines')
    reject(
      `${file}: bitInputs`,
      'found "read": "word lines"',
      'expected "inputs", one voltage per bit line: the word lines are at virtual ground',
    );
  if (parsed.pairs)
    reject(`${file}: bitInputs`, 'found "pairs"', 'expected none: pairs are read at virtual ground, or by "read"');
}

function wiresOf(
  parsed: ParsedArray,
  { rows, cols }: Matrix,
  file: string,
  quantity: QuantityReader,
): Omit<CrossbarArray, 'rows' | 'cols' | 'conductance'> {
  const ofWords = { length: rows, each: 'word line' };
  const ofBits = { length: cols, each: 'bit line' };
  const far = { missing: Infinity };
  const ohms = (key: Parameters<typeof resistances>[1], lines: Parameters<typeof resistances>[2]): Float64Array =>
    resistances(parsed, key, lines, file, quantity);
  return {
    wordSegments: ohms('wordLineResistance', { length: cols, each: 'segment' }),
    // The two cells of an interleaved pair sit at one place of the bit line.
    bitSegments:
      parsed.pairs === 'interleaved'
        ? Float64Array.from([...ohms('bitLineResistance', { length: rows / 2, each: 'pair' })].flatMap(ohm => [0, ohm]))
        : ohms('bitLineResistance', { length: rows, each: 'segment' }),
    driver: ohms('driverResistance', ofWords),
    driverFar: ohms('driverFarResistance', { ...ofWords, ...far }),
    sense: ohms('senseResistance', ofBits),
    senseFar: ohms('senseFarResistance', { ...ofBits, ...far }),
  };
}

/** The voltages of a read. */
function driven(
  parsed: ParsedArray,
  array: CrossbarArray,
  file: string,
  table: InputTable | undefined,
): Pick<CrossbarFile, 'inputs'> & { readonly bitInputs?: Matrix | undefined } {
  const inputs = inputsOf(parsed.inputs, array, rolesOf(parsed), file, table);
  return { inputs, bitInputs: bitInputsOf(parsed, inputs, array.cols, file) };
}

function inputsOf(
  vectors: ParsedArray['inputs'],
  { rows, cols }: CrossbarArray,
  roles: LineRoles,
  file: string,
  table: InputTable | undefined,
): Matrix {
  const lines = roles.transposed ? cols : rows;
  const length = inputsArePaired(roles) ? lines / 2 : lines;
  const line = `${roles.transposed ? 'bit line' : 'word line'}${inputsArePaired(roles) ? ' pair' : ''}`;
  if (table) return lineVoltages(roles, tableVectors(table, length, line, file));
  return vectors ? lineVoltages(roles, vectorsOf(vectors, { length, line }, `${file}: inputs`)) : matrix(0, lines);
}

/** The voltages that write one cell, and the array with the other lines cut off where they are to float. */
function biased(
  array: CrossbarArray,
  { cell: [row, col], volts, scheme }: NonNullable<ParsedArray['write']>,
  file: string,
): Pick<CrossbarFile, 'array' | 'inputs'> & { readonly bitInputs: Matrix } {
  for (const [k, count] of [array.rows, array.cols].entries()) {
    const found = [row, col][k]!;
    if (found >= count)
      reject(
        `${file}: write.cell[${k}]`,
        `found ${k === 0 ? 'word line' : 'bit line'} ${found}`,
        `expected a whole number from 0 to ${count - 1}`,
      );
  }
  const selected = { row, col };
  const { word, bit } = biasVoltages(array, selected, volts, scheme === 'floating' ? 'grounded' : scheme);
  return {
    array: scheme === 'floating' ? floatUnselected(array, selected) : array,
    inputs: matrix(1, array.rows, word),
    bitInputs: matrix(1, array.cols, bit),
  };
}
