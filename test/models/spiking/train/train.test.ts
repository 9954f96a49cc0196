import test from 'ava';
import { InputError } from '../../../../edge/error.js';
import type { SpikingLayer } from '../../../../models/spiking/layers.js';
import type { LabelledSteps } from '../../../../models/spiking/train/loss.js';
import { type SpikingTraining, trainSpiking } from '../../../../models/spiking/train/train.js';
import { type Matrix, matrix } from '../../../../numeric/matrix.js';
import { randomStream } from '../../../../numeric/random.js';
import { li } from '../builders.js';
import { hidden, scaled, smallNet } from './builders.js';

/** Which of three channels has spikes at every other step is the class; the others have few. */
function busiest(series: number, steps: number, seed: number): LabelledSteps {
  const stream = randomStream(seed, 'busiest');
  const labels = Int32Array.from({ length: series }, (_, s) => s % 3);
  const data = new Float64Array(steps * series * 3);
  for (let at = 0; at < data.length; at++) {
    const often = labels[Math.floor(at / 3) % series] === at % 3;
    data[at] = stream.uniform(at) < (often ? 0.5 : 0.1) ? 1 : 0;
  }
  return { inputs: { series, steps, channels: 3, data }, labels };
}

const examples = busiest(24, 30, 1);
const options: SpikingTraining = {
  ...{ over: 'mean', surrogate: 'double-gaussian', epochs: 60, batch: 8, rate: 0.05, seed: 1 },
};

/** What every epoch's loss was, and the layers in the end. */
function train(start: readonly SpikingLayer[], change: Partial<SpikingTraining> = {}) {
  const losses: number[] = [];
  const accuracies: number[] = [];
  const onEpoch: SpikingTraining['onEpoch'] = (_, { loss, accuracy }) => {
    losses.push(loss);
    accuracies.push(accuracy);
  };
  const layers = trainSpiking(start, examples, { onEpoch, ...options, ...change });
  return { losses, accuracies, layers };
}

const startOf = (name: string): readonly SpikingLayer[] => smallNet(hidden[name]!, 3, name === 'brf' ? 60 : 2);

for (const [name, rate] of [
  ['lif, Euler, subtracts', 0.05],
  ['lif, exact, to a value', 0.05],
  ['alif', 0.05],
  ['brf', 0.3],
] as const)
  test(`${name}: learning lowers the loss`, t => {
    const { losses, accuracies } = train(startOf(name), { rate });
    t.log(`${name}: ${losses[0]!.toFixed(3)} to ${losses.at(-1)!.toFixed(3)}, ${accuracies.at(-1)}`);
    t.true(losses.at(-1)! < 0.6 * losses[0]!, `${losses}`);
    t.true(accuracies.at(-1)! > accuracies[0]!);
  });

test('the seed decides, and the start stays as it was', t => {
  const start = startOf('alif');
  const before = start.map(({ weights }) => weights.data.slice());
  const first = train(start, { epochs: 2 });
  t.deepEqual(train(start, { epochs: 2 }), first);
  t.notDeepEqual(train(start, { epochs: 2, seed: 2 }).layers, first.layers);
  t.deepEqual(
    start.map(({ weights }) => weights.data),
    before,
  );
});

test('what is not named stays as it was, and what is, moves', t => {
  const start = startOf('brf');
  const { layers } = train(start, { epochs: 1, trained: [['frequency'], ['weights']] });
  const [before, after] = [start, layers].map(([first, second]) => ({ first: first!, second: second! }));
  t.deepEqual(after!.first.weights, before!.first.weights);
  t.notDeepEqual(after!.second.weights, before!.second.weights);
  t.deepEqual(after!.second.neuron, before!.second.neuron);
  const resonators = [before, after].map(net => {
    const { neuron } = net!.first;
    return neuron.model === 'brf' ? neuron : undefined;
  });
  t.deepEqual(resonators[1]!.damping, resonators[0]!.damping);
  t.notDeepEqual(resonators[1]!.frequency, resonators[0]!.frequency);
});

test('constants stay where neurons are stable, however large the steps', t => {
  const { layers } = train(startOf('brf'), { epochs: 3, rate: 60 });
  const [first, second] = layers as [SpikingLayer, SpikingLayer];
  t.true(first.neuron.model === 'brf' && second.neuron.model === 'li');
  if (first.neuron.model !== 'brf' || second.neuron.model !== 'li') return;
  t.true(first.neuron.frequency.every(w => w >= 0 && 0.01 * w <= 0.999));
  t.true(first.neuron.damping.every(b => b >= 0 && 0.01 * b <= 1));
  t.true(second.neuron.timeConstant.every(tau => tau >= 1));
});

/** Weights, each times 1 plus so much noise, another for each step. */
const noisy =
  (share: number): NonNullable<SpikingTraining['perturb']> =>
  (weights, epoch, batch) =>
    weights.map(({ rows, cols, data }, l) =>
      matrix(
        rows,
        cols,
        data.map((w, k) => w * (1 + share * randomStream(7, 'noise', epoch, batch, l).normal(k))),
      ),
    );

