import { reject } from '../edge/error.js';
import type { CrossbarArray } from './array.js';
import { type CellLaw, checkLaw } from './cell-law.js';
import { type NonlinearOptions, nonlinearSolver } from './nonlinear.js';
import { hasWires } from './operator.js';

/** What an array of nonlinear cells gives and takes in one read; the arrays are good until the next read. */
export interface LawRead {
  /** A, out of each bit line into virtual ground; length cols. */
  readonly outputs: Float64Array;
  /** A, out of each driver into its word line; length rows. */
  readonly inputs: Float64Array;
  /** A, from word line to bit line; rows × cols. */
  readonly cellCurrent: Float64Array;
}

/** Reads an array with these voltages (V) on its word lines, all bit lines at virtual ground. */
export type LawReader = (word: Float64Array) => LawRead;

/**
 * A reader of an array whose cells follow `law`; the conductances of `array` are not used.
 *
 * Without wires every cell has its row's own voltage, and a column carries Σ_i I_ij(V_i), with nothing to solve. With wires
 * each read is `solveNonlinear` from a start that depends on its voltages alone: a start from the read before would save
 * steps, but the last bits of a read would then depend on its neighbours.
 *
 * The reader throws an InputError where a cell has a voltage that its law does not know, and a ConvergenceError as
 * `solveNonlinear`.
 */
export function lawReader(array: CrossbarArray, law: CellLaw, options: NonlinearOptions = {}): LawReader {
  checkLaw(law, array);
  if (hasWires(array)) return nonlinearSolver(array, law, options);
  const { rows, cols } = array;
  const [volts, cellCurrent, slope] = [0, 0, 0].map(() => new Float64Array(rows * cols)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return word => {
    for (let i = 0; i < rows; i++) volts.fill(known(law, word[i]!, i), i * cols, (i + 1) * cols);
    law.evaluate(volts, cellCurrent, slope);
    const [outputs, inputs] = [new Float64Array(cols), new Float64Array(rows)];
    for (let i = 0, k = 0; i < rows; i++)
      for (let j = 0; j < cols; j++, k++) {
        inputs[i]! += cellCurrent[k]!;
        outputs[j]! += cellCurrent[k]!;
      }
    return { outputs, inputs, cellCurrent };
  };
}

function known({ range = Infinity }: CellLaw, volt: number, row: number): number {
  if (Math.abs(volt) <= range) return volt;
  return reject(`row ${row}`, `found ${volt} V`, `expected at most ${range} V either way, where its cells are known`);
}
