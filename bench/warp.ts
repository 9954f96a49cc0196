// `node dist/bench/warp.js [CROPS [EPOCHS [SEEDS [NETWORK.json]]]]`: how many iterations an LCA with the hard threshold takes from
// the states that a trained predictor guesses, against the start from 0 and that from u = Φᵀs. Prints, as Markdown, mean
// energies of images that nothing was trained on. Needs OHMWEAVE_DATA, a folder that holds images-natural; of its images,
// every third is kept for the test. The dictionary is learned here, or is that of the sparse coder of a network of images.
import { join } from 'node:path';
import { reject } from '../edge/error.js';
import { type ImageInputs, patchInputs } from '../models/images/inputs.js';
import { readImages } from '../models/images/read.js';
import { usualCutoff } from '../models/images/whiten.js';
import { convolutionalCodes, lateralKernels } from '../models/lca/convolution.js';
import type { Threshold } from '../models/lca/threshold.js';
import { predictedStates, randomPredictor } from '../models/lca/warp/predictor.js';
import { trainPredictor } from '../models/lca/warp/train.js';
import { area, convolve, positionsOf, type Windows } from '../models/lca/windows.js';
import { readNetwork } from '../models/network-file.js';
import { type Matrix, transpose } from '../numeric/matrix.js';
import { progress } from './progress.js';
import { descent, firstAt } from './warp/descent.js';
import { learnAtoms } from './warp/dictionary.js';

const [count = 3000, epochs = 30, seeds = 3] = process.argv.slice(2, 5).map(Number);
const network = process.argv[5];
for (const [name, value] of Object.entries({ CROPS: count, EPOCHS: epochs, SEEDS: seeds }))
  if (!(Number.isInteger(value) && value > 0)) reject(name, `found ${value}`, 'expected a count ≥ 1');

/** λ of the hard threshold, in deviations of the images. */
const level = 1;
const hard: Threshold = { shape: 'hard', level, signs: 'positive' };
/** What is predicted: the states at rest with a soft threshold of λ/4. They are unique, and lie above better minima. */
const soft: Threshold = { shape: 'soft', level: level / 4, signs: 'positive' };
const softIterations = 200;
const iterations = 600;
const hidden = 48;
const tested = 100;

interface Coder {
  readonly atoms: Matrix;
  readonly windows: Windows;
}

/** 24 atoms of 6×6 pixels, every 3 pixels of 12×12: 216 code entries to 144 pixels. */
function learnedCoder(): Coder {
  const windows: Windows = {
    ...{ image: { rows: 12, columns: 12 }, kernel: { rows: 6, columns: 6 } },
    ...{ channels: 1, stride: 3, padding: 'valid' },
  };
  const pieces = piecesOf(false, 12, 0);
  const batches = Array.from({ length: 400 }, (_, b) => pieces.draw(32 * b, 32));
  const learning: Threshold = { shape: 'soft', level: 0.5, signs: 'positive' };
  const atoms = learnAtoms(windows, 24, learning, batches, done => {
    if (done % 40 === 0) progress(`dictionary: ${done} of ${batches.length} batches`);
  });
  return { atoms, windows };
}

/** The sparse coder of a network on square images: one position. */
function readCoder(path: string): Coder {
  const { input, layers } = readNetwork(path);
  const coder = layers.find(layer => layer.type === 'lca');
  if (!coder) return reject(path, 'found no sparse coder', 'expected a layer of type lca');
  const { image } = input;
  if (!image || image.rows !== image.columns || input.channels !== area(image))
    return reject(`${path}: input.image`, `found ${JSON.stringify(image)}`, 'expected a square of one channel');
  const windows: Windows = { image, kernel: image, channels: 1, stride: 1, padding: 'valid' };
  return { atoms: coder.weights, windows };
}

const images = readImages(join(process.env.OHMWEAVE_DATA ?? 'data', 'images-natural'));

/** Whitened pieces of the images that are kept for the test, or of the others. */
const piecesOf = (kept: boolean, side: number, seed: number): ImageInputs =>
  patchInputs(
    images.filter((_, k) => (k % 3 === 2) === kept),
    { side, cutoff: usualCutoff, seed },
  );

