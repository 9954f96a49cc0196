import { reject } from '../../edge/error.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import { powerIteration } from '../../numeric/power-iteration.js';
import { timesTransposed } from '../../numeric/product.js';
import { type Coded, eulerSteps, type Field, type LcaOptions } from './code.js';
import { requireStep, requireUnitAtoms } from './dictionary.js';
import { energiesOf } from './energy.js';
import type { Threshold } from './threshold.js';
import {
  area,
  convolve,
  convolveBack,
  imageLength,
  positionsOf,
  requireWindows,
  type Windows,
  windowLength,
  withZeros,
} from './windows.js';

/**
 * Convolutional sparse codes of `images` (rows, as `Windows` has them): the LCA of `sparseCodes` with the atoms, the rows of
 * `atoms` (features × window, each of length 1), at every position of `windows`. Drive, reconstruction and inhibition are
 * then convolutions:
 *
 *     gram       u ← u + η (s ⋆ Φ − u − (a ⋆ G − a))        G: `lateralKernels`
 *     residual   u ← u + η ((s − a ⋆ᵀ Φ) ⋆ Φ + a − u)
 *
 * Codes and states are images × (positions·features), the features of a position side by side. With `valid` both forms are
 * the same but for rounding. With `same` they are not where windows reach beyond the image, and from there the difference
 * spreads: the residual form sees the image alone, its reconstruction cut off; the Gram form codes the image and the zeros
 * around it (so does lanl/lca-pytorch). InputError as for `sparseCodes`, and where windows do not fit.
 */
export function convolutionalCodes(atoms: Matrix, windows: Windows, images: Matrix, options: LcaOptions): Coded {
  requireConvolution(atoms, windows);
  if (options.step !== undefined) requireConvolutionStep(options.step, atoms, windows, 'convolutional LCA');
  const step = options.step ?? usualConvolutionStep(atoms, windows);
  return settledConvolution(atoms, windows, images, { ...options, step });
}

/** `convolutionalCodes` with a dictionary and a step that are known to be right. */
export function settledConvolution(
  atoms: Matrix,
  windows: Windows,
  images: Matrix,
  options: LcaOptions & Required<Pick<LcaOptions, 'step'>>,
): Coded {
  if (images.cols !== imageLength(windows))
    reject('images', `found ${images.cols} values each`, `expected ${imageLength(windows)}, pixels × channels`);
  const field = (options.form ?? 'gram') === 'gram' ? gramField : residualField;
  const width = area(positionsOf(windows)) * atoms.rows;
  return eulerSteps(field(atoms, windows, images), images.rows, width, options.step, options);
}

/** InputError where windows do not fit, or atoms do not fit them or have another length than 1. */
export function requireConvolution(atoms: Matrix, windows: Windows): void {
  requireWindows(windows, 'windows');
  const length = windowLength(windows);
  if (atoms.cols !== length)
    reject('dictionary', `found atoms of ${atoms.cols} values`, `expected ${length}, as a window has`);
  requireUnitAtoms(atoms, 'dictionary');
}

/** The step that codes are found with where none is given: 1/L. */
export const usualConvolutionStep = (atoms: Matrix, windows: Windows): number =>
  1 / largestOfConvolution(atoms, windows);

/** InputError where η is not in (0, 2/L), as `requireStableStep` has it for single inputs. */
export function requireConvolutionStep(step: number, atoms: Matrix, windows: Windows, where: string): void {
  requireStep(step, largestOfConvolution(atoms, windows), where);
}

/** Of L only a step is made, which keeps away from 2/L. */
const largestTo = 1e-6;

/**
 * L: the largest eigenvalue of reconstruction and drive together, with the zeros around the image where there are any. It
 * holds for both forms, since to cut a reconstruction off makes it no larger.
 */
function largestOfConvolution(atoms: Matrix, windows: Windows): number {
  const whole = withZeros(windows);
  const analysis = transpose(atoms);
  const apply = (v: Float64Array): Float64Array => convolveBack(whole, convolve(whole, v, 1, analysis), 1, atoms);
  return powerIteration(imageLength(whole), apply, largestTo);
}

