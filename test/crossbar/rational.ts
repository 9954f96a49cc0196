/** Arithmetic of a field, so that one elimination runs in doubles and in exact numbers. */
export interface Field<T> {
  readonly of: (x: number) => T;
  readonly add: (a: T, b: T) => T;
  readonly sub: (a: T, b: T) => T;
  readonly mul: (a: T, b: T) => T;
  readonly div: (a: T, b: T) => T;
  readonly isZero: (a: T) => boolean;
  readonly value: (a: T) => number;
}

export const doubles: Field<number> = {
  of: x => x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  isZero: a => a === 0,
  value: a => a,
};

/** n / d in lowest terms, d > 0. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Exact arithmetic; a double is taken for the very number it is. */
export const rationals: Field<Rational> = {
  of: x => {
    let exponent = 0;
    let whole = x;
    for (; !Number.isInteger(whole); exponent++) whole *= 2;
    return lowest(BigInt(whole), 1n << BigInt(exponent));
  },
  add: (a, b) => lowest(a.n * b.d + b.n * a.d, a.d * b.d),
  sub: (a, b) => lowest(a.n * b.d - b.n * a.d, a.d * b.d),
  mul: (a, b) => lowest(a.n * b.n, a.d * b.d),
  div: (a, b) => (b.n < 0n ? lowest(-a.n * b.d, a.d * -b.n) : lowest(a.n * b.d, a.d * b.n)),
  isZero: a => a.n === 0n,
  value: ({ n, d }) => {
    // 80 bits of the quotient, of which Number() rounds to 53; then powers of two that lose nothing but tiny results.
    const size = n < 0n ? -n : n;
    const shift = 80 + d.toString(2).length - size.toString(2).length;
    const quotient = shift >= 0 ? (n << BigInt(shift)) / d : n / (d << BigInt(-shift));
    const half = Math.trunc(shift / 2);
    return Number(quotient) * 2 ** -half * 2 ** -(shift - half);
  },
};

function lowest(n: bigint, d: bigint): Rational {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

/** x with A x = b, by Gaussian elimination; A is symmetric and positive definite, so that no pivoting is needed. */
export function eliminate<T>(field: Field<T>, a: readonly (readonly T[])[], b: readonly T[]): T[] {
  const { sub, mul, div, isZero } = field;
  const m: T[][] = a.map((row, i) => [...row, b[i]!]);
  const n = m.length;
  for (let k = 0; k < n; k++)
    for (let r = k + 1; r < n; r++) {
      if (isZero(m[r]![k]!)) continue;
      const factor = div(m[r]![k]!, m[k]![k]!);
      for (let c = k; c <= n; c++) m[r]![c] = sub(m[r]![c]!, mul(factor, m[k]![c]!));
    }
  const x = new Array<T>(n);
  for (let k = n - 1; k >= 0; k--) {
    let rest: T = m[k]![n]!;
    for (let c = k + 1; c < n; c++) rest = sub(rest, mul(m[k]![c]!, x[c]!));
    x[k] = div(rest, m[k]![k]!);
  }
  return x;
}
