import test from 'ava';
import { patchInputs } from '../../../models/images/inputs.js';
import { usualStep } from '../../../models/lca/dictionary.js';
import { type CoderOptions, coderQuality, trainCoder, unlearnedInputs } from '../../../models/lca/train.js';
import type { LcaLayer } from '../../../models/network.js';
import { networkToJson, parseNetwork } from '../../../models/network-file.js';
import { fromRows, largestDifference } from '../../../numeric/matrix.js';
import { deviation } from '../../../numeric/statistics.js';
import { randomAtoms } from '../builders.js';
import { picture } from '../images/builders.js';

const images = [picture(30, 40, (i, j) => (Math.sin(i * j) + Math.sin(i + 0.3 * j)) / 4 + 0.5)];
const options: CoderOptions = {
  ...{ name: 'coder', atoms: 20, form: 'gram', iterations: 60, batches: 20, batchSize: 30, seed: 1 },
  threshold: { shape: 'soft', signs: 'both' },
};

test('a network of one coder, which a network file holds', t => {
  const inputs = patchInputs(images, { side: 4, cutoff: undefined, seed: 1 });
  const { network, coder } = trainCoder(inputs, options);
  t.deepEqual(network.input, { channels: 16, normalize: 'none', image: { rows: 4, columns: 4 } });
  t.is(network.calibration?.series.length, 32);
  t.is(coder.step, usualStep(coder.weights));
  t.is(coder.threshold.level, deviation(unlearnedInputs(inputs, 1000).data));
  t.deepEqual(parseNetwork(JSON.parse(JSON.stringify(networkToJson(network))), 'n.json'), network);
  const given = trainCoder(inputs, { ...options, threshold: { ...options.threshold, level: 0.5 } });
  t.is(given.coder.threshold.level, 0.5);
});

test('codes have 50 rounds to learn from, or as many as are asked for', t => {
  const inputs = patchInputs(images, { side: 4, cutoff: undefined, seed: 1 });
  const learned = (learningIterations?: number): Float64Array =>
    trainCoder(inputs, { ...options, learningIterations }).coder.weights.data;
  t.deepEqual(learned(), learned(50));
  t.notDeepEqual(learned(), learned(3));
});

test('atoms to start from reach the coder', t => {
  const inputs = patchInputs(images, { side: 4, cutoff: undefined, seed: 1 });
  const start = randomAtoms(20, 16);
  t.true(largestDifference(trainCoder(inputs, { ...options, start, batches: 0 }).coder.weights.data, start.data).worst < 1e-15); // biome-ignore format: one thing
});

test('from inputs of one value nothing is learned', t => {
  const grey = patchInputs([picture(9, 9, () => 0.5)], { side: 4, cutoff: undefined, seed: 1 });
  for (const level of [undefined, 0.5])
    t.throws(() => trainCoder(grey, { ...options, threshold: { ...options.threshold, level } }), {
      name: 'InputError',
      message: 'coder: found the same value in all pixels of all inputs; expected some that differ',
    });
});

test('more batches represent others better', t => {
  const inputs = patchInputs(images, { side: 4, cutoff: undefined, seed: 1 });
  const energy = (batches: number): number => {
    const { coder } = trainCoder(inputs, { ...options, batches });
    return coderQuality(coder, unlearnedInputs(inputs, 200), 1).energy;
  };
  t.true(energy(60) < 0.97 * energy(1));
});

test('quality in a case to be worked out by hand', t => {
  const coder: LcaLayer = {
    ...{ type: 'lca', name: 'c', step: 1, iterations: 3, form: 'gram' },
    ...{ weights: fromRows([[1, 0], [0, 1]]), threshold: { shape: 'soft', level: 0.5, signs: 'both' } }, // biome-ignore format: a table
  };
  // Codes are (1.5, 0) and (1, 0), what is left (0.5, 0.25) and (0.5, 0).
  const found = coderQuality(coder, fromRows([[2, 0.25], [1.5, 0]]), 2); // biome-ignore format: a table
  t.is(found.inputs, 2);
  t.is(found.energy, (0.15625 + 0.75 + 0.125 + 0.5) / 2);
  t.true(Math.abs(found.psnr - 10 * Math.log10(4 / (0.5625 / 4))) < 1e-12);
  t.is(found.active, 0.5);
  t.is(found.unused, 1);
});

test('with windows an atom is in use where it is at any position', t => {
  // Two positions side by side: codes are (2, 0) and (1.5, 0), less what the threshold takes.
  const coder: LcaLayer = {
    ...{ type: 'lca', name: 'c', step: 1, iterations: 3, form: 'residual' },
    ...{ weights: fromRows([[1, 0], [0, 1]]), threshold: { shape: 'soft', level: 0.5, signs: 'both' } }, // biome-ignore format: a table
    windows: { image: { rows: 1, columns: 4 }, kernel: { rows: 1, columns: 2 }, channels: 1, stride: 2, padding: 'valid' }, // biome-ignore format: a table
  };
  const found = coderQuality(coder, fromRows([[2, 0.25, 1.5, 0]]), 2);
  t.is(found.energy, 0.15625 + 0.75 + 0.125 + 0.5);
  t.is(found.active, 0.5);
  t.is(found.unused, 1);
});
