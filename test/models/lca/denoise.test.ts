import test from 'ava';
import { centred } from '../../../models/images/patches.js';
import { sparseCodes } from '../../../models/lca/code.js';
import { type Coder, chooseFactor, denoise, noisyPatches } from '../../../models/lca/denoise.js';
import { signalToNoise } from '../../../models/lca/energy.js';
import { fromRows, matrix } from '../../../numeric/matrix.js';
import { timesTransposed } from '../../../numeric/product.js';
import { picture } from '../images/builders.js';

/** Stripes of several directions: what few atoms of a basis of steps describe. */
const images = [picture(40, 40, (i, j) => (i % 8 < 4 ? 0.2 : 0.8) + (j % 10 < 5 ? 0.1 : 0))];
const patches = (deviation: number, seed = 1) => noisyPatches(images, { side: 2, count: 400, deviation, seed });

/** The Haar basis of 2 × 2 pixels: orthonormal. */
const haar = fromRows([
  [0.5, 0.5, 0.5, 0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, 0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
]);
const lca: Coder = (inputs, level) =>
  sparseCodes(haar, inputs, { threshold: { shape: 'soft', level, signs: 'both' }, iterations: 2, step: 1 }).codes;

test('noise of deviation σ leaves −20 lg σ dB, the same patches and noise for every σ', t => {
  for (const deviation of [0.1, 0.5]) {
    const { clean, noisy } = patches(deviation);
    // The mean square of n = 1600 normal draws is off by √(2/n) = 3.5 %, 0.15 dB: four times that.
    t.true(Math.abs(signalToNoise(clean.data, noisy.data, 1) + 20 * Math.log10(deviation)) < 0.6);
  }
  t.deepEqual(patches(0.1).clean, patches(0.5).clean);
  t.notDeepEqual(patches(0.1).noisy, patches(0.1, 2).noisy);
});

test('a basis without a threshold gives the noisy patches back, no code their means', t => {
  const task = { ...patches(0.3), atoms: haar, level: 0 };
  const all = denoise(task, inputs => timesTransposed(inputs, haar));
  t.true(Math.abs(all.after - all.before) < 1e-9);
  const none = denoise(task, inputs => matrix(inputs.rows, 4));
  const { means } = centred(task.noisy);
  const flat = task.clean.data.map((_, k) => means[Math.floor(k / 4)]!);
  t.is(none.after, signalToNoise(task.clean.data, flat, 1));
  t.is(none.active, 0);
});

test('codes take noise away; the factor chosen is the best of those tried', t => {
  const found = denoise({ ...patches(0.2), atoms: haar, level: 0.2 }, lca);
  t.true(found.after > found.before + 1);
  const factors = [0, 0.5, 1, 1.5, 3];
  const others = [patches(0.1, 5), patches(0.3, 6)];
  const best = chooseFactor(haar, others, factors, lca);
  const after = (factor: number): number =>
    others.reduce((sum, one) => sum + denoise({ ...one, atoms: haar, level: factor * one.deviation }, lca).after, 0);
  for (const factor of factors) t.true(after(best) >= after(factor));
  t.not(best, 0);
});
