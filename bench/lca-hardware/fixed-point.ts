import { multiply } from '../../kernels/dense.js';
import { inhibition } from '../../models/lca/dictionary.js';
import { applyThreshold, type Threshold } from '../../models/lca/threshold.js';
import { type Matrix, matrix, maxAbs, transpose } from '../../numeric/matrix.js';

/**
 * How weights become integers of 8 bits. `floor` is what Lava does: toward 0, then, as weights of both signs have their sign
 * in the last bit, down to an even number; `nearest` is to the nearest even number.
 */
export const roundings = ['floor', 'nearest'] as const;
export type Rounding = (typeof roundings)[number];

export interface FixedPointOptions {
  readonly form: 'gram' | 'residual';
  readonly threshold: Threshold;
  /** τ = 2^stepExponent. */
  readonly stepExponent: number;
  readonly iterations: number;
  /** What an input or a code of 1 is as an integer, a power of two. */
  readonly scale: number;
  readonly rounding: Rounding;
  /** What a residual must exceed to be sent, in units of the input; 0 sends at every step. */
  readonly spikeHeight?: number;
}

/** Even integers from −256 to 254 and the power of two that makes weights of them. */
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
  const even = {
    floor: (w: number) => 2 * Math.floor(Math.trunc(w) / 2),
    nearest: (w: number) => 2 * Math.round(w / 2),
  }[rounding];
  const data = weights.data.map(w => Math.min(Math.max(even(w * 2 ** -exponent), -256), 254));
  return { mantissas: matrix(weights.rows, weights.cols, data), exponent };
}

/**
 * Codes of `inputs` in a dictionary (atoms × pixels) by the LCA in the fixed-point arithmetic of Lava
 * (lava-nc/lava-optimization, `solvers/lca`; lava-nc/lava, `proc/dense`), with integers in all places and ≫ rounding down:
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
  const level = Math.trunc(threshold.level * scale);
  const keptShare = 1 - 2 ** options.stepExponent;
  const states = new Float64Array(inputs.rows * atoms.rows);
  const codes = new Float64Array(states.length);
  for (let k = 0; k < iterations; k++) {
    const pull = field(codes);
    for (let i = 0; i < states.length; i++) states[i] = Math.floor(states[i]! * keptShare) + pull[i]!;
    applyThreshold(states, { ...threshold, level }, codes);
  }
  return matrix(
    inputs.rows,
    atoms.rows,
    codes.map(code => code / scale),
  );
}

/** What is added to the states that are kept, by the codes; it is overwritten by the next. */
type Field = (codes: Float64Array) => Float64Array;

function gramField(atoms: Matrix, inputs: Matrix, { stepExponent, scale, rounding }: FixedPointOptions): Field {
  const step = 2 ** stepExponent;
  const drive = multiply(inputs.data, inputs.rows, transpose(atoms).data, atoms.cols, atoms.rows);
  const bias = drive.map(value => Math.trunc(value * step * scale));
  const lateral = inhibition(atoms);
  const weights = fixedWeights(matrix(lateral.rows, lateral.cols, lateral.data.map(w => -step * w)), rounding); // biome-ignore format: one thing
  const product = fixedProduct(transposed(weights), inputs.rows);
  return codes => {
    const out = product(codes);
    for (let k = 0; k < out.length; k++) out[k]! += bias[k]!;
    return out;
  };
}

function residualField(atoms: Matrix, inputs: Matrix, options: FixedPointOptions): Field {
  const { stepExponent, scale, rounding, spikeHeight = 0 } = options;
  const step = 2 ** stepExponent;
  const given = inputs.data.map(value => Math.trunc(value * scale));
  const forward = fixedWeights(atoms, rounding);
  const back = fixedWeights(matrix(atoms.rows, atoms.cols, atoms.data.map(w => -w)), rounding); // biome-ignore format: one thing
  const reconstruct = fixedProduct(back, inputs.rows);
  const analyse = fixedProduct(transposed({ ...forward, exponent: forward.exponent + stepExponent }), inputs.rows);
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
    for (let k = 0; k < out.length; k++) out[k]! += Math.floor(codes[k]! * step);
    return out;
  };
}

const transposed = ({ mantissas, exponent }: FixedWeights): FixedWeights => ({
  mantissas: transpose(mantissas),
  exponent,
});

/** x ↦ x·mantissas, shifted by the exponent, for `count` vectors. */
function fixedProduct({ mantissas, exponent }: FixedWeights, count: number): Field {
  const { rows, cols, data } = mantissas;
  const out = new Float64Array(count * cols);
  return x => {
    multiply(x, count, data, rows, cols, out);
    for (let k = 0; k < out.length; k++) out[k] = Math.floor(out[k]! * 2 ** exponent);
    return out;
  };
}
