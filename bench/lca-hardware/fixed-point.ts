import { multiply } from '../../kernels/dense.js';
import { inhibition } from '../../models/lca/dictionary.js';
import { applyThreshold, type Threshold } from '../../models/lca/threshold.js';
import { type Matrix, matrix, maxAbs, transpose } from '../../numeric/matrix.js';

/**
 * How numbers become integers. `floor` is what Lava does: weights toward 0 and then, as weights of both signs have their sign
 * in the last bit, down to an even number; what is shifted down to an integer. `nearest` is to the nearest even number or
 * integer, and `exact` leaves numbers as they are.
 */
export type Rounding = 'floor' | 'nearest' | 'exact';

export interface FixedPointOptions {
  readonly form: 'gram' | 'residual';
  readonly threshold: Threshold;
  /** τ = 2^stepExponent. */
  readonly stepExponent: number;
  readonly iterations: number;
  /** What an input or a code of 1 is as an integer, a power of two. */
  readonly scale: number;
  /** Of W in the Gram form, of Φᵀ in the residual form, in 8 bits. */
  readonly weights: Rounding;
  /**
   * Of −Φ in the residual form, in 8 bits; that of `weights` where it is not given. `shared`: there is no −Φ, what is taken
   * off the residual goes backwards through Φᵀ as it is stored.
   */
  readonly reconstruction?: Rounding | 'shared';
  /** Of states, sums and τa where they are shifted. */
  readonly shifts: Rounding;
  /** What a residual must exceed to be sent, in units of the input; 0 sends at every step. */
  readonly spikeHeight?: number;
}

/** Even integers from −256 to 254, or any number where they are exact, and the power of two that makes weights of them. */
export interface FixedWeights {
  readonly mantissas: Matrix;
  readonly exponent: number;
}

/** Bits of the mantissas of states and of τ. */
const stateBits = 24;

/** The largest power of two that takes no code beyond 24 bits. */
export const scaleFor = (codes: Float64Array): number => 2 ** (stateBits - Math.ceil(Math.log2(maxAbs(codes))));

/** Weights with the least exponent that their largest, in 8 bits, allows. */
export function fixedWeights(weights: Matrix, rounding: Rounding): FixedWeights {
  const exponent = Math.floor(Math.log2(maxAbs(weights.data) || 1)) + 1 - 8;
  const mantissas = weights.data.map(w => w * 2 ** -exponent);
  if (rounding === 'exact') return { mantissas: matrix(weights.rows, weights.cols, mantissas), exponent };
  const even = {
    floor: (w: number) => 2 * Math.floor(Math.trunc(w) / 2),
    nearest: (w: number) => 2 * Math.round(w / 2),
  }[rounding];
  const data = mantissas.map(w => Math.min(Math.max(even(w), -256), 254));
  return { mantissas: matrix(weights.rows, weights.cols, data), exponent };
}

/** The dictionary that the residual form takes off its inputs: −(−Φ) as it is stored, or Φ where it is shared. */
export function storedAtoms(
  atoms: Matrix,
  { weights, reconstruction = weights }: Pick<FixedPointOptions, 'weights' | 'reconstruction'>,
): Matrix {
  const shared = reconstruction === 'shared';
  const sign = shared ? 1 : -1;
  const { mantissas, exponent } = fixedWeights(times(atoms, sign), shared ? weights : reconstruction);
  return times(mantissas, sign * 2 ** exponent);
}

const times = ({ rows, cols, data }: Matrix, factor: number): Matrix =>
  matrix(
    rows,
    cols,
    data.map(value => factor * value),
  );

const shifting: Readonly<Record<Rounding, (value: number) => number>> = {
  floor: Math.floor,
  nearest: Math.round,
  exact: value => value,
};

