/** V on either side of 0 that a read cell is fitted for. */
export const readRange = 0.5;

/** Of the polynomial in |v| that the conductance of each sign of the voltage is; see test/devices/compact for its error. */
const degree = 8;

export interface ReadCell {
  readonly name: string;
  /** Nodes that show the states at which the cell is held. */
  readonly held: readonly { readonly node: string; readonly volt: number }[];
  /** A at a voltage (V), 0 at 0 V. */
  current(volt: number): number;
}

/**
 * The subcircuit of a cell that is read only: i = G(|v|) v, where G is a polynomial for each sign of v, through the
 * conductances at Chebyshev's points of (0, readRange), and constant beyond. It needs no solution of inner nodes.
 */
export function readCellOf({ name, held, current }: ReadCell): string {
  const [positive, negative] = [1, -1].map(sign => horner(conductancePolynomial(volt => current(sign * volt) / (sign * volt))));
  const holds = held.map(({ node, volt }) => `V${node} ${node} 0 ${volt}\n`).join('');
  return `\
.subckt ${name} p n
${holds}Bi p n I=V(p,n)*((V(p,n)>0) ? ${positive} : ${negative})
.ends
`;
}

/** Coefficients of x⁰, x¹ … of the polynomial in x = |v|/readRange that meets `conductance`(|v|) at Chebyshev's points. */
export function conductancePolynomial(conductance: (volt: number) => number): Float64Array {
  const count = degree + 1;
  const points = Array.from({ length: count }, (_, j) => (1 - Math.cos((Math.PI * (j + 0.5)) / count)) / 2);
  // Newton's divided differences, then multiplied out from the last.
  const differences = points.map(x => conductance(x * readRange));
  for (let order = 1; order < count; order++)
    for (let j = count - 1; j >= order; j--)
      differences[j] = (differences[j]! - differences[j - 1]!) / (points[j]! - points[j - order]!);
  let coefficients = new Float64Array(count);
  for (let j = count - 1; j >= 0; j--) {
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) next[i] = (coefficients[i - 1] ?? 0) - points[j]! * coefficients[i]!;
    next[0] = next[0]! + differences[j]!;
    coefficients = next;
  }
  return coefficients;
}

function horner(coefficients: Float64Array): string {
  const x = `min(abs(V(p,n))*${1 / readRange},1)`;
  return coefficients.reduceRight((inner, c) => (inner === '' ? `${c}` : `(${c}+${x}*${inner})`), '');
}
