import { expOf } from './elementary.js';
import { constantsOf, type MemristorConstants } from './memristor.js';

/** Pieces that RESCALE's range is cut into; one more, as each reaches half a piece to both sides of its middle. */
const pieces = 128;
const order = 8;

/** Numbers in a table: of every piece, the coefficients of keep and gain in turn, those of t⁰ first. */
export const tableLength = (pieces + 1) * 2 * order;

/** How far keep and gain may be off: as far as rounding z alone moves them. */
const tolerance = 4e-15;

/**
 * What a memristor makes of a drive (kernels/memristor.ts), keep and gain, as polynomials of degree 7 in t = 128σ − i, |t| ≤ ½, with σ
 * the sigmoid of RESCALE and i the nearest whole number: two short sums instead of three exponentials. They interpolate at
 * Chebyshev's points; undefined where that is off by more than
 * 4e-15 (1 + |value|) in between, as for very steep rates.
 */
export function rateTable(constants: MemristorConstants, euler: boolean): Float64Array | undefined {
  const key = [...constantsOf(constants), euler].join();
  if (latest?.key !== key) latest = { key, table: makeTable(constants, euler) };
  return latest.table;
}

/** The blocks of a network mostly have the same constants, and so have the runs of it. */
let latest: { readonly key: string; readonly table: Float64Array | undefined } | undefined;

function makeTable(constants: MemristorConstants, euler: boolean): Float64Array | undefined {
  const table = new Float64Array(tableLength);
  const nodes = Float64Array.from({ length: order }, (_, k) => Math.cos((Math.PI * (2 * k + 1)) / (2 * order)) / 2);
  for (let i = 0; i <= pieces; i++) {
    const at = 2 * order * i;
    const values = Array.from(nodes, t => coefficientsAt((i + t) / pieces, constants, euler));
    for (const which of [0, 1] as const) {
      const own = monomials(
        nodes,
        values.map(pair => pair[which]),
      );
      own.forEach((value, k) => {
        table[at + 2 * k + which] = value;
      });
    }
    for (const t of [-0.5, -0.3, -0.05, 0.15, 0.4, 0.5]) {
      const right = coefficientsAt((i + t) / pieces, constants, euler);
      for (const which of [0, 1] as const)
        if (!(Math.abs(polynomialAt(table, at + which, t) - right[which]) <= tolerance * (1 + Math.abs(right[which]))))
          return undefined;
    }
  }
  return table;
}

/** keep and gain at the share σ of RESCALE's range. */
function coefficientsAt(sigma: number, c: MemristorConstants, euler: boolean): readonly [keep: number, gain: number] {
  const z = c.range * sigma + c.low;
  const up = c.potentiation * expOf(c.potentiationSlope * z);
  const total = up + c.depression * expOf(-c.depressionSlope * z);
  return euler ? [c.retention - c.step * total, c.step * up] : [expOf(-c.step * total), up / total];
}

/** The coefficients of the polynomial through these points: divided differences, then Horner's scheme backwards. */
function monomials(nodes: Float64Array, values: readonly number[]): Float64Array {
  const differences = Float64Array.from(values);
  for (let level = 1; level < order; level++)
    for (let k = order - 1; k >= level; k--)
      differences[k] = (differences[k]! - differences[k - 1]!) / (nodes[k]! - nodes[k - level]!);
  const out = new Float64Array(order);
  for (let k = order - 1; k >= 0; k--) {
    for (let power = order - 1; power > 0; power--) out[power] = out[power - 1]! - nodes[k]! * out[power]!;
    out[0] = differences[k]! - nodes[k]! * out[0]!;
  }
  return out;
}

/** The polynomial whose coefficients stand at every second place from `at` on; operation for operation as the kernel does it. */
function polynomialAt(table: Float64Array, at: number, t: number): number {
  const c = (k: number): number => table[at + 2 * k]!;
  const t2 = t * t;
  const low = c(0) + c(1) * t + (c(2) + c(3) * t) * t2;
  const high = c(4) + c(5) * t + (c(6) + c(7) * t) * t2;
  return low + high * (t2 * t2);
}

/** `memristorCoefficientsPlain` by a table, in place; the same bits as the kernel. */
export function tabulatedCoefficientsPlain(
  v: Float64Array,
  bias: Float64Array,
  gain: Float64Array,
  steepness: number,
  table: Float64Array,
): void {
  for (let k = 0; k < v.length; k++) {
    const x = pieces / (1 + expOf(-steepness * (v[k]! + bias[k % bias.length]!)));
    const nearest = x + 6755399441055744 - 6755399441055744; // 1.5·2⁵² rounds to a whole number
    v[k] = polynomialAt(table, 2 * order * nearest, x - nearest);
    gain[k] = polynomialAt(table, 2 * order * nearest + 1, x - nearest);
  }
}
