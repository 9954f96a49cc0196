import { reject } from '../edge/error.js';
import { multiply } from '../kernels/dense.js';
import { type CrossbarArray, checkArray } from './array.js';
import { solveOutputs, terminalVoltages } from './line-pcg.js';

/** A guess at the currents (A) out of the bit lines for voltages (V) at the word lines. */
type Approximation = (array: CrossbarArray, volts: Float64Array) => Float64Array;

/** No wires at all: I = Gᵀ V. */
const ideal: Approximation = ({ rows, cols, conductance }, volts) => multiply(volts, 1, conductance, rows, cols);

/**
 * The closed form of DMR (Crossbar_Models_Comparison, `DMRModel`): I = Gᵀ diag(a) V scaled by b per column, with the
 * voltage lost along bit lines in a and along word lines in b, both from the mean conductances of rows and columns,
 *
 *   a_i = (1 + r_b Σ_{k<i} (i − k) ḡ_k) / (1 + r_b Σ_k (m − k) ḡ_k)           ḡ_k: mean of row k
 *   b_j = (1 + r_w Σ_{k≥j} (k − j) ḡ_k) / (1 + r_w Σ_k (k + 1) ḡ_k)           ḡ_k: mean of column k
 *
 * O(m n). Every segment of a family alike, lines joined at their near ends alone. The formula has no driver and no sense
 * resistance: they are left out, and what that misses is in the measured error.
 */
const dmr: Approximation = (array, volts) => {
  checkNearEnds(array);
  const { rows, cols, conductance } = array;
  const [rw, rb] = [uniform(array, 'wordSegments'), uniform(array, 'bitSegments')];
  const rowMean = new Float64Array(rows);
  const colMean = new Float64Array(cols);
  conductance.forEach((g, k) => {
    rowMean[Math.floor(k / cols)]! += g / cols;
    colMean[k % cols]! += g / rows;
  });
  const bitTotal = rowMean.reduce((sum, g, k) => sum + (rows - k) * g, 0);
  const wordTotal = colMean.reduce((sum, g, k) => sum + (k + 1) * g, 0);
  // The weighted sums grow by one plain sum at each step along the line.
  const a = new Float64Array(rows);
  for (let i = 0, passed = 0, weighted = 0; i < rows; i++) {
    a[i] = (1 + rb * weighted) / (1 + rb * bitTotal);
    passed += rowMean[i]!;
    weighted += passed;
  }
  const b = new Float64Array(cols);
  for (let j = cols - 1, passed = 0, weighted = 0; j >= 0; j--) {
    b[j] = (1 + rw * weighted) / (1 + rw * wordTotal);
    passed += colMean[j]!;
    weighted += passed;
  }
  const scaled = volts.map((volt, i) => volt * a[i]!);
  return multiply(scaled, 1, conductance, rows, cols).map((amps, j) => amps * b[j]!);
};

/**
 * The polynomial of aihwkit (`applyIrDrop`; M. J. Rasch et al., Nat. Commun. 14 (2023) 5282), for the drop along the bit
 * lines alone, with x_i the distance of row i from the sense end as a part of the line:
 *
 *   I_j = Σ_i g_ij V_i (1 − c_j (1 − (1 − x_i)²))     c = 0.05 a³ − 0.2 a² + 0.5 a     a_j = n r_b Σ_i |g_ij V_i| / V_max
 *
 * Lines are joined at their near ends alone; word lines, drivers and sense resistance are left out, as they are there.
 * Its voltages are relative to the largest, which makes it depend on the scale of the inputs as the circuit does not.
 */
const aihwkit: Approximation = (array, volts) => {
  checkNearEnds(array);
  const { rows, cols, conductance } = array;
  const rb = uniform(array, 'bitSegments');
  const most = volts.reduce((high, volt) => Math.max(high, Math.abs(volt)), 0);
  if (most === 0) return new Float64Array(cols);
  const full = new Float64Array(cols);
  const drawn = new Float64Array(cols);
  const dropped = new Float64Array(cols);
  conductance.forEach((g, k) => {
    const i = Math.floor(k / cols);
    const j = k % cols;
    const amps = g * volts[i]!;
    full[j]! += amps;
    drawn[j]! += Math.abs(amps) / most;
    dropped[j]! += amps * (1 - (1 - (rows - 1 - i) / rows) ** 2);
  });
  return full.map((amps, j) => {
    const a = rows * rb * drawn[j]!;
    return amps - a * (a * (0.05 * a - 0.2) + 0.5) * dropped[j]!;
  });
};

export const approximations = { ideal, dmr, aihwkit };

export type ApproximationName = keyof typeof approximations;

export interface Approximated {
  /** A, by bit line. */
  readonly outputs: Float64Array;
  /** The exact ones. */
  readonly exact: Float64Array;
  /** Largest error of any output, relative to the largest exact one. */
  readonly largestError: number;
  /** Root mean square of the errors relative to the root mean square of the exact outputs. */
  readonly rmsError: number;
}

/**
 * Approximate outputs for voltages (V) at the word lines, and what they miss: the exact solution is made as well, so this
 * is how to find out whether an approximation will do, not how to save time. Each leaves out what its formula does not
 * have: 'ideal' all wires, 'dmr' driver and sense resistance, 'aihwkit' these and the word lines.
 *
 * InputError where the array or the voltages are impossible, and for 'dmr' and 'aihwkit' where the segments of a family
 * differ or where the lines are not joined to their terminals at their near ends, or at both: which way the currents flow
 * is what these formulas stand on.
 */
export function approximate(array: CrossbarArray, voltages: Float64Array, name: ApproximationName): Approximated {
  checkArray(array);
  const { word } = terminalVoltages(array, voltages);
  const outputs = approximations[name](array, word);
  return missed(outputs, solveOutputs(array, word).outputs);
}

/** What approximate outputs miss of the exact ones. */
export function missed(outputs: Float64Array, exact: Float64Array): Approximated {
  const errors = exact.map((amps, j) => outputs[j]! - amps);
  const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  const relative = (error: number, scale: number): number => (error === 0 ? 0 : error / scale);
  return {
    outputs,
    exact,
    largestError: relative(largest(errors), largest(exact)),
    rmsError: relative(Math.sqrt(square(errors)), Math.sqrt(square(exact))),
  };
}

/** Refuses lines that currents enter or leave at another end than that of the formulas. */
function checkNearEnds(array: CrossbarArray): void {
  for (const family of ['driver', 'sense'] as const) {
    const open = array[family].indexOf(Infinity);
    if (open >= 0)
      reject(`crossbar: ${family}[${open}]`, 'found an open end', 'expected a number of ohm, to approximate');
  }
  for (const family of ['driverFar', 'senseFar'] as const) {
    const joined = array[family].findIndex(ohm => ohm < Infinity);
    if (joined >= 0)
      reject(
        `crossbar: ${family}[${joined}]`,
        `found ${array[family][joined]} ohm`,
        'expected Infinity, an open end, to approximate',
      );
  }
}

/** The resistance of all segments of a family. */
function uniform(array: CrossbarArray, family: 'wordSegments' | 'bitSegments'): number {
  const segments = array[family];
  const ohm = segments[0]!;
  const odd = segments.findIndex(other => other !== ohm);
  if (odd >= 0)
    reject(
      `crossbar: ${family}[${odd}]`,
      `found ${segments[odd]} ohm`,
      `expected ${ohm} ohm as in all segments, to approximate`,
    );
  return ohm;
}
