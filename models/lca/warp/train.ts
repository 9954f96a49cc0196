import { reject } from '../../../edge/error.js';
import { Adam } from '../../../numeric/adam.js';
import { type Matrix, matrix } from '../../../numeric/matrix.js';
import { shuffled } from '../../../numeric/shuffle.js';
import { predictorGradient } from './gradient.js';
import type { Predictor } from './predictor.js';
import { type Surrogate, surrogates } from './surrogate.js';

export interface PredictorTraining {
  readonly surrogate: Surrogate;
  /** How often every image is seen. */
  readonly epochs: number;
  /** Images to a step. */
  readonly batch: number;
  /** Of Adam's first step; falls to 0 in a straight line. */
  readonly rate: number;
  /** Of the order of the images. */
  readonly seed: number;
  /** Told the mean loss of each epoch. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Trains a predictor to yield `targets`, the states at which the LCA of these images rests (`Coded.states`; both in rows): by
 * Adam on the mean square of their difference. The loss is ours; the paper's is not known here. InputError where options are
 * impossible or the numbers of images differ.
 */
export function trainPredictor(
  start: Predictor,
  images: Matrix,
  targets: Matrix,
  { surrogate, epochs, batch, rate, seed, onEpoch }: PredictorTraining,
): Predictor {
  for (const [name, count] of Object.entries({ epochs, batch }))
    if (!(Number.isInteger(count) && count > 0)) reject(`training: ${name}`, `found ${count}`, 'expected a count ≥ 1');
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) reject('training: rate', `found ${rate}`, 'expected above 0');
  if (images.rows === 0) reject('training: images', 'found none', 'expected at least one');
  if (targets.rows !== images.rows)
    reject('training: targets', `found ${targets.rows}`, `expected ${images.rows}, one for each image`);
  const trained = start.map(layer => ({
    ...layer,
    weights: matrix(layer.weights.rows, layer.weights.cols, layer.weights.data.slice()),
    bias: layer.bias.slice(),
  }));
  const adam = new Adam(trained.flatMap(({ weights, bias }) => [weights.data, bias]));
  const steps = Math.ceil(images.rows / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(images.rows, seed, epoch);
    let sum = 0;
    for (let s = 0; s < steps; s++) {
      const some = order.slice(s * batch, (s + 1) * batch);
      const { loss, layers } = predictorGradient(
        ...([trained, rowsOf(images, some), rowsOf(targets, some)] as const),
        surrogates[surrogate],
      );
      adam.step(
        layers.flatMap(({ weights, bias }) => [weights, bias]),
        rate * (1 - (epoch * steps + s) / (epochs * steps)),
      );
      sum += loss * some.length;
    }
    onEpoch?.(epoch, sum / images.rows);
  }
  return trained;
}

function rowsOf({ cols, data }: Matrix, rows: readonly number[]): Matrix {
  const out = matrix(rows.length, cols);
  for (const [i, row] of rows.entries()) out.data.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  return out;
}
