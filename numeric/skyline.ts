/**
 * A complex symmetric matrix in skyline form: of row i, the entries from column `first[i]` to the diagonal, at `start[i]`
 * and on. Elimination fills in nothing left of these.
 */
export interface Skyline {
  readonly first: Int32Array;
  readonly start: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A matrix of zeros with room from the first of these columns on, one for each row. */
export function skyline(first: Int32Array): Skyline {
  const start = new Float64Array(first.length);
  let size = 0;
  first.forEach((column, i) => {
    start[i] = size;
    size += i - column + 1;
  });
  return { first, start, re: new Float64Array(size), im: new Float64Array(size) };
}

/**
 * Makes the factors L D Lᵀ of a matrix in its place, D on the diagonal, without pivoting: stable where real and imaginary
 * part are positive (semi)definite, as those of an admittance are (N. J. Higham, Math. Comput. 67 (1998) 1591).
 */
export function factorise({ first, start, re, im }: Skyline): void {
  for (let i = 0; i < first.length; i++) {
    // Row i as U = L D while it grows; it becomes L when its diagonal is made.
    const row = start[i]! - first[i]!;
    for (let j = first[i]!; j < i; j++) {
      const other = start[j]! - first[j]!;
      let [x, y] = [re[row + j]!, im[row + j]!];
      for (let k = Math.max(first[i]!, first[j]!); k < j; k++) {
        const [a, b] = [re[row + k]!, im[row + k]!];
        const [c, d] = [re[other + k]!, im[other + k]!];
        x -= a * c - b * d;
        y -= a * d + b * c;
      }
      re[row + j] = x;
      im[row + j] = y;
    }
    for (let j = first[i]!; j < i; j++) {
      const pivot = start[j]! - first[j]! + j;
      const [x, y] = [re[row + j]!, im[row + j]!];
      const [a, b] = divided(x, y, re[pivot]!, im[pivot]!);
      re[row + i]! -= x * a - y * b;
      im[row + i]! -= x * b + y * a;
      re[row + j] = a;
      im[row + j] = b;
    }
  }
}

/** Solves for a right-hand side, in its place, with factors from `factorise`. */
export function solveFactored({ first, start, re, im }: Skyline, x: Float64Array, y: Float64Array): void {
  const n = first.length;
  for (let i = 0; i < n; i++) {
    const row = start[i]! - first[i]!;
    for (let k = first[i]!; k < i; k++) {
      const [a, b] = [re[row + k]!, im[row + k]!];
      x[i]! -= a * x[k]! - b * y[k]!;
      y[i]! -= a * y[k]! + b * x[k]!;
    }
  }
  for (let i = 0; i < n; i++) {
    const pivot = start[i]! - first[i]! + i;
    [x[i], y[i]] = divided(x[i]!, y[i]!, re[pivot]!, im[pivot]!);
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = start[i]! - first[i]!;
    for (let k = first[i]!; k < i; k++) {
      const [a, b] = [re[row + k]!, im[row + k]!];
      x[k]! -= a * x[i]! - b * y[i]!;
      y[k]! -= a * y[i]! + b * x[i]!;
    }
  }
}

/** (a + ib) / (c + id). */
function divided(a: number, b: number, c: number, d: number): [number, number] {
  // Scaled, so that no square of a small or large pivot is out of range.
  const scale = Math.max(Math.abs(c), Math.abs(d));
  const [p, q] = [c / scale, d / scale];
  const square = (p * p + q * q) * scale;
  return [(a * p + b * q) / square, (b * p - a * q) / square];
}
