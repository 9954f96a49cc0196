import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import type { PairLayout } from '../pairs.js';
import { checkTwoWire, type TwoWireArray } from '../two-wire.js';
import type { ParsedArray } from './array-schema.js';
import { cellsOf, memristors } from './cells.js';
import { bitInputsOf, type InputTable, placeIn, quantitiesOf, refuseKeys, resistances, vectorsOf } from './values.js';

/** An array with a supply line beside every bit line, and the reads to be made of it. */
export interface TwoWireFile {
  readonly array: TwoWireArray;
  /** V at the supply terminals, one per column. */
  readonly supply: Float64Array;
  /** 1 where a row is on, 0 where it is off: reads × rows. */
  readonly gates: Matrix;
  /** V at the terminals of the bit lines, reads × columns; 0 V where it is not there. */
  readonly bitInputs?: Matrix;
  /** Neighbouring columns hold the two devices of every weight. */
  readonly pairs?: Extract<PairLayout, 'side by side'>;
}

/**
 * Makes the circuit of a checked file with supply lines; the rows of a table of 0 and 1 take the place of its gates.
 * InputError names `file`, also for a line that floats in some read.
 */
export async function readTwoWire(parsed: ParsedArray, file: string, table?: InputTable): Promise<TwoWireFile> {
  const { pairs } = checkKeys(parsed, file);
  const quantity = await quantitiesOf(parsed);
  const grid = memristors(parsed, file);
  const { rows, cols } = grid;
  const ofRows = { length: rows, each: 'segment' };
  const ofColumns = { length: cols, each: 'column' };
  const ofFarEnds = { ...ofColumns, missing: Infinity };
  const array: TwoWireArray = {
    rows,
    cols,
    conductance: cellsOf(parsed, grid, file, quantity).conductance,
    supplySegments: resistances(parsed, 'supplyLineResistance', ofRows, file, quantity),
    bitSegments: resistances(parsed, 'bitLineResistance', ofRows, file, quantity),
    driver: resistances(parsed, 'driverResistance', ofColumns, file, quantity),
    driverFar: resistances(parsed, 'driverFarResistance', ofFarEnds, file, quantity),
    sense: resistances(parsed, 'senseResistance', ofColumns, file, quantity),
    senseFar: resistances(parsed, 'senseFarResistance', ofFarEnds, file, quantity),
  };
  const gates = gatesOf(parsed, rows, file, table);
  for (let k = 0; k < gates.rows; k++)
    checkTwoWire(array, gates.data.subarray(k * rows, (k + 1) * rows), gates.rows === 1 ? file : `${file}: read ${k}`);
  const bitInputs = bitInputsOf(parsed, gates, cols, file);
  return {
    array,
    supply: supplyOf(parsed, cols, file),
    gates,
    ...(bitInputs && { bitInputs }),
    ...(pairs && { pairs }),
  };
}

/** Refuses keys that mean nothing in such an array. */
function checkKeys(parsed: ParsedArray, file: string): Pick<TwoWireFile, 'pairs'> {
  const refuse = (keys: readonly (keyof ParsedArray)[], expected: string): void =>
    refuseKeys(parsed, keys, file, 'found it beside "supplyLineResistance"', expected);
  refuse(['inputs', 'write'], 'expected "supplyVolts", and "gates" to say which rows are on');
  refuse(['read'], 'expected none: the currents out of the bit lines are read');
  refuse(['wireTemperatureCoefficient'], 'expected none: their wires are those at one temperature');
  refuse(['capacitance'], 'expected none: arrays with supply lines are solved at rest');
  const { cells, pairs } = parsed;
  const law = cells?.law ?? 'linear';
  if (law !== 'linear')
    reject(`${file}: cells.law`, `found "${law}"`, 'expected "linear": columns with supply lines are solved directly');
  if (cells && 'selector' in cells && cells.selector)
    reject(`${file}: cells.selector`, 'found a selector', 'expected a transistor: its gate is what the rows drive');
  for (const key of ['offConductance', 'onRows', 'onColumns'] as const)
    if (cells?.transistor?.[key] !== undefined)
      reject(
        `${file}: cells.transistor.${key}`,
        'found it beside "supplyLineResistance"',
        'expected "gates" to say which rows are on; a cell that is off is open',
      );
  if (pairs === 'interleaved')
    return reject(
      `${file}: pairs`,
      'found "interleaved"',
      'expected "side by side": a column has one supply, so that its cells cannot have voltages of both signs',
    );
  return pairs ? { pairs } : {};
}

function supplyOf({ supplyVolts }: ParsedArray, cols: number, file: string): Float64Array {
  const where = `${file}: supplyVolts`;
  if (supplyVolts === undefined)
    return reject(where, 'found nothing', 'expected a voltage in V, or a list of them, one per column');
  if (!Array.isArray(supplyVolts)) return new Float64Array(cols).fill(supplyVolts);
  if (supplyVolts.length !== cols)
    reject(where, `found ${supplyVolts.length} voltages`, `expected ${cols}, one per column`);
  return Float64Array.from(supplyVolts);
}

/** From a table, from the file, or all on. */
function gatesOf({ gates }: ParsedArray, rows: number, file: string, table: InputTable | undefined): Matrix {
  if (!table)
    return gates
      ? vectorsOf(gates, { length: rows, line: 'row', what: 'gates' }, `${file}: gates`)
      : matrix(1, rows, new Float64Array(rows).fill(1));
  const { name, values } = table;
  if (values.cols !== rows) reject(name, `found ${values.cols} columns`, `expected ${rows}, one per row of ${file}`);
  const wrong = values.data.findIndex(value => value !== 0 && value !== 1);
  if (wrong >= 0)
    reject(
      placeIn(name, values, wrong),
      `found ${values.data[wrong]}`,
      `expected a gate of ${file}: 1 (on) or 0 (off)`,
    );
  return values;
}
