import { reject } from '../edge/error.js';
import { type CrossbarArray, checkAddress } from './array.js';
import type { CellAddress } from './bias.js';
import { converge, drive, factor, lineSystem, type SolveOptions } from './line-system.js';
import type { EffectiveOperator } from './operator.js';
import { wireCurrents } from './solution.js';

/** How far every entry of an operator may be off, in S. */
export interface Uncertainty {
  readonly transfer: Float64Array;
  readonly input: Float64Array;
}

/** The tolerance is as good as it gets: what is missing here stays in the operator. */
export type ResponseOptions = Omit<SolveOptions, 'tolerance'>;

/** The operator after one cell is reprogrammed, and what that may have cost each entry in accuracy, in S. */
export interface Update extends EffectiveOperator {
  readonly lost: Uncertainty;
}

/**
 * How far the response to 1 A may be off, in A. With a tenth of it, `lost` bounds what was found on arrays of all kinds, up to
 * 90 × 70 cells.
 */
const responseError = 1e-14;

/**
 * The effective operator after one cell is reprogrammed to `siemens` (S), from the operator before; for a few cells far
 * quicker than to compute it anew.
 *
 * With all terminals at 0 V, 1 A drawn across the cell from its word line to its bit line is supplied by the terminals,
 * s_i through word line i and as an output −t_j at bit line j, and lowers the cell's voltage by Z (ohm). By reciprocity
 * s and t are also what the terminals' voltages do to the cell, so that a change of dg (S) adds a rank-one matrix
 * (Sherman, Morrison, Ann. Math. Stat. 21 (1950) 124),
 *
 *   transfer_ij += α s_i t_j      input_ik += α s_i s_k      α = dg / (1 + Z dg)
 *
 * This is exact but for rounding, and rounding is relative to the largest entries, of the operator before or after, and
 * to 1 / (1 + Z dg) where a cell is closed that conducts better than its wires. Small entries may lose all their digits:
 * 1 S behind 22 ohm of wires, taken to 0 and then to 1 nS, comes out 7e-8 off. `ArrayLife` keeps account of this
 * (`updatedOperator`). An entry that rounding takes across 0 is 0.
 *
 * `array` is the one that `operator` belongs to. InputError where the operator is of another size, there is no such cell,
 * or the conductance is impossible.
 */
export function reprogrammedOperator(
  operator: EffectiveOperator,
  array: CrossbarArray,
  cell: CellAddress,
  siemens: number,
  options: ResponseOptions = {},
): EffectiveOperator {
  const { transfer, input } = updatedOperator(operator, array, cell, siemens, options);
  return { transfer, input };
}

/** `reprogrammedOperator` with a bound on the error that it adds to each entry. */
export function updatedOperator(
  operator: EffectiveOperator,
  array: CrossbarArray,
  { row, col }: CellAddress,
  siemens: number,
  options: ResponseOptions = {},
): Update {
  const { rows, cols, conductance } = array;
  const { transfer, input } = operator;
  checkSize('transfer', transfer, rows, cols);
  checkSize('input', input, rows, rows);
  checkAddress(array, { row, col }, 'crossbar: reprogrammed cell');
  if (!(siemens >= 0 && siemens < Infinity))
    reject(`crossbar: conductance[${row}][${col}]`, `found ${siemens} S`, 'expected a finite number ≥ 0 S');
  const cell = row * cols + col;
  const { impedance, s, t } = response(array, cell, options);
  const change = siemens - conductance[cell]!;
  const alpha = change / (1 + impedance * change);
  // An error of Z, of 1 ohm per ohm, is one of α by this factor.
  const amplified = 1 + Math.abs(impedance * alpha);
  const added = (
    { data }: EffectiveOperator['input'],
    right: Float64Array,
    isRightSign: (value: number, i: number, j: number) => boolean,
  ): { data: Float64Array; lost: Float64Array } => {
    const sums = new Float64Array(data.length);
    const lost = new Float64Array(data.length);
    for (let i = 0, k = 0; i < rows; i++)
      for (let j = 0; j < right.length; j++, k++) {
        const product = s[i]! * right[j]!;
        const sum = data[k]! + alpha * product;
        sums[k] = isRightSign(sum, i, j) ? sum : 0;
        lost[k] = Math.abs(sum) * Number.EPSILON;
        // A line that the cell has no path to is exactly as before.
        if (product !== 0)
          lost[k]! +=
            responseError * Math.abs(alpha) * (Math.abs(s[i]!) + Math.abs(right[j]!) + amplified * Math.abs(product));
      }
    return { data: sums, lost };
  };
  const through = added(transfer, t, sum => !(sum < 0));
  const between = added(input, s, (sum, i, k) => (i === k ? !(sum < 0) : !(sum > 0)));
  return {
    transfer: { ...transfer, data: through.data },
    input: { ...input, data: between.data },
    lost: { transfer: through.lost, input: between.lost },
  };
}

function checkSize(name: string, found: EffectiveOperator['input'], rows: number, cols: number): void {
  if (found.rows !== rows || found.cols !== cols || found.data.length !== rows * cols)
    reject(
      `operator to reprogram: ${name}`,
      `found ${found.rows}×${found.cols} with ${found.data.length} values`,
      `expected ${rows}×${cols} for this array`,
    );
}

export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** What 1 A across a cell does, with all terminals at 0 V. */
function response(
  array: CrossbarArray,
  cell: number,
  options: ResponseOptions,
): { impedance: number; s: Float64Array; t: Float64Array } {
  const { rows, cols, conductance } = array;
  const volts = { word: new Float64Array(rows), bit: new Float64Array(cols) };
  const lines = lineSystem(array, options.engine);
  try {
    factor(lines, array);
    drive(lines, array, volts);
    lines.wordInjection.fill(0);
    lines.bitInjection.fill(0);
    const place = Math.floor(cell / cols) * lines.stride + (cell % cols);
    lines.wordInjection[place] = -1;
    lines.bitInjection[place] = 1;
    lines.start(true, true);
    // The start is exact where the two lines meet nowhere else, hence a tolerance relative to what 1 A does to the lines.
    converge(lines, { ...options, tolerance: 1e-14 });
    lines.finish(true, true);
    const current = new Float64Array(rows * cols);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++) {
        const k = i * lines.stride + j;
        current[i * cols + j] = conductance[i * cols + j]! * (lines.wordVoltage[k]! - lines.bitVoltage[k]!);
      }
    current[cell]! += 1;
    const { inputs, outputs } = wireCurrents(array, volts, current);
    return { impedance: lines.bitVoltage[place]! - lines.wordVoltage[place]!, s: inputs, t: outputs };
  } finally {
    lines.release();
  }
}
