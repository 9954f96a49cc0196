import { reject } from '../edge/error.js';
import type { CrossbarArray } from './array.js';
import type { TerminalVoltages } from './line-system.js';

/** Where the lines that are not selected are held, as fractions of the voltage: word lines, then bit lines. */
const schemes = {
  'V/2': [1 / 2, 1 / 2],
  'V/3': [1 / 3, 2 / 3],
  grounded: [0, 0],
} as const;

/**
 * How to write or read one cell of a passive array: V/2 leaves half the voltage on the cells of the selected lines and
 * none on the others, V/3 a third on all, grounded the whole of it along the selected word line.
 */
export type BiasScheme = keyof typeof schemes;

export interface CellAddress {
  readonly row: number;
  readonly col: number;
}

/** The terminal voltages that put `volt` (V) on one cell. InputError where there is no such cell. */
export function biasVoltages(
  { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>,
  { row, col }: CellAddress,
  volt: number,
  scheme: BiasScheme,
): TerminalVoltages {
  checkAddress(row, rows, 'row');
  checkAddress(col, cols, 'column');
  const [unselectedWord, unselectedBit] = schemes[scheme];
  const word = new Float64Array(rows).fill(unselectedWord * volt);
  const bit = new Float64Array(cols).fill(unselectedBit * volt);
  word[row] = volt;
  bit[col] = 0;
  return { word, bit };
}

/** The array with all lines but those of one cell cut off from their terminals, so that they float. */
export function floatUnselected(array: CrossbarArray, { row, col }: CellAddress): CrossbarArray {
  checkAddress(row, array.rows, 'row');
  checkAddress(col, array.cols, 'column');
  const only =
    (selected: number) =>
    (ohm: number, k: number): number =>
      k === selected ? ohm : Infinity;
  return {
    ...array,
    driver: array.driver.map(only(row)),
    driverFar: array.driverFar.map(only(row)),
    sense: array.sense.map(only(col)),
    senseFar: array.senseFar.map(only(col)),
  };
}

function checkAddress(k: number, count: number, name: string): void {
  if (!(Number.isInteger(k) && k >= 0 && k < count))
    reject(`crossbar: selected ${name}`, `found ${k}`, `expected a whole number from 0 to ${count - 1}`);
}