/**
 * Codes of `inputs` in a dictionary (atoms × pixels) by the LCA in the fixed-point arithmetic of Lava
 * (lava-nc/lava-optimization, `solvers/lca`; lava-nc/lava, `proc/dense`), with integers in all places and ≫ rounding as
 * `shifts` says:
 *
 *     gram       v ← (v·(2²⁴ − τ) ≫ 24) + (W a ≫ e) + τΦᵀs,   W = τ(I − ΦᵀΦ) in 8 bits
 *     residual   r ← r + s − (Φ a ≫ e);  where |r| > h: ρ = r and r ← 0, else ρ = 0
 *                v ← (v·(2²⁴ − τ) ≫ 24) + (Φᵀρ ≫ e) + (τ a ≫ 24),   Φᵀ and −Φ each in 8 bits
 *
 * Left out is that a message takes a step from neuron to neuron, which does not change where the states come to rest. All
 * integers stay below 2⁵³, so that float64 holds them exactly.
 */
export function fixedPointCodes(atoms: Matrix, inputs: Matrix, options: FixedPointOptions): Matrix {
  const { form, threshold, iterations, scale } = options;
  const field = form === 'gram' ? gramField(atoms, inputs, options) : residualField(atoms, inputs, options);
  const shifted = shifting[options.shifts];
  const level = Math.trunc(threshold.level * scale);
  const keptShare = 1 - 2 ** options.stepExponent;
  const states = new Float64Array(inputs.rows * atoms.rows);
  const codes = new Float64Array(states.length);
  for (let k = 0; k < iterations; k++) {
    const pull = field(codes);
    for (let i = 0; i < states.length; i++) states[i] = shifted(states[i]! * keptShare) + pull[i]!;
    applyThreshold(states, { ...threshold, level }, codes);
  }
  return times(matrix(inputs.rows, atoms.rows, codes), 1 / scale);
}

/** What is added to the states that are kept, by the codes; it is overwritten by the next. */
type Field = (codes: Float64Array) => Float64Array;

function gramField(atoms: Matrix, inputs: Matrix, options: FixedPointOptions): Field {
  const { stepExponent, scale, weights, shifts } = options;
  const step = 2 ** stepExponent;
  const drive = multiply(inputs.data, inputs.rows, transpose(atoms).data, atoms.cols, atoms.rows);
  const bias = drive.map(value => Math.trunc(value * step * scale));
  const product = fixedProduct(transposed(fixedWeights(times(inhibition(atoms), -step), weights)), inputs.rows, shifts);
  return codes => {
    const out = product(codes);
    for (let k = 0; k < out.length; k++) out[k]! += bias[k]!;
    return out;
  };
}

function residualField(atoms: Matrix, inputs: Matrix, options: FixedPointOptions): Field {
  const { stepExponent, scale, weights, shifts, spikeHeight = 0 } = options;
  const step = 2 ** stepExponent;
  const shifted = shifting[shifts];
  const given = inputs.data.map(value => Math.trunc(value * scale));
  const forward = fixedWeights(atoms, weights);
  const reconstruct = fixedProduct({ mantissas: times(storedAtoms(atoms, options), -1), exponent: 0 }, inputs.rows, shifts); // biome-ignore format: one thing
  const analyse = fixedProduct(transposed({ ...forward, exponent: forward.exponent + stepExponent }), inputs.rows, shifts); // biome-ignore format: one thing
  const residuals = new Float64Array(given.length);
  const sent = new Float64Array(given.length);
  return codes => {
    const missing = reconstruct(codes);
    for (let k = 0; k < residuals.length; k++) {
      residuals[k]! += given[k]! + missing[k]!;
      const spikes = Math.abs(residuals[k]!) > spikeHeight * scale;
      sent[k] = spikes ? residuals[k]! : 0;
      if (spikes) residuals[k] = 0;
    }
    const out = analyse(sent);
    for (let k = 0; k < out.length; k++) out[k]! += shifted(codes[k]! * step);
    return out;
  };
}

const transposed = ({ mantissas, exponent }: FixedWeights): FixedWeights => ({
  mantissas: transpose(mantissas),
  exponent,
});

/** x ↦ x·mantissas, shifted by the exponent, for `count` vectors. */
function fixedProduct({ mantissas, exponent }: FixedWeights, count: number, shifts: Rounding): Field {
  const { rows, cols, data } = mantissas;
  const shifted = shifting[shifts];
  const out = new Float64Array(count * cols);
  return x => {
    multiply(x, count, data, rows, cols, out);
    for (let k = 0; k < out.length; k++) out[k] = shifted(out[k]! * 2 ** exponent);
    return out;
  };
}
