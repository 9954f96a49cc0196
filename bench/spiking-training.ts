// `node dist/bench/spiking-training.js [EPOCHS]`: what fine-tuning makes of a published BRF network (4-36-6, QTDB's ECG),
// as it is and with noise on its weights. Learns from records 0 to 69, and prints, as Markdown, the accuracy of every step
// on records 70 to 140: in float64, and with normal noise on all weights, in shares of the largest one of each neuron, mean
// of five draws. Needs OHMWEAVE_DATA, a folder that holds ecg-qtdb.
import { join } from 'node:path';
import { reject } from '../edge/error.js';
import { readJson } from '../edge/files.js';
import { brfCheckpoint } from '../models/spiking/brf-checkpoint.js';
import { layerOutputs, type SpikingLayer } from '../models/spiking/layers.js';
import { type LabelledSteps, scoreLoss } from '../models/spiking/train/loss.js';
import { type SpikingTraining, trainSpiking } from '../models/spiking/train/train.js';
import { type Matrix, matrix, maxAbs } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { ecgRecords } from './ecg.js';
import { table } from './markdown.js';
import { progress, progressDone } from './progress.js';

const epochs = Number(process.argv[2] ?? 20);
if (!(Number.isInteger(epochs) && epochs > 0)) reject('EPOCHS', `found ${process.argv[2]}`, 'expected a count ≥ 1');
const folder = join(process.env.OHMWEAVE_DATA ?? 'data', 'ecg-qtdb');
const [learned, unseen] = [ecgRecords(folder, 0, 70), ecgRecords(folder, 70)];
const published = brfCheckpoint(readJson(join(folder, 'brf.json')), 'brf', 'brf.json');
const draws = 5;

/** Weights with noise whose deviation is a share of the largest weight of their row. */
const noisy =
  (share: number, seed: number): NonNullable<SpikingTraining['perturb']> =>
  (weights, epoch, batch) =>
    weights.map(({ rows, cols, data }, l) => {
      const stream = randomStream(seed, 'weight noise', epoch, batch, l);
      const largest = Array.from({ length: rows }, (_, j) => maxAbs(data.subarray(j * cols, (j + 1) * cols)));
      return matrix(
        rows,
        cols,
        data.map((w, k) => w + share * largest[Math.floor(k / cols)]! * stream.normal(k)),
      );
    });

const lossOf = (layers: readonly SpikingLayer[], { inputs, labels }: LabelledSteps) =>
  scoreLoss(layerOutputs(layers, inputs).at(-1)!, labels, 'every-step');

function accuracyUnderNoise(layers: readonly SpikingLayer[], share: number): number {
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const weights: readonly Matrix[] = noisy(share, 1000)(
      layers.map(layer => layer.weights),
      ...([0, draw] as const),
    );
    sum += lossOf(
      layers.map((layer, l) => ({ ...layer, weights: weights[l]! })),
      unseen,
    ).accuracy;
  }
  return sum / draws;
}

const percent = (share: number): string => (100 * share).toFixed(2);

function row(name: string, layers: readonly SpikingLayer[], seconds: number): string[] {
  const [before, after] = [lossOf(layers, learned), lossOf(layers, unseen)];
  return [
    ...[name, before.loss.toFixed(4), percent(before.accuracy), after.loss.toFixed(4), percent(after.accuracy)],
    ...[0.02, 0.05].map(share => percent(accuracyUnderNoise(layers, share))),
    seconds > 0 ? (seconds / epochs).toFixed(2) : '',
  ];
}

/** Each way to train, with what it has that others have not. */
const ways: readonly (readonly [string, Partial<SpikingTraining>])[] = [
  ['without noise', { rate: 0.01 }],
  ['noise of 5 %', { rate: 0.03, perturb: noisy(0.05, 1) }],
  ['noise of 5 %, weights clipped at 2', { rate: 0.03, perturb: noisy(0.05, 1), clipWeights: 2 }],
];

const rows = [row('published', published, 0)];
for (const [name, change] of ways) {
  const start = process.cpuUsage().user;
  const layers = trainSpiking(published, learned, {
    ...{ over: 'every-step', surrogate: 'double-gaussian', epochs, batch: 16, rate: 0.01, seed: 1, ...change },
    progress: (done, all) => progress(`${name}: ${done} of ${all} steps`),
  });
  progressDone();
  rows.push(row(name, layers, (process.cpuUsage().user - start) / 1e6));
}
console.log(`${epochs} epochs of ${learned.inputs.series} records in batches of 16\n`);
const head = ['trained', 'loss, learned', '%', 'loss, unseen', '%', '% at 2 % noise', '% at 5 %', 's of CPU an epoch'];
console.log(table(head, rows));
