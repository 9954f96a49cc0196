import test from 'ava';
import { convolutionalCodes } from '../../../../models/lca/convolution.js';
import { predictedStates, predictorForImage, randomPredictor } from '../../../../models/lca/warp/predictor.js';
import { fromRows, largestDifference, matrix } from '../../../../numeric/matrix.js';
import { randomAtoms } from '../../builders.js';
import { normal, small } from './builders.js';

test('states are those of W x + b and ReLU by hand', t => {
  const windows = { ...small, image: { rows: 1, columns: 2 }, kernel: { rows: 1, columns: 2 } };
  const after = { ...small, image: { rows: 1, columns: 1 }, kernel: { rows: 1, columns: 1 }, channels: 2 };
  const predictor = [
    {
      windows,
      weights: fromRows([
        [1, -1],
        [2, 1],
      ]),
      bias: Float64Array.of(0.5, 0),
    },
    { windows: after, weights: fromRows([[1], [-3]]), bias: Float64Array.of(0.25) },
  ];
  // 1 + 2·2 + 0.5 = 5.5 and −1 + 2 = 1; then 5.5 − 3 + 0.25. And −1.5 and 1 + 0 = 1, the first of which ReLU takes.
  t.deepEqual(
    [
      ...predictedStates(
        predictor,
        fromRows([
          [1, 2],
          [-2, 0],
        ]),
      ).data,
    ],
    [2.75, 0.25 - 3 * 2],
  );
});

test('it yields as many states as the LCA has, of any image', t => {
  const [windows, features] = [small, 5];
  const predictor = randomPredictor(windows, features, 4, 1);
  const images = normal(3, 42, 1);
  const start = predictedStates(predictor, images);
  const { codes } = convolutionalCodes(randomAtoms(features, 9), windows, images, {
    ...{ threshold: { shape: 'hard', level: 0.5, signs: 'positive' }, iterations: 3, start: start.data },
  });
  t.deepEqual([start.rows, start.cols], [codes.rows, codes.cols]);
  const image = { rows: 20, columns: 31 };
  t.is(predictedStates(predictorForImage(predictor, image), normal(1, 620, 2)).cols, 9 * 15 * features);
});

test('on one position it is a dense network of three layers', t => {
  const windows = { ...small, image: { rows: 3, columns: 3 } };
  t.deepEqual(
    randomPredictor(windows, 5, 4, 1).map(({ weights }) => [weights.rows, weights.cols]),
    [
      [9, 4],
      [4, 4],
      [4, 5],
    ],
  );
});

test('states at a position depend on what its layers see, and on nothing else', t => {
  const windows = { ...small, image: { rows: 3, columns: 41 } };
  const predictor = randomPredictor(windows, 5, 4, 1);
  const images = normal(1, 123, 1);
  const changed = matrix(1, 123, images.data.slice());
  for (const row of [0, 1, 2]) changed.data[row * 41 + 20]! += 1;
  const [before, after] = [images, changed].map(of => predictedStates(predictor, of).data);
  // Windows of stride 2: 3 pixels, then one position more to each side, and another.
  const moved = Array.from({ length: 20 }, (_, p) => p).filter(
    p => largestDifference(before!.slice(5 * p, 5 * p + 5), after!.slice(5 * p, 5 * p + 5)).worst > 0,
  );
  t.deepEqual(moved, [7, 8, 9, 10, 11, 12]);
});

test('bad input says where', t => {
  const bad = (run: () => void, message: RegExp): void => {
    t.throws(run, { name: 'InputError', message });
  };
  bad(() => randomPredictor(small, 0, 4, 1), /predictor: features: found 0; expected a count ≥ 1/);
  bad(() => randomPredictor({ ...small, stride: 0 }, 5, 4, 1), /windows: stride: found 0/);
  bad(
    () => predictedStates(randomPredictor(small, 5, 4, 1), normal(1, 41, 1)),
    /predictor: layer 0: found 41 values to each image; expected 42/,
  );
  bad(
    () => predictorForImage(randomPredictor(small, 5, 4, 1), { rows: 2, columns: 9 }),
    /predictor: kernel: found 3×3 pixels/,
  );
});
