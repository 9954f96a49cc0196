import { reject } from '../../../edge/error.js';
import { addToRows, type Matrix, matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { area, convolve, imageLength, positionsOf, requireWindows, type Windows, windowLength } from '../windows.js';

/** y = W x + b at every window of what comes in. */
export interface PredictorLayer {
  readonly windows: Windows;
  /** window × outputs. */
  readonly weights: Matrix;
  readonly bias: Float64Array;
}

/**
 * A small convolutional network that guesses the states at which an LCA will come to rest, so that it need not start from 0
 * (WARP-LCA, arXiv 2410.18794). ReLU stands between layers and not behind the last. The layers are ours: how many there are
 * and what they see is not taken from the paper.
 */
export type Predictor = readonly PredictorLayer[];

/**
 * A predictor with random weights (He et al., arXiv 1502.01852) for an LCA of so many features at `windows`: a layer that
 * sees what an atom sees, then two that see the positions at which atoms overlap with its own, an odd number of them each
 * way. Where there is one position, it is a dense network of three layers.
 */
export function randomPredictor(windows: Windows, features: number, hidden: number, seed: number): Predictor {
  requireWindows(windows, 'windows');
  for (const [name, count] of Object.entries({ features, hidden }))
    if (!(Number.isInteger(count) && count > 0)) reject(`predictor: ${name}`, `found ${count}`, 'expected a count ≥ 1');
  const image = positionsOf(windows);
  const reach = (side: number, positions: number): number =>
    2 * Math.min(Math.floor((side - 1) / windows.stride), Math.floor(positions / 2)) + 1;
  const kernel = {
    rows: reach(windows.kernel.rows, image.rows),
    columns: reach(windows.kernel.columns, image.columns),
  };
  const around: Windows = { image, channels: hidden, kernel, stride: 1, padding: 'same' };
  return [windows, around, around].map((of, l) => {
    const [rows, cols] = [windowLength(of), l === 2 ? features : hidden];
    const weights = new Float64Array(rows * cols);
    randomStream(seed, 'predictor', l).fillNormal(weights, 0);
    const deviation = Math.sqrt(2 / rows);
    return {
      windows: of,
      weights: matrix(
        rows,
        cols,
        weights.map(w => deviation * w),
      ),
      bias: new Float64Array(cols),
    };
  });
}

/** The same predictor for images of another size: it is convolutional, so that its weights stay. */
export function predictorForImage(predictor: Predictor, image: Windows['image']): Predictor {
  let size = image;
  return predictor.map(layer => {
    const windows = { ...layer.windows, image: size };
    requireWindows(windows, 'predictor');
    size = positionsOf(windows);
    return { ...layer, windows };
  });
}

/** u₀ of `images` (rows), which an LCA with as many positions and features can start from: images × (positions·features). */
export function predictedStates(predictor: Predictor, images: Matrix): Matrix {
  const sums = layerSums(predictor, images);
  return matrix(images.rows, sums.at(-1)!.length / images.rows, sums.at(-1)!);
}

/** W x + b of every layer, x being the images or max(·, 0) of the layer before. */
export function layerSums(predictor: Predictor, { rows: count, cols, data }: Matrix): readonly Float64Array[] {
  let x = data;
  let width = cols;
  return predictor.map(({ windows, weights, bias }, l) => {
    if (width !== imageLength(windows))
      reject(`predictor: layer ${l}`, `found ${width} values to each image`, `expected ${imageLength(windows)}`);
    const sums = convolve(windows, x, count, weights);
    addToRows(sums, bias);
    x = rectified(sums);
    width = area(positionsOf(windows)) * weights.cols;
    return sums;
  });
}

/** max(x, 0) of all. */
export const rectified = (x: Float64Array): Float64Array => x.map(value => Math.max(value, 0));
