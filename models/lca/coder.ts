import type { Matrix } from '../../numeric/matrix.js';
import type { LcaLayer } from '../network.js';
import { type Coded, reconstructions, sparseCodes } from './code.js';
import { convolutionalCodes, convolutionalReconstructions } from './convolution.js';
import type { Windows } from './windows.js';

// A sparse coder as a network has it, with windows or without.

/** Codes of `inputs` (rows): inputs × atoms, or inputs × (positions·atoms). InputError as `sparseCodes` and `convolutionalCodes`. */
export const coderCodes = (coder: LcaLayer, inputs: Matrix): Coded =>
  coder.windows
    ? convolutionalCodes(coder.weights, coder.windows, inputs, coder)
    : sparseCodes(coder.weights, inputs, coder);

/** What codes stand for: Φa of each, or a ⋆ᵀ Φ. */
export const coderReconstructions = (atoms: Matrix, windows: Windows | undefined, codes: Matrix): Matrix =>
  windows ? convolutionalReconstructions(atoms, windows, codes) : reconstructions(atoms, codes);
