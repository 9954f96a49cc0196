import test from 'ava';
import { InputError } from '../../edge/error.js';
import { referenceEngine } from '../../models/execute.js';
import { stepSeries } from '../../models/images/image.js';
import { sparseCodes } from '../../models/lca/code.js';
import { convolutionalCodes } from '../../models/lca/convolution.js';
import { normalized, usualStep } from '../../models/lca/dictionary.js';
import { signalToNoise } from '../../models/lca/energy.js';
import { lower } from '../../models/lower.js';
import type { LcaLayer } from '../../models/network.js';
import { addNoise } from '../../models/noise.js';
import { concatenate, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { codesOf, codingLife } from '../../sim/coding.js';
import { codingChips } from '../../sim/coding-chips.js';
import { chip, hardware, mars, pcm, randomSeries } from '../compiler/builders.js';
import { randomSteps, tinyCoder, tinyWindowCoder, tinyWindows } from '../models/builders.js';

const set = randomSteps(30, 4);
const inputs = matrix(30, 4, concatenate(set.series.map(({ values }) => values)));

for (const form of ['gram', 'residual'] as const)
  test(`flawless hardware codes as float64 does: ${form}`, t => {
    const { reference, points } = codingLife(chip(tinyCoder({ form }), hardware(), set), set, { times: [0, 3e7] });
    t.is(points.length, 4);
    for (const { psnr, active, energy, overlap } of points) {
      t.true(Math.abs(psnr - reference.psnr) < 1e-6);
      t.is(active, reference.active);
      t.true(Math.abs(energy - reference.energy) < 1e-9);
      t.is(overlap, 1);
    }
  });

test('figures are those of the codes', t => {
  const network = tinyCoder();
  const coder = network.layers[0] as LcaLayer;
  const { codes } = sparseCodes(coder.weights, inputs, coder);
  const { reference } = codingLife(chip(network, hardware(), set), set, { times: [0], peak: 2 });
  const found = matrix(30, 4);
  for (let i = 0; i < 30; i++)
    for (let j = 0; j < 5; j++)
      for (let k = 0; k < 4; k++) found.data[i * 4 + k]! += codes.data[i * 5 + j]! * coder.weights.data[j * 4 + k]!;
  t.true(Math.abs(reference.psnr - signalToNoise(inputs.data, found.data, 2)) < 1e-9);
  t.is(reference.active, codes.data.filter(a => a !== 0).length / codes.data.length);
});

test('with windows they are those of the image that codes at all positions make', t => {
  const windows = tinyWindows({ padding: 'same' });
  const network = tinyWindowCoder(windows);
  const { weights, threshold, step, iterations } = network.layers[0] as LcaLayer;
  const images = randomSteps(6, 30);
  const rows = matrix(6, 30, concatenate(images.series.map(({ values }) => values)));
  const { codes } = convolutionalCodes(weights, windows, rows, { threshold, step, iterations, form: 'residual' });
  const found = matrix(6, 30);
  let cost = 0;
  for (const [at, a] of codes.data.entries()) {
    // Image, row and column of the window's middle, and the atom.
    const [image, pixel, atom] = [Math.floor(at / 120), Math.floor(at / 4) % 30, at % 4];
    cost += 0.1 * Math.abs(a);
    for (let k = 0; k < 9; k++) {
      const [row, column] = [Math.floor(pixel / 5) + Math.floor(k / 3) - 1, (pixel % 5) + (k % 3) - 1];
      if (row >= 0 && row < 6 && column >= 0 && column < 5)
        found.data[image * 30 + row * 5 + column]! += a * weights.data[atom * 9 + k]!;
    }
  }
  const squares = rows.data.reduce((sum, value, k) => sum + (value - found.data[k]!) ** 2, 0);
  const { reference, points } = codingLife(chip(network, hardware(), images), images, { times: [0], peak: 2 });
  t.true(Math.abs(reference.psnr - signalToNoise(rows.data, found.data, 2)) < 1e-9);
  t.true(Math.abs(reference.energy - (squares / 2 + cost) / 6) < 1e-9);
  t.is(reference.active, codes.data.filter(a => a !== 0).length / codes.data.length);
  t.true(points.every(({ psnr }) => Math.abs(psnr - reference.psnr) < 1e-6));
});

test('a readout behind the coder changes no codes', t => {
  const graph = lower(tinyCoder({}, true));
  t.deepEqual(codesOf(graph, set, referenceEngine()), codesOf(lower(tinyCoder()), set, referenceEngine()));
});

test('time steps of a series are coded one by one', t => {
  const graph = lower(tinyCoder());
  const joined = { ...set, series: [{ values: inputs.data, length: 30, label: 0 }] };
  t.deepEqual(codesOf(graph, joined, referenceEngine()).data, codesOf(graph, set, referenceEngine()).data);
});

test('devices cost support, and reconstructions are held to what was wanted', async t => {
  const program = chip(tinyCoder({ form: 'residual' }), hardware({ device: pcm() }), set);
  const noisy = addNoise(set, 0.3, 1);
  const clean = await codingChips(program, set, { seeds: [1, 2], times: [3e7], compensation: ['global'] });
  const denoised = await codingChips(program, noisy, {
    seeds: [1],
    times: [3e7],
    compensation: ['global'],
    wanted: set,
  });
  t.true(clean.points[0]!.mean.overlap < 1);
  t.true(clean.points[0]!.deviation.psnr > 0);
  t.is(denoised.points[0]!.deviation.psnr, 0);
  t.true(denoised.reference.psnr < clean.reference.psnr);
});

test('the number of threads changes nothing', async t => {
  const program = chip(tinyCoder(), hardware({ device: pcm() }), set);
  const run = (workers: number) => codingChips(program, set, { seeds: [3, 1, 2], times: [0, 1e4], workers });
  t.deepEqual(await run(1), await run(3));
});

test('what has no coder, or other sizes, is refused', async t => {
  const reservoir = chip(mars(), hardware(), randomSeries([20]));
  t.throws(() => codingLife(reservoir, randomSeries([20]), { times: [0] }), {
    instanceOf: InputError,
    message: 'random MARS: found no sparse coder as the first layer; expected one, as `ohmweave train lca` makes it',
  });
  const program = chip(tinyCoder(), hardware(), set);
  t.throws(() => codingLife(program, set, { times: [0], wanted: randomSteps(3, 4) }), {
    message: /wanted: found 3 vectors of 4; expected 30 of 4, as given/,
  });
  await t.throwsAsync(codingChips(reservoir, set, { seeds: [1], times: [0] }), { instanceOf: InputError });
});

for (const form of ['gram', 'residual'] as const)
  test(`currents beyond the range of the ADCs take away what holds codes back, and headroom prevents it: ${form}`, t => {
    // Atoms with much in common: most of the drive of each is what the others must take off it.
    const drawn = (rows: number, seed: number, of: (x: number) => number) => {
      const data = new Float64Array(rows * 16);
      randomStream(seed, 'saturation').fillNormal(data, 0);
      return matrix(rows, 16, data.map(of));
    };
    const weights = normalized(drawn(32, 1, x => 1 + 0.7 * x));
    const coder = { weights, step: usualStep(weights), iterations: 400, form };
    const network = { ...tinyCoder(coder), input: { channels: 16, normalize: 'none' } as const };
    const calibration = stepSeries(
      drawn(32, 2, x => 1 + 0.5 * x),
      'calibration',
    );
    const brighter = stepSeries(
      drawn(30, 3, x => 2 + x),
      'inputs twice as large',
    );
    const lost = (dac: number, adc: number): number => {
      const converters = hardware({ dac: { bits: 12, headroom: dac }, adc: { bits: 12, headroom: adc } });
      const { reference, points } = codingLife(chip(network, converters, calibration), brighter, { times: [0] });
      return reference.psnr - points[0]!.psnr;
    };
    t.true(lost(3, 1.1) > 8, `${lost(3, 1.1)}`);
    // DACs that clamp cost a part of it only; with ranges that the inputs stay within, 12 bits lose next to nothing.
    t.true(lost(1, 3.3) < lost(3, 1.1) - 3, `${lost(1, 3.3)}`);
    t.true(Math.abs(lost(3, 3.3)) < 0.1, `${lost(3, 3.3)}`);
  });
