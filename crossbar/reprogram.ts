import { reject } from '../edge/error.js';
import type { CrossbarArray } from './array.js';
import type { CellAddress } from './bias.js';
import { converge, drive, factor, lineSystem, type SolveOptions } from './line-system.js';
import type { EffectiveOperator } from './operator.js';
import { wireCurrents } from './solution.js';

/**
 * The effective operator after one cell is reprogrammed to `siemens` (S), from the operator before: exact, and for a few
 * cells far quicker than to compute it anew.
 *
 * With all terminals at 0 V, 1 A drawn across the cell from its word line to its bit line is supplied by the terminals,
 * s_i through word line i and as an output −t_j at bit line j, and lowers the cell's voltage by Z (ohm). By reciprocity
 * s and t are also what the terminals' voltages do to the cell, so that a change of dg (S) adds a rank-one matrix
 * (Sherman, Morrison, Ann. Math. Stat. 21 (1950) 124),
 *
 *   transfer_ij += α s_i t_j      input_ik += α s_i s_k      α = dg / (1 + Z dg)
 *
 * `array` is the one that `operator` belongs to. InputError where there is no such cell or the conductance is impossible.
 */
export function reprogrammedOperator(
  operator: EffectiveOperator,
  array: CrossbarArray,
  { row, col }: CellAddress,
  siemens: number,
  options: SolveOptions = {},
): EffectiveOperator {
  const { rows, cols, conductance } = array;
  const cell = row * cols + col;
  if (!(row >= 0 && row < rows && col >= 0 && col < cols && Number.isInteger(cell)))
    reject('crossbar: reprogrammed cell', `found [${row}][${col}]`, `expected a cell of ${rows}×${cols}`);
  if (!(siemens >= 0 && siemens < Infinity))
    reject(`crossbar: conductance[${row}][${col}]`, `found ${siemens} S`, 'expected a finite number ≥ 0 S');
  const { impedance, s, t } = response(array, cell, options);
  const change = siemens - conductance[cell]!;
  const alpha = change / (1 + impedance * change);
  const { transfer, input } = operator;
  const added = (matrix: Float64Array, right: Float64Array): Float64Array =>
    matrix.map((value, k) => value + alpha * s[Math.floor(k / right.length)]! * right[k % right.length]!);
  return {
    transfer: { ...transfer, data: added(transfer.data, t) },
    input: { ...input, data: added(input.data, s) },
  };
}

/** What 1 A across a cell does, with all terminals at 0 V. */
function response(
  array: CrossbarArray,
  cell: number,
  options: SolveOptions,
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
    converge(lines, { tolerance: 1e-14, ...options });
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
