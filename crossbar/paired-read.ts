import { type Matrix, matrix, transpose } from '../numeric/matrix.js';
import { type PairLayout, pairVoltages, subtractPairs } from './pairs.js';

/** Which lines of an array are driven and read, and what is a pair among them. */
export interface LineRoles {
  /** How two devices make up a weight; each device is its own where it is not there. */
  readonly pairs?: PairLayout;
  /** Inputs drive the bit lines, and the currents out of the word lines are read. */
  readonly transposed?: true;
}

/** Whether neighbouring lines that are read hold the two devices of a weight, so that their currents are subtracted. */
export const outputsArePaired = ({ pairs, transposed }: LineRoles): boolean =>
  pairs !== undefined && (pairs === 'side by side') !== Boolean(transposed);

/** Whether neighbouring lines that are driven hold the two devices of a weight, so that they get V and −V. */
export const inputsArePaired = (roles: LineRoles): boolean => roles.pairs !== undefined && !outputsArePaired(roles);

/** V at the lines that are driven, vectors × lines, for input vectors of one entry per line or pair. */
export function lineVoltages(roles: LineRoles, { rows, cols, data }: Matrix): Matrix {
  return inputsArePaired(roles) ? matrix(rows, 2 * cols, pairVoltages(data)) : { rows, cols, data };
}

/** What is read: currents of the lines, or their differences where these are pairs; vectors × lines or pairs. */
export function readCurrents(roles: LineRoles, { rows, cols, data }: Matrix): Matrix {
  return outputsArePaired(roles) ? matrix(rows, cols / 2, subtractPairs(data)) : { rows, cols, data };
}

/** The operator (S) from input vectors to what is read, given the one between the lines; inputs × outputs. */
export function weightOperator(roles: LineRoles, transfer: Matrix): Matrix {
  if (!inputsArePaired(roles)) return readCurrents(roles, transfer);
  const { rows, cols, data } = transpose(transfer);
  return transpose(matrix(rows, cols / 2, subtractPairs(data)));
}
