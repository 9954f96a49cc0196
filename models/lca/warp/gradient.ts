import { multiply } from '../../../kernels/dense.js';
import { type Matrix, matrix, transpose } from '../../../numeric/matrix.js';
import { convolveBack, unfold, windowLength } from '../windows.js';
import { layerSums, type Predictor, rectified } from './predictor.js';

/** How far predictions are from their targets, and which way each parameter moves that. */
export interface PredictorGradient {
  /** Mean over all entries of (u₀ − target)². */
  readonly loss: number;
  /** Of each layer: as its weights and its bias are. */
  readonly layers: readonly { readonly weights: Float64Array; readonly bias: Float64Array }[];
}

/**
 * The loss of a predictor on `images` and its gradient by reverse mode, with `slope` in the place of ReLU's derivative:
 *
 *     δ = 2 (u₀ − target)/n at the last layer;   dW = xᵀ δ over all windows,   db = Σ δ,   δ before = fold(δ Wᵀ)·slope(sum)
 */
export function predictorGradient(
  predictor: Predictor,
  images: Matrix,
  targets: Matrix,
  slope: (x: number) => number,
): PredictorGradient {
  const count = images.rows;
  const sums = layerSums(predictor, images);
  const found = sums.at(-1)!;
  if (found.length !== targets.data.length)
    throw new RangeError(`${found.length} states cannot be compared with ${targets.data.length}`);
  let loss = 0;
  let delta: Float64Array = found.map((u, k) => {
    const difference = u - targets.data[k]!;
    loss += difference * difference;
    return (2 * difference) / found.length;
  });
  const layers: { weights: Float64Array; bias: Float64Array }[] = [];
  for (let l = predictor.length - 1; l >= 0; l--) {
    const { windows, weights } = predictor[l]!;
    const before = l === 0 ? images.data : rectified(sums[l - 1]!);
    const length = windowLength(windows);
    const seen = matrix(delta.length / weights.cols, length, unfold(windows, before, count));
    layers.unshift({
      weights: multiply(transpose(seen).data, length, delta, seen.rows, weights.cols),
      bias: columnSums(delta, weights.cols),
    });
    if (l === 0) break;
    const back = convolveBack(windows, delta, count, transpose(weights));
    const below = sums[l - 1]!;
    delta = back.map((value, k) => value * slope(below[k]!));
  }
  return { loss: loss / found.length, layers };
}

function columnSums(data: Float64Array, cols: number): Float64Array {
  const out = new Float64Array(cols);
  for (let at = 0; at < data.length; at += cols) for (let j = 0; j < cols; j++) out[j]! += data[at + j]!;
  return out;
}