test('perturbed weights take the place of those that learn, which the gradient goes to', t => {
  const start = startOf('lif, Euler, subtracts');
  const clean = train(start, { epochs: 1 });
  t.deepEqual(train(start, { epochs: 1, perturb: noisy(0) }), clean);
  // Where all that is read are zeros, every score is 0 and stays so, while the weights behind go their way.
  const zeros = (weights: readonly Matrix[]): readonly Matrix[] => weights.map(({ rows, cols }) => matrix(rows, cols));
  const { losses, layers } = train(start, { epochs: 2, perturb: zeros });
  for (const loss of losses) t.true(Math.abs(loss - Math.log(3)) < 1e-14);
  t.is(layers[1]!.weights.data.includes(0), false);
  const calls: (readonly [number, number])[] = [];
  train(start, {
    epochs: 2,
    perturb: (weights, epoch, batch) => {
      calls.push([epoch, batch]);
      return weights;
    },
  });
  t.deepEqual(calls, [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  t.throws(() => train(start, { perturb: () => [] }), { message: /perturbed weights of layer 0 are not 4 × 7/ });
});

test('it learns under noise, too', t => {
  const { losses } = train(startOf('lif, exact, to a value'), { perturb: noisy(0.2) });
  t.true(losses.at(-1)! < 0.7 * losses[0]!, `${losses}`);
});

test('clipped gradients and weights', t => {
  const start = startOf('alif');
  // Adam's first step is about the rate in each entry whatever the gradient's length; where it is 1e-12, what keeps Adam's
  // divisor from 0, 1e-8, makes that step about 1e-4 of the rate or less.
  const { layers } = train(start, { epochs: 1, batch: 24, clipGradient: 1e-12 });
  const furthest = Math.max(...layers[0]!.weights.data.map((w, k) => Math.abs(w - start[0]!.weights.data[k]!)));
  t.true(furthest > 0 && furthest <= 1e-4 * options.rate);
  const clipped = train(start, { epochs: 1, batch: 24, rate: 1e-9, clipWeights: 1.2 }).layers[1]!.weights;
  for (let j = 0; j < clipped.rows; j++) {
    const before = start[1]!.weights.data.subarray(j * clipped.cols, (j + 1) * clipped.cols);
    const most = 1.2 * Math.sqrt(before.reduce((sum, w) => sum + w * w, 0) / clipped.cols);
    clipped.data.subarray(j * clipped.cols, (j + 1) * clipped.cols).forEach((w, k) => {
      t.true(Math.abs(w - Math.min(Math.max(before[k]!, -most), most)) < 1e-8);
    });
  }
});

test('it says how far it is, and ends where it is told to', t => {
  const seen: (readonly [number, number])[] = [];
  const stop = new Error('stop');
  const progress = (done: number, all: number): void => {
    seen.push([done, all]);
    if (done === 4) throw stop;
  };
  t.is(
    t.throws(() => train(startOf('alif'), { progress, epochs: 2 })),
    stop,
  );
  t.deepEqual(seen, [
    [1, 6],
    [2, 6],
    [3, 6],
    [4, 6],
  ]);
});

const alif = startOf('alif');
const bad: readonly (readonly [readonly SpikingLayer[], LabelledSteps, Partial<SpikingTraining>, string | RegExp])[] = [
  [alif, examples, { epochs: 0 }, 'training: epochs: found 0; expected a count ≥ 1'],
  [alif, examples, { batch: 1.5 }, 'training: batch: found 1.5; expected a count ≥ 1'],
  [alif, examples, { rate: -1 }, 'training: rate: found -1; expected above 0'],
  [alif, examples, { clipWeights: 0 }, 'training: clipWeights: found 0; expected above 0'],
  [alif, examples, { first: 30 }, 'training: first: found 30; expected a step from 0 to 29'],
  [alif, examples, { over: 'every-step' }, 'training: labels: found 24; expected 720'],
  [alif, { ...examples, labels: examples.labels.map(() => 3) }, {}, 'training: labels: found 3; expected 0 to 2'],
  [alif.slice(0, 1), examples, {}, 'training: layer 0: found alif; expected li, which scores'],
  [
    [alif[1]!, { weights: matrix(2, 3, scaled('w', 6, 1)), recurrent: false, neuron: li(3, 4) }],
    ...([examples, {}, 'training: layer 0: found li; expected lif, alif or brf'] as const),
  ],
  [
    alif,
    examples,
    { rate: 1e300 },
    /^training: layer 0: found a weight of .* in epoch 1, at a rate of 1e\+300; expected .*a lower rate$/,
  ],
  [alif, examples, { trained: [['weights']] }, 'training: trained: found 1 layers; expected 2'],
  [
    alif,
    examples,
    { trained: [['frequency'], []] },
    'training: trained[0]: found frequency; expected some of weights, timeConstant, adaptationTimeConstant',
  ],
];
for (const [layers, set, change, message] of bad)
  test(`refused: ${message}`, t => {
    t.throws(() => trainSpiking(layers, set, { ...options, ...change }), { instanceOf: InputError, message });
  });
