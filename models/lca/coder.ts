import type { Matrix } from '../../numeric/matrix.js';
import type { LcaLayer } from '../network.js';
import { type Coded, reconstructions, settledCodes, sparseCodes } from './code.js';
import {
  convolutionalCodes,
  convolutionalReconstructions,
  requireConvolution,
  requireConvolutionStep,
  settledConvolution,
} from './convolution.js';
import { requireStableStep, requireUnitAtoms } from './dictionary.js';
import type { Windows } from './windows.js';

// A sparse coder as a network has it, with windows or without.

/** Codes of `inputs` (rows): inputs × atoms, or inputs × (positions·atoms). InputError as `sparseCodes` and `convolutionalCodes`. */
export const coderCodes = (coder: LcaLayer, inputs: Matrix): Coded =>
  coder.windows
    ? convolutionalCodes(coder.weights, coder.windows, inputs, coder)
    : sparseCodes(coder.weights, inputs, coder);

/** `coderCodes` for inputs that come one after the other: dictionary and step are looked at once, here. */
export function checkedCoder(coder: LcaLayer): (inputs: Matrix) => Matrix {
  const { name, weights, windows, step } = coder;
  if (windows) {
    requireConvolution(weights, windows);
    requireConvolutionStep(step, weights, windows, name);
    return inputs => settledConvolution(weights, windows, inputs, coder).codes;
  }
  requireUnitAtoms(weights, name);
  requireStableStep(step, weights, name);
  return inputs => settledCodes(weights, inputs, coder).codes;
}

/** What codes stand for: Φa of each, or a ⋆ᵀ Φ. */
export const coderReconstructions = (atoms: Matrix, windows: Windows | undefined, codes: Matrix): Matrix =>
  windows ? convolutionalReconstructions(atoms, windows, codes) : reconstructions(atoms, codes);
