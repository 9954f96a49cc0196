import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { settleStates } from '../../kernels/settle.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import { inhibition, requireStableStep, requireUnitAtoms, usualStep } from './dictionary.js';
import { applyThreshold, bounds, type Threshold } from './threshold.js';

/** How a locally competitive algorithm finds codes. */
export interface LcaOptions {
  readonly threshold: Threshold;
  /** η = dt/τ; 1/L where it is not given. */
  readonly step?: number;
  readonly iterations: number;
  /**
   * `gram`: atoms inhibit each other by ΦᵀΦ − I, one product an iteration. `residual`: the reconstruction is taken off the
   * input, two products with Φ. They are the same but for rounding.
   */
  readonly form?: 'gram' | 'residual';
  /** u before the first iteration, inputs × atoms; 0 where it is not given. */
  readonly start?: Float64Array;
  /** Ends early where no state of any input changes by more than this in an iteration, relative to η. */
  readonly tolerance?: number;
  /** Told the codes that iteration `k` starts from (inputs × atoms), which are used again afterwards. */
  readonly onIteration?: (k: number, codes: Float64Array) => void;
}

/** Codes of several inputs. */
export interface Coded {
  /** a, inputs × atoms. */
  readonly codes: Matrix;
  /** u, inputs × atoms. */
  readonly states: Matrix;
  readonly iterations: number;
  /** Whether the states had come to rest within `tolerance`. */
  readonly settled: boolean;
}

/**
 * Sparse codes of `inputs` (rows s) in a dictionary whose atoms φ are the rows of `atoms` and have length 1, by the locally
 * competitive algorithm (Rozell et al., Neural Computation 20:2526, 2008) in Euler steps, all inputs side by side:
 *
 *     gram       u ← u + η (Φᵀs − u − (ΦᵀΦ − I) a),   a = T(u)
 *     residual   u ← u + η (Φᵀ(s − Φ a) + a − u)
 *
 * With the soft threshold a fixed point solves min ½‖s − Φa‖² + λ‖a‖₁; with the hard one it depends on the start. The
 * codes returned are those of the last states. InputError where sizes do not fit, where an atom has another length than 1
 * and where η is not stable.
 */
export function sparseCodes(atoms: Matrix, inputs: Matrix, options: LcaOptions): Coded {
  requireUnitAtoms(atoms, 'dictionary');
  if (options.step !== undefined) requireStableStep(options.step, atoms, 'LCA');
  return settledCodes(atoms, inputs, { ...options, step: options.step ?? usualStep(atoms) });
}

/** `sparseCodes` with a dictionary and a step that are known to be right: to see that costs a power iteration. */
export function settledCodes(
  atoms: Matrix,
  inputs: Matrix,
  options: LcaOptions & Required<Pick<LcaOptions, 'step'>>,
): Coded {
  const { step } = options;
  if (inputs.cols !== atoms.cols)
    reject('inputs', `found ${inputs.cols} values each`, `expected ${atoms.cols}, as each atom has`);
  if (options.form === 'residual')
    return eulerSteps(residualField(atoms, inputs), inputs.rows, atoms.rows, step, options);
  // The kernel does all rounds of an input at once, so that nobody can watch them.
  if (options.onIteration) return eulerSteps(gramField(atoms, inputs), inputs.rows, atoms.rows, step, options);
  return sparseRounds(atoms, inputs, step, options);
}

/**
 * The loop of every LCA here: u ← u + η (field(a) − u), a = T(u), for `count` inputs of `width` states each. InputError where
 * the start does not fit.
 */
export function eulerSteps(
  field: Field,
  count: number,
  width: number,
  step: number,
  { threshold, iterations, start, tolerance = 0, onIteration }: LcaOptions,
): Coded {
  const states = startOf(start, count, width);
  const codes = new Float64Array(states.length);
  let k = 0;
  let settled = false;
  for (; k < iterations && !settled; k++) {
    applyThreshold(states, threshold, codes);
    onIteration?.(k, codes);
    const pull = field(codes);
    let fastest = 0;
    for (let i = 0; i < states.length; i++) {
      const change = pull[i]! - states[i]!;
      fastest = Math.max(fastest, Math.abs(change));
      states[i]! += step * change;
    }
    settled = fastest <= tolerance;
  }
  applyThreshold(states, threshold, codes);
  return { codes: matrix(count, width, codes), states: matrix(count, width, states), iterations: k, settled };
}

/** The Gram form by a kernel that sums active atoms only: see kernels/settle.ts. Inputs come to rest one by one. */
function sparseRounds(atoms: Matrix, inputs: Matrix, step: number, options: LcaOptions): Coded {
  const { threshold, iterations, start, tolerance = 0 } = options;
  const [count, width] = [inputs.rows, atoms.rows];
  const states = new Float64Array(count * width);
  const { rounds, rested } = settleStates({
    ...{ lateral: inhibition(atoms).data, drive: products(inputs.data, count, transpose(atoms)) },
    ...{ start: startOf(start, count, width), states },
    ...{ count, width, rounds: iterations, step, tolerance, ...bounds(threshold) },
  });
  const codes = applyThreshold(states, threshold);
  return {
    codes: matrix(count, width, codes),
    states: matrix(count, width, states),
    iterations: rounds,
    settled: rested,
  };
}

/** u before the first iteration. InputError where it does not fit. */
export function startOf(start: Float64Array | undefined, count: number, width: number): Float64Array {
  if (!start) return new Float64Array(count * width);
  if (start.length !== count * width)
    reject('start', `found ${start.length} states`, `expected ${count * width}, ${width} for each input`);
  return start.slice();
}

/** Where codes pull the states to, inputs × atoms: what u would be at rest. */
export type Field = (codes: Float64Array) => Float64Array;

export function gramField(atoms: Matrix, inputs: Matrix): Field {
  const drive = products(inputs.data, inputs.rows, transpose(atoms));
  const lateral = inhibition(atoms);
  const out = new Float64Array(drive.length);
  return codes => {
    products(codes, inputs.rows, lateral, out);
    for (let k = 0; k < out.length; k++) out[k] = drive[k]! - out[k]!;
    return out;
  };
}

function residualField(atoms: Matrix, inputs: Matrix): Field {
  const analysis = transpose(atoms);
  const residual = new Float64Array(inputs.data.length);
  const out = new Float64Array(inputs.rows * atoms.rows);
  return codes => {
    products(codes, inputs.rows, atoms, residual);
    for (let k = 0; k < residual.length; k++) residual[k] = inputs.data[k]! - residual[k]!;
    products(residual, inputs.rows, analysis, out);
    for (let k = 0; k < out.length; k++) out[k]! += codes[k]!;
    return out;
  };
}

/** X·W. */
const products = (x: Float64Array, count: number, w: Matrix, out = new Float64Array(count * w.cols)): Float64Array =>
  multiply(x, count, w.data, w.rows, w.cols, out);

/** Φ a of every code: inputs × pixels. */
export function reconstructions(atoms: Matrix, codes: Matrix): Matrix {
  return matrix(codes.rows, atoms.cols, products(codes.data, codes.rows, atoms));
}
