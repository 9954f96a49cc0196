import type { Windows } from '../../../../models/lca/windows.js';
import { type Matrix, matrix } from '../../../../numeric/matrix.js';
import { randomStream } from '../../../../numeric/random.js';

/** An image of 6 × 7 pixels under windows of 3 × 3. */
export const small: Windows = {
  ...{ image: { rows: 6, columns: 7 }, kernel: { rows: 3, columns: 3 } },
  ...{ channels: 1, stride: 2, padding: 'valid' },
};

/** Standard normal entries. */
export function normal(rows: number, cols: number, seed: number): Matrix {
  const values = new Float64Array(rows * cols);
  randomStream(seed, 'warp').fillNormal(values, 0);
  return matrix(rows, cols, values);
}
