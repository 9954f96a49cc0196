import { z } from 'zod';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { loadUnits } from '../edge/quantity.js';
import { multiply } from '../kernels/dense.js';
import { kernels } from '../kernels/instance.js';
import { fromRows, type Matrix, matrix, toRows } from '../numeric/matrix.js';
import { type CrossbarArray, crossbarArray } from './array.js';
import { solveArray } from './line-pcg.js';
import { effectiveOperator } from './operator.js';

/** With more inputs than this the effective operator pays for itself: 16 to 35 solutions, measured for 32² to 1024². */
const fewInputs = 25;

const conductance = z.number('expected a conductance in S').min(0, 'expected a conductance ≥ 0 S');
const cellResistance = z
  .number('expected a resistance in ohm, or null for an open cell')
  .positive('expected a resistance > 0 ohm');
const wire = 'expected a resistance ≥ 0 in ohm, or with its unit, such as "0.35 ohm"';
const wireResistance = z.union([z.number().min(0, wire), z.string()], wire);

/**
 * The input file of `ohmweave solve`: a crossbar and the voltages at its word lines. Cells are given by row, as
 * conductances (S) or as resistances (ohm, null where open); wire resistances are those of one segment.
 */
export const arrayFileSchema = z.strictObject({
  conductance: z.array(z.array(conductance)).min(1, 'expected at least one row').optional(),
  resistance: z.array(z.array(cellResistance.nullable())).min(1, 'expected at least one row').optional(),
  wordLineResistance: wireResistance,
  bitLineResistance: wireResistance,
  driverResistance: wireResistance.optional(),
  senseResistance: wireResistance.optional(),
  inputs: z.array(z.array(z.number('expected a voltage in V'))).min(1, 'expected at least one input vector'),
});

export interface ArrayFile {
  readonly array: CrossbarArray;
  /** V, one input vector per row: vectors × word lines. */
  readonly inputs: Matrix;
}

/** Checks the parsed JSON of an array file and makes the circuit of it. InputError names `file` and the place in it. */
export async function readArrayFile(value: unknown, file: string): Promise<ArrayFile> {
  const parsed = check(arrayFileSchema, value, file);
  const cells = readCells(parsed, file);
  const wires = {
    wordLine: await readWire(parsed.wordLineResistance, `${file}: wordLineResistance`),
    bitLine: await readWire(parsed.bitLineResistance, `${file}: bitLineResistance`),
    driver: await readWire(parsed.driverResistance ?? 0, `${file}: driverResistance`),
    sense: await readWire(parsed.senseResistance ?? 0, `${file}: senseResistance`),
  };
  parsed.inputs.forEach((input, k) => {
    if (input.length !== cells.rows)
      reject(`${file}: inputs[${k}]`, `found ${input.length} voltages`, `expected ${cells.rows}, one per word line`);
  });
  return { array: crossbarArray(cells.rows, cells.cols, cells.data, wires), inputs: fromRows(parsed.inputs) };
}

function readCells(parsed: z.output<typeof arrayFileSchema>, file: string): Matrix {
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

async function readWire(value: number | string, where: string): Promise<number> {
  if (typeof value === 'number') return value;
  const ohm = (await loadUnits())(value, 'resistance', where);
  return ohm >= 0 && ohm < Infinity ? ohm : reject(where, `found "${value}"`, 'expected a finite resistance ≥ 0 ohm');
}

/** The result of `ohmweave solve`, ready for JSON; one entry per input vector everywhere. */
export interface SolveResult {
  /** A, by bit line. */
  readonly outputs: number[][];
  /** A drawn from each driver, by word line. */
  readonly inputCurrents: number[][];
  /** W taken from all drivers. */
  readonly power: number[];
  readonly solver:
    | { readonly method: 'operator'; readonly engine: 'wasm' | 'plain' }
    | { readonly method: 'line-pcg'; readonly iterations: number[] };
  /** Node voltages (V) and cell currents (A), rows × columns; only where asked for. */
  readonly fields?: {
    readonly wordVoltage: number[][];
    readonly bitVoltage: number[][];
    readonly cellCurrent: number[][];
  }[];
}

/** Solves an array for all its inputs: each on its own where they are few or fields are asked for, else at once. */
export function solveFile({ array, inputs }: ArrayFile, options: { readonly fields?: boolean } = {}): SolveResult {
  return options.fields || inputs.rows <= fewInputs
    ? solveEach(array, inputs, options.fields ?? false)
    : solveTogether(array, inputs);
}

function solveEach(array: CrossbarArray, inputs: Matrix, withFields: boolean): SolveResult {
  const solutions = Array.from({ length: inputs.rows }, (_, k) =>
    solveArray(array, inputs.data.slice(k * inputs.cols, (k + 1) * inputs.cols)),
  );
  const grid = (field: Float64Array): number[][] => toRows(matrix(array.rows, array.cols, field));
  const fields = solutions.map(({ wordVoltage, bitVoltage, cellCurrent }) => ({
    wordVoltage: grid(wordVoltage),
    bitVoltage: grid(bitVoltage),
    cellCurrent: grid(cellCurrent),
  }));
  return {
    outputs: solutions.map(solution => [...solution.outputs]),
    inputCurrents: solutions.map(solution => [...solution.inputs]),
    power: solutions.map(solution => solution.power),
    solver: { method: 'line-pcg', iterations: solutions.map(solution => solution.iterations) },
    ...(withFields && { fields }),
  };
}

function solveTogether(array: CrossbarArray, inputs: Matrix): SolveResult {
  const { rows, cols } = array;
  const count = inputs.rows;
  const { transfer, input } = effectiveOperator(array);
  const outputs = toRows(matrix(count, cols, multiply(inputs.data, count, transfer.data, rows, cols)));
  const inputCurrents = toRows(matrix(count, rows, multiply(inputs.data, count, input.data, rows, rows)));
  const power = inputCurrents.map((amps, k) =>
    amps.reduce((watts, amp, i) => watts + amp * inputs.data[k * rows + i]!, 0),
  );
  return { outputs, inputCurrents, power, solver: { method: 'operator', engine: kernels() ? 'wasm' : 'plain' } };
}
