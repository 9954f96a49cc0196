/** A dense real matrix: `data[i * cols + j]` is the entry of row i, column j. Never changed once made. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Makes a matrix from its size and row-major entries (zeros where none are given). RangeError where they do not fit. */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  if (data.length !== rows * cols)
    throw new RangeError(`${rows}×${cols} matrix needs ${rows * cols} entries, got ${data.length}`);
  return { rows, cols, data };
}

/** Makes a matrix from its rows. RangeError where they differ in length. */
export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * cols);
  rows.forEach((row, i) => {
    if (row.length !== cols) throw new RangeError(`row ${i} has ${row.length} entries, row 0 has ${cols}`);
    data.set(row, i * cols);
  });
  return { rows: rows.length, cols, data };
}

/** The rows of a matrix as plain arrays, for JSON and messages. */
export function toRows(m: Matrix): number[][] {
  return Array.from({ length: m.rows }, (_, i) => [...m.data.subarray(i * m.cols, (i + 1) * m.cols)]);
}

/** mᵀ. */
export function transpose(m: Matrix): Matrix {
  const data = new Float64Array(m.data.length);
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.cols; j++) data[j * m.rows + i] = m.data[i * m.cols + j]!;
  return { rows: m.cols, cols: m.rows, data };
}

/** The largest |entry|; 0 for an empty matrix. */
export function maxAbs(data: Float64Array): number {
  let max = 0;
  for (const value of data) max = Math.max(max, Math.abs(value));
  return max;
}

/** The largest entry less the smallest; 0 for an empty array. */
export function span(data: Float64Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return data.length > 0 ? most - least : 0;
}

/** The arrays end to end. */
export function concatenate(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Adds `row` to every row of the row-major `m`. */
export function addToRows(m: Float64Array, row: Float64Array): void {
  for (let at = 0; at < m.length; at += row.length) for (let j = 0; j < row.length; j++) m[at + j]! += row[j]!;
}

/** The largest |a − b|, and the index of it. */
export function largestDifference(a: Float64Array, b: Float64Array): { readonly worst: number; readonly at: number } {
  let [worst, at] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const difference = Math.abs(a[k]! - b[k]!);
    if (difference > worst) [worst, at] = [difference, k];
  }
  return { worst, at };
}
