import test from 'ava';
import { convolutionalCodes } from '../../../../models/lca/convolution.js';
import { predictedStates, randomPredictor } from '../../../../models/lca/warp/predictor.js';
import { type PredictorTraining, trainPredictor } from '../../../../models/lca/warp/train.js';
import type { Matrix } from '../../../../numeric/matrix.js';
import { randomAtoms } from '../../builders.js';
import { normal, small } from './builders.js';

const atoms = randomAtoms(6, 9);
const rest = (images: Matrix): Matrix =>
  convolutionalCodes(atoms, small, images, {
    ...{ threshold: { shape: 'soft', level: 0.3, signs: 'positive' }, iterations: 300 },
  }).states;
const images = normal(200, 42, 1);
const targets = rest(images);
const training: PredictorTraining = { surrogate: 'b-silu', epochs: 20, batch: 20, rate: 0.01, seed: 1 };
const start = randomPredictor(small, 6, 12, 1);

for (const surrogate of ['b-silu', 'relu'] as const)
  test(`${surrogate}: training brings predictions nearer to the states at rest, of images it has not seen too`, t => {
    const losses: number[] = [];
    const trained = trainPredictor(start, images, targets, {
      ...{ ...training, surrogate },
      onEpoch: (epoch, loss) => losses.splice(epoch, 1, loss),
    });
    t.is(losses.length, 20);
    t.true(losses[19]! < losses[0]! / 2);
    const fresh = normal(50, 42, 2);
    const wanted = rest(fresh).data;
    const error = (found: Float64Array): number => found.reduce((sum, u, k) => sum + (u - wanted[k]!) ** 2, 0);
    // The best that a guess without the image can do is near the variance of the states.
    t.true(error(predictedStates(trained, fresh).data) < 0.5 * error(new Float64Array(wanted.length)));
  });

test('the seed decides, and the start stays as it was', t => {
  const before = start.map(({ weights }) => weights.data.slice());
  const run = (seed: number) => trainPredictor(start, images, targets, { ...training, epochs: 2, seed });
  t.deepEqual(run(1), run(1));
  t.notDeepEqual(run(1), run(2));
  t.deepEqual(
    start.map(({ weights }) => weights.data),
    before,
  );
});

test('bad input says where', t => {
  const bad = (change: Partial<PredictorTraining>, message: RegExp, of = targets): void => {
    t.throws(() => trainPredictor(start, images, of, { ...training, ...change }), { name: 'InputError', message });
  };
  bad({ epochs: 0 }, /training: epochs: found 0; expected a count ≥ 1/);
  bad({ batch: 1.5 }, /training: batch: found 1\.5/);
  bad({ rate: Number.NaN }, /training: rate: found NaN; expected above 0/);
  bad({}, /training: targets: found 3; expected 200/, normal(3, targets.cols, 1));
});
