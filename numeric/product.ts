import { type Matrix, matrix } from './matrix.js';

/** a·bᵀ: entry (i, j) is the dot product of row i of a and row j of b. RangeError where the rows differ in length. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.cols) throw new RangeError(`rows of ${a.cols} entries cannot meet rows of ${b.cols}`);
  const n = a.cols;
  const left = a.data;
  const right = b.data;
  const out = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    const first = i * n;
    let j = 0;
    // Four rows of b at a time, so that each entry of a is loaded once for four products.
    for (; j + 3 < b.rows; j += 4) {
      const j0 = j * n;
      const j1 = j0 + n;
      const j2 = j1 + n;
      const j3 = j2 + n;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < n; k++) {
        const x = left[first + k]!;
        s0 += x * right[j0 + k]!;
        s1 += x * right[j1 + k]!;
        s2 += x * right[j2 + k]!;
        s3 += x * right[j3 + k]!;
      }
      const at = i * b.rows + j;
      out[at] = s0;
      out[at + 1] = s1;
      out[at + 2] = s2;
      out[at + 3] = s3;
    }
    for (; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += left[first + k]! * right[j * n + k]!;
      out[i * b.rows + j] = sum;
    }
  }
  return matrix(a.rows, b.rows, out);
}

/** y = W x + b for every row x of `inputs`; the rows of the result are the y. */
export function affine(inputs: Matrix, weights: Matrix, bias?: Float64Array): Matrix {
  const out = timesTransposed(inputs, weights);
  if (bias)
    for (let i = 0, at = 0; i < out.rows; i++) for (let j = 0; j < out.cols; j++, at++) out.data[at]! += bias[j]!;
  return out;
}