/** A convolution over the codes. */
export interface LateralKernels {
  /** The codes as an image whose channels are the features. */
  readonly windows: Windows;
  /** (offsets·features) × features. */
  readonly weights: Matrix;
}

/**
 * How features inhibit each other over positions, Φ ⋆ Φ less the unit at offset 0: for features f and g and the offset d,
 * in positions, it is Σₓ φ_f(x)·φ_g(x − d·stride). Kernels of 2⌊(k − 1)/stride⌋ + 1 positions a side hold every offset at
 * which windows overlap; they are smaller where there are fewer positions than that.
 */
export function lateralKernels(atoms: Matrix, windows: Windows): LateralKernels {
  requireConvolution(atoms, windows);
  const { kernel, stride } = windows;
  const image = positionsOf(windows);
  const reach = (side: number, positions: number): number => Math.min(Math.floor((side - 1) / stride), positions - 1);
  const [down, right] = [reach(kernel.rows, image.rows), reach(kernel.columns, image.columns)];
  const sides = { rows: 2 * down + 1, columns: 2 * right + 1 };
  const features = atoms.rows;
  const weights = new Float64Array(area(sides) * features * features);
  let at = 0;
  for (let i = -down; i <= down; i++)
    for (let j = -right; j <= right; j++) {
      const overlap = timesTransposed(shifted(atoms, windows, i * stride, j * stride), atoms).data;
      if (i === 0 && j === 0) for (let f = 0; f < features; f++) overlap[f * features + f]! -= 1;
      weights.set(overlap, at);
      at += overlap.length;
    }
  return {
    windows: { image, channels: features, kernel: sides, stride: 1, padding: 'same' },
    weights: matrix(area(sides) * features, features, weights),
  };
}

/** Every atom moved by so many pixels, cut off at the edges of the window. */
function shifted(atoms: Matrix, { kernel, channels }: Windows, down: number, right: number): Matrix {
  const data = new Float64Array(atoms.data.length);
  for (let f = 0; f < atoms.rows; f++)
    for (let i = Math.max(0, down); i < Math.min(kernel.rows, kernel.rows + down); i++)
      for (let j = Math.max(0, right); j < Math.min(kernel.columns, kernel.columns + right); j++) {
        const pixel = (row: number, column: number): number =>
          f * atoms.cols + (row * kernel.columns + column) * channels;
        for (let c = 0; c < channels; c++) data[pixel(i, j) + c] = atoms.data[pixel(i - down, j - right) + c]!;
      }
  return matrix(atoms.rows, atoms.cols, data);
}

function gramField(atoms: Matrix, windows: Windows, { rows: count, data }: Matrix): Field {
  const drive = convolve(windows, data, count, transpose(atoms));
  const lateral = lateralKernels(atoms, windows);
  const out = new Float64Array(drive.length);
  return codes => {
    convolve(lateral.windows, codes, count, lateral.weights, out);
    for (let k = 0; k < out.length; k++) out[k] = drive[k]! - out[k]!;
    return out;
  };
}

function residualField(atoms: Matrix, windows: Windows, { rows: count, data }: Matrix): Field {
  const analysis = transpose(atoms);
  const residual = new Float64Array(data.length);
  const out = new Float64Array(count * area(positionsOf(windows)) * atoms.rows);
  return codes => {
    convolveBack(windows, codes, count, atoms, residual);
    for (let k = 0; k < residual.length; k++) residual[k] = data[k]! - residual[k]!;
    convolve(windows, residual, count, analysis, out);
    for (let k = 0; k < out.length; k++) out[k]! += codes[k]!;
    return out;
  };
}

/** What codes stand for, a ⋆ᵀ Φ: images × pixels·channels. */
export function convolutionalReconstructions(atoms: Matrix, windows: Windows, codes: Matrix): Matrix {
  return matrix(codes.rows, imageLength(windows), convolveBack(windows, codes.data, codes.rows, atoms));
}

/** E of every image, as `energiesOf` has it. */
export function convolutionalEnergies(
  atoms: Matrix,
  windows: Windows,
  images: Matrix,
  codes: Matrix,
  threshold: Threshold,
): Float64Array {
  return energiesOf(images, convolutionalReconstructions(atoms, windows, codes), codes, threshold);
}
