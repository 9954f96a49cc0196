import test from 'ava';
import { predictorGradient } from '../../../../models/lca/warp/gradient.js';
import { layerSums, type Predictor, predictedStates, randomPredictor } from '../../../../models/lca/warp/predictor.js';
import { surrogates } from '../../../../models/lca/warp/surrogate.js';
import { convolve } from '../../../../models/lca/windows.js';
import { addToRows, type Matrix, matrix } from '../../../../numeric/matrix.js';
import { normal, small } from './builders.js';

const predictor = randomPredictor(small, 3, 4, 1);
const [images, targets] = [normal(2, 42, 1), normal(2, 2 * 3 * 3, 2)];

const meanSquare = (found: Float64Array): number =>
  found.reduce((sum, u, k) => sum + (u - targets.data[k]!) ** 2, 0) / found.length;

/** The predictor with one parameter of a layer moved. */
function moved(l: number, which: 'weights' | 'bias', at: number, by: number): Predictor {
  return predictor.map((layer, k) => {
    if (k !== l) return layer;
    const [weights, bias] = [layer.weights.data.slice(), layer.bias.slice()];
    (which === 'bias' ? bias : weights)[at]! += by;
    return { ...layer, weights: matrix(layer.weights.rows, layer.weights.cols, weights), bias };
  });
}

/** Compares a gradient with central differences of a loss in some parameters of every layer. */
function worstError(slope: (x: number) => number, lossOf: (predictor: Predictor) => number): number {
  const { layers } = predictorGradient(predictor, images, targets, slope);
  let worst = 0;
  for (const [l, layer] of layers.entries())
    for (const which of ['weights', 'bias'] as const)
      for (let at = 0; at < layer[which].length; at += which === 'bias' ? 1 : 7) {
        const [up, down] = [1e-6, -1e-6].map(by => lossOf(moved(l, which, at, by))) as [number, number];
        worst = Math.max(worst, Math.abs((up - down) / 2e-6 - layer[which][at]!));
      }
  return worst;
}

test('with the slope of ReLU the gradient is that of the loss', t => {
  const lossOf = (of: Predictor): number => meanSquare(predictedStates(of, images).data);
  const { loss } = predictorGradient(predictor, images, targets, surrogates.relu);
  t.is(loss, lossOf(predictor));
  // Differences of losses of about 5 over 2e-6: rounding of 1e-15/2e-6, and no sum is so near to 0 that ReLU bends there.
  t.true(worstError(surrogates.relu, lossOf) < 5e-9);
});

test('with that of B-SiLU it is the gradient of the injected forward pass', t => {
  // y = m − sg(m) + sg(max(x, 0)), m = x·sg(slope(x)): around the sums x₀ of the unmoved predictor, sg being constant,
  // y = max(x₀, 0) + (x − x₀)·slope(x₀).
  const slope = surrogates['b-silu'];
  const frozen = layerSums(predictor, images);
  const lossOf = (of: Predictor): number => {
    let x = images.data;
    for (const [l, { windows, weights, bias }] of of.entries()) {
      const sums = convolve(windows, x, images.rows, weights);
      addToRows(sums, bias);
      const at = frozen[l]!;
      x = l === of.length - 1 ? sums : sums.map((s, k) => Math.max(at[k]!, 0) + (s - at[k]!) * slope(at[k]!));
    }
    return meanSquare(x);
  };
  t.true(worstError(slope, lossOf) < 5e-9);
  const flat = (slopeOf: (x: number) => number): Matrix['data'] =>
    predictorGradient(predictor, images, targets, slopeOf).layers[0]!.weights;
  t.notDeepEqual(flat(slope), flat(surrogates.relu));
});

test('targets of another size are refused', t => {
  t.throws(() => predictorGradient(predictor, images, normal(2, 5, 1), surrogates.relu), { instanceOf: RangeError });
});