const { atoms, windows } = network ? readCoder(network) : learnedCoder();
const features = atoms.rows;
const side = windows.image.columns;
const train = piecesOf(false, side, 1).draw(0, count);
const test = piecesOf(true, side, 2).draw(0, tested);

progress(`states at rest of ${count} images, ${softIterations} iterations`);
const settle = (of: Matrix, rounds: number): Matrix =>
  convolutionalCodes(atoms, windows, of, { threshold: soft, iterations: rounds }).states;
const targets = settle(train, softIterations);
const runs = Array.from({ length: seeds }, (_, k) => k + 1).flatMap(seed =>
  (
    [
      ['b-silu', 'SUGAR'],
      ['relu', 'ReLU'],
    ] as const
  ).map(([surrogate, name]) => ({
    name: `warm, trained with ${name}, seed ${seed}`,
    predictor: trainPredictor(randomPredictor(windows, features, hidden, seed), train, targets, {
      ...{ surrogate, epochs, batch: 32, rate: 3e-3, seed },
      onEpoch: (epoch, loss) =>
        progress(`${name}, seed ${seed}: epoch ${epoch + 1} of ${epochs}, loss ${loss.toPrecision(3)}`),
    }),
  })),
);

const lateral = lateralKernels(atoms, windows).weights;
const positions = area(positionsOf(windows));
const perIteration = positions * lateral.data.length;
const perGuess = runs[0]!.predictor.reduce(
  (sum, layer) => sum + area(positionsOf(layer.windows)) * layer.weights.data.length,
  0,
);

interface Start {
  readonly name: string;
  readonly states: Float64Array;
  /** What it takes, in iterations of the LCA. */
  readonly cost: number;
}

/** A rival without a network. */
const softly = (cost: number): Start => ({
  name: `soft λ/4, ${cost} iterations`,
  states: settle(test, cost).data,
  cost,
});
const wanted = softly(softIterations);
const starts: readonly Start[] = [
  { name: 'cold, u = 0', states: new Float64Array(wanted.states.length), cost: 0 },
  { name: 'trivial, u = Φᵀs', states: convolve(windows, test.data, test.rows, transpose(atoms)), cost: 0 },
  softly(20),
  softly(80),
  wanted,
  ...runs.map(({ name, predictor }) => ({
    name,
    states: predictedStates(predictor, test).data,
    cost: perGuess / perIteration,
  })),
];
const squares = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);
/** Of the states that predictors are trained to yield, relative. */
const error = ({ states }: Start): number =>
  squares(states.map((u, k) => u - wanted.states[k]!)) / squares(wanted.states);
const found = starts.map(({ name, states }) => {
  progress(`${iterations} iterations: ${name}`);
  return descent(atoms, windows, test, hard, iterations, states);
});
progress('');

const goal = 1.01 * found[0]!.energies[iterations]!;
console.log(
  `${features} atoms of ${windows.kernel.rows}×${windows.kernel.columns}, stride ${windows.stride}, ${positions} positions; λ = ${level}, hard, positive; ${count} images to train on, ${epochs} epochs, ${tested} others to test.`,
);
console.log(
  `A guess takes ${perGuess} multiplications, as many as ${(perGuess / perIteration).toFixed(1)} iterations of ${perIteration}.\n`,
);
const after = [0, 1, 5, 20, 100, iterations];
const cells = (values: readonly string[]): void => console.log(`| ${values.join(' | ')} |`);
cells(['start', 'error', ...after.map(k => `E after ${k}`), `to E ≤ ${goal.toFixed(2)}`, 'with the start', 'active']);
console.log(`|---|${'---:|'.repeat(after.length + 4)}`);
for (const [k, start] of starts.entries()) {
  const one = found[k]!;
  const at = firstAt(one, goal);
  cells([
    start.name,
    error(start).toFixed(3),
    ...after.map(iteration => one.energies[iteration]!.toFixed(2)),
    at === undefined ? `over ${iterations}` : String(at),
    at === undefined ? '' : (at + start.cost).toFixed(0),
    `${(100 * one.activeShare).toFixed(1)} %`,
  ]);
}
