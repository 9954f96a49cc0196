import type { Matrix } from '../../numeric/matrix.js';
import { reconstructions } from './code.js';
import { sparsityCost, type Threshold } from './threshold.js';

/** E = ½‖s − Φa‖² + C(a) of every input, given what its code stands for, Φa; C as `sparsityCost` has it. */
export function energiesOf(inputs: Matrix, found: Matrix, codes: Matrix, threshold: Threshold): Float64Array {
  return Float64Array.from({ length: inputs.rows }, (_, i) => {
    let squares = 0;
    for (let k = i * inputs.cols; k < (i + 1) * inputs.cols; k++) squares += (inputs.data[k]! - found.data[k]!) ** 2;
    return squares / 2 + sparsityCost(codes.data.subarray(i * codes.cols, (i + 1) * codes.cols), threshold);
  });
}

/**
 * How far codes are from a minimum of the energy with the soft threshold: the largest violation, over all inputs, of
 *
 *     φⱼᵀ(s − Φa) = λ·sign(aⱼ) where aⱼ ≠ 0,   |φⱼᵀ(s − Φa)| ≤ λ elsewhere (without | | where codes are positive)
 */
export function optimalityGap(
  atoms: Matrix,
  inputs: Matrix,
  codes: Matrix,
  { level, signs }: Pick<Threshold, 'level' | 'signs'>,
): number {
  const found = reconstructions(atoms, codes);
  let gap = 0;
  for (let i = 0; i < inputs.rows; i++)
    for (let j = 0; j < atoms.rows; j++) {
      let correlation = 0;
      for (let k = 0; k < atoms.cols; k++) {
        const at = i * atoms.cols + k;
        correlation += atoms.data[j * atoms.cols + k]! * (inputs.data[at]! - found.data[at]!);
      }
      const a = codes.data[i * atoms.rows + j]!;
      const beyond = (signs === 'both' ? Math.abs(correlation) : correlation) - level;
      gap = Math.max(gap, a === 0 ? beyond : Math.abs(correlation - level * Math.sign(a)));
    }
  return gap;
}

/** Share of code entries that are not 0. */
export function activeShare(codes: Matrix): number {
  let active = 0;
  for (const a of codes.data) if (a !== 0) active++;
  return active / codes.data.length;
}

/** 10·log₁₀(peak²/mean square difference), in dB. */
export function signalToNoise(wanted: Float64Array, found: Float64Array, peak: number): number {
  let squares = 0;
  for (let k = 0; k < wanted.length; k++) squares += (wanted[k]! - found[k]!) ** 2;
  return 10 * Math.log10((peak * peak * wanted.length) / squares);
}

/** Of two codes: the atoms active in both over those active in either (Jaccard); 1 where none is. Mean over the inputs. */
export function supportOverlap(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) {
    let [both, either] = [0, 0];
    for (let k = i * a.cols; k < (i + 1) * a.cols; k++) {
      const [left, right] = [a.data[k] !== 0, b.data[k] !== 0];
      if (left && right) both++;
      if (left || right) either++;
    }
    sum += either === 0 ? 1 : both / either;
  }
  return sum / a.rows;
}
