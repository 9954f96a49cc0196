import { subcircuitOf } from './subcircuit.js';

/** V on either side of 0 that a read cell is fitted for. */
export const readRange = 0.5;

/**
 * Of the polynomial that the conductance of each sign of the voltage is; for its errors see jart-vcm.test.ts. Its variable
 * is ln(1 + |v|/`knee`), from 0 at 0 V to 1 at `readRange`, as the conductance of a Schottky contact may change with the
 * square root of the voltage up to about a millivolt.
 */
const degree = 12;
const knee = 3e-4;
const span = Math.log1p(readRange / knee);

export interface ReadCell {
  readonly name: string;
  readonly remark: string;
  /** Nodes that show the states at which the cell is held. */
  readonly held: readonly { readonly node: string; readonly volt: number }[];
  /** A at a voltage (V), 0 at 0 V. */
  current(volt: number): number;
}

/**
 * The subcircuit of a cell that is read only: i = G v, where G is a polynomial for each sign of v, through the
 * conductances at Chebyshev's points, and constant beyond `readRange`. The inner node x holds the polynomials' variable.
 */
export function readCellOf({ name, remark, held, current }: ReadCell): string {
  const [positive, negative] = [1, -1].map(sign =>
    horner(conductancePolynomial(volt => current(sign * volt) / (sign * volt))),
  );
  return subcircuitOf(
    name,
    [remark],
    [
      ...held.map(({ node, volt }) => `V${node} ${node} 0 ${volt}`),
      `Bx x 0 V=ln(1+min(abs(V(p,n)),${readRange})/${knee})/${span}`,
      `Bi p n I=V(p,n)*((V(p,n)>0) ? ${positive} : ${negative})`,
    ],
  );
}

/** Coefficients of 1, x, x² … of the polynomial that meets `conductance`(|v|) at Chebyshev's points of x in 0…1. */
export function conductancePolynomial(conductance: (volt: number) => number): Float64Array {
  const count = degree + 1;
  const points = Array.from({ length: count }, (_, j) => (1 - Math.cos((Math.PI * (j + 0.5)) / count)) / 2);
  // Newton's divided differences, then multiplied out from the last.
  const differences = points.map(x => conductance(knee * Math.expm1(x * span)));
  for (let order = 1; order < count; order++)
    for (let j = count - 1; j >= order; j--)
      differences[j] = (differences[j]! - differences[j - 1]!) / (points[j]! - points[j - order]!);
  return points.reduceRight((inner, point, j) => {
    const next = inner.map((c, i) => (inner[i - 1] ?? 0) - point * c);
    next[0] = next[0]! + differences[j]!;
    return next;
  }, new Float64Array(count));
}

/** A at `volt` of a fitted cell, as ngspice evaluates it. */
export function fittedCurrent(coefficients: Float64Array, volt: number): number {
  const x = Math.log1p(Math.min(Math.abs(volt), readRange) / knee) / span;
  return volt * coefficients.reduceRight((inner, c) => c + x * inner, 0);
}

const horner = (coefficients: Float64Array): string =>
  [...coefficients].reduceRight((inner, c) => (inner === '' ? `(${c})` : `(${c}+V(x)*${inner})`), '');
