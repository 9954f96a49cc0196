import test from 'ava';
import { type LcaOptions, sparseCodes } from '../../../models/lca/code.js';
import {
  convolutionalCodes,
  convolutionalEnergies,
  convolutionalReconstructions,
  lateralKernels,
} from '../../../models/lca/convolution.js';
import type { Threshold } from '../../../models/lca/threshold.js';
import { area, imageLength, positionsOf, type Windows, windowLength, withZeros } from '../../../models/lca/windows.js';
import { largestDifference, type Matrix, matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { randomAtoms } from '../builders.js';
import { lasso } from './lasso.js';

const size = (rows: number, columns: number) => ({ rows, columns });
const soft = (level: number, signs: 'both' | 'positive' = 'both'): Threshold => ({ shape: 'soft', level, signs });
const image = (rows: number, columns: number, kernel: number, change: Partial<Windows> = {}): Windows => ({
  ...{ image: size(rows, columns), kernel: size(kernel, kernel), channels: 1, stride: 1, padding: 'valid' },
  ...change,
});
const signal = (length: number, kernel: number, change: Partial<Windows> = {}): Windows =>
  image(1, length, kernel, { kernel: size(1, kernel), ...change });

const normal = (rows: number, cols: number, seed = 1): Matrix => {
  const values = new Float64Array(rows * cols);
  randomStream(seed, 'convolution').fillNormal(values, 0);
  return matrix(rows, cols, values);
};
const atomsFor = (windows: Windows, features: number): Matrix => randomAtoms(features, windowLength(windows));
const statesFor = (windows: Windows, features: number, count: number): Float64Array =>
  normal(count, area(positionsOf(windows)) * features, 2).data;

/** The atoms at all positions as rows of one large dictionary: positions·features × pixels. */
function atAllPositions(atoms: Matrix, windows: Windows): Matrix {
  const count = area(positionsOf(windows)) * atoms.rows;
  const codes = matrix(count, count);
  for (let k = 0; k < count; k++) codes.data[k * count + k] = 1;
  return convolutionalReconstructions(atoms, windows, codes);
}

test('lateral kernels hold as many offsets as windows overlap at', t => {
  // lanl/lca-pytorch, test/test_lca.py: sides by stride.
  const sides = { 7: [13, 7, 5, 3, 3, 3, 1], 8: [15, 7, 5, 3, 3, 3, 3, 1] };
  for (const [kernel, wanted] of Object.entries(sides))
    for (const [k, side] of wanted.entries()) {
      const two = image(20, 20, Number(kernel), { stride: k + 1 });
      t.deepEqual(lateralKernels(atomsFor(two, 2), two).windows.kernel, size(side, side));
      const one = signal(20, Number(kernel), { stride: k + 1 });
      t.deepEqual(lateralKernels(atomsFor(one, 2), one).windows.kernel, size(1, side));
    }
  // One position inhibits itself alone, and two each other.
  t.deepEqual(lateralKernels(atomsFor(image(7, 8, 7), 2), image(7, 8, 7)).windows.kernel, size(1, 3));
});

for (const shape of ['soft', 'hard'] as const)
  test(`${shape}: with valid windows both forms go the same way, but for rounding`, t => {
    for (const windows of [
      signal(60, 7),
      signal(61, 8, { channels: 3, stride: 3 }),
      image(12, 15, 5),
      image(13, 11, 4, { channels: 2, stride: 2 }),
      image(12, 9, 3, { kernel: size(5, 2), stride: 3 }),
    ]) {
      const [atoms, images] = [atomsFor(windows, 6), normal(3, imageLength(windows))];
      const run = (form: 'gram' | 'residual') =>
        convolutionalCodes(atoms, windows, images, { form, threshold: { ...soft(0.5), shape }, iterations: 100 });
      const [gram, residual] = [run('gram'), run('residual')];
      t.true(gram.codes.data.some(a => a !== 0) && gram.codes.data.some(a => a === 0));
      t.true(largestDifference(gram.states.data, residual.states.data).worst < 1e-12);
    }
  });

test('with same windows one iteration differs where windows reach beyond the image, and only there', t => {
  for (const windows of [
    image(13, 16, 5, { padding: 'same' }),
    image(14, 14, 7, { padding: 'same', stride: 2 }),
    signal(40, 9, { padding: 'same', stride: 2, channels: 2 }),
  ]) {
    const [atoms, images] = [atomsFor(windows, 4), normal(2, imageLength(windows))];
    const options: LcaOptions = { threshold: soft(0.3), iterations: 1, step: 0.1, start: statesFor(windows, 4, 2) };
    const [gram, residual] = (['gram', 'residual'] as const).map(
      form => convolutionalCodes(atoms, windows, images, { ...options, form }).states.data,
    );
    const { rows, columns } = positionsOf(windows);
    const beyond = (at: number, side: number, n: number): boolean => {
      const [first, last] = [at * windows.stride - (side - 1) / 2, at * windows.stride + (side - 1) / 2];
      return first < 0 || last >= n;
    };
    const worst = { inside: 0, border: 0 };
    for (let k = 0; k < gram!.length; k++) {
      const position = Math.floor(k / 4) % (rows * columns);
      const [p, q] = [Math.floor(position / columns), position % columns];
      const where =
        beyond(p, windows.kernel.rows, windows.image.rows) || beyond(q, windows.kernel.columns, windows.image.columns)
          ? 'border'
          : 'inside';
      worst[where] = Math.max(worst[where], Math.abs(gram![k]! - residual![k]!));
    }
    t.true(worst.inside < 1e-12);
    t.true(worst.border > 1e-2);
  }
});

test('the Gram form with same windows codes the image and the zeros around it', t => {
  const windows = image(11, 12, 5, { padding: 'same', stride: 2 });
  const whole = withZeros(windows);
  const [atoms, images] = [atomsFor(windows, 6), normal(1, imageLength(windows))];
  const padded = matrix(1, imageLength(whole));
  for (let i = 0; i < 11; i++) padded.data.set(images.data.subarray(i * 12, (i + 1) * 12), (i + 2) * 16 + 2);
  const options: LcaOptions = { threshold: soft(0.5), iterations: 200, step: 0.1 };
  const gram = convolutionalCodes(atoms, windows, images, { ...options, form: 'gram' });
  const residual = convolutionalCodes(atoms, whole, padded, { ...options, form: 'residual' });
  t.true(largestDifference(gram.states.data, residual.states.data).worst < 1e-12);
  const cut = convolutionalCodes(atoms, windows, images, { ...options, form: 'residual' });
  t.true(largestDifference(gram.states.data, cut.states.data).worst > 1e-2);
});

test('at rest codes are those of another lasso solver', t => {
  for (const signs of ['both', 'positive'] as const)
    for (const [form, windows] of [
      ['gram', signal(30, 6, { stride: 2 })],
      ['residual', image(8, 9, 3, { padding: 'same', channels: 2 })],
    ] as const) {
      const [atoms, images] = [atomsFor(windows, 5), normal(2, imageLength(windows))];
      const options: LcaOptions = { form, threshold: soft(0.5, signs), iterations: 50_000, tolerance: 1e-12 };
      const { codes, settled } = convolutionalCodes(atoms, windows, images, options);
      t.true(settled);
      const dictionary = atAllPositions(atoms, windows);
      for (let i = 0; i < 2; i++) {
        const wanted = lasso(dictionary, images.data.subarray(i * images.cols, (i + 1) * images.cols), 0.5, signs);
        t.true(largestDifference(codes.data.subarray(i * codes.cols, (i + 1) * codes.cols), wanted).worst < 1e-9);
      }
    }
});

// As lanl/lca-pytorch, test/test_lca.py, has it against sklearn's SparseCoder, to 1e-3 there.
test('500 atoms on an input of length 100 are coded as by another lasso solver', t => {
  const windows = signal(100, 100, { stride: 100 });
  const [atoms, images] = [atomsFor(windows, 500), normal(1, 100)];
  for (const signs of ['both', 'positive'] as const) {
    const options: LcaOptions = { threshold: soft(0.5, signs), iterations: 10_000, tolerance: 1e-6 };
    const { codes, settled } = convolutionalCodes(atoms, windows, images, options);
    t.true(settled);
    // Codes whose pull is within 1e-6 are as near as that over the smallest eigenvalue of their active atoms allows.
    t.true(largestDifference(codes.data, lasso(atoms, images.data, 0.5, signs)).worst < 1e-4);
  }
});

test('windows side by side are coded like inputs of their own', t => {
  const windows = signal(300, 100, { stride: 100 });
  const [atoms, images] = [atomsFor(windows, 40), normal(1, 300)];
  const options: LcaOptions = { threshold: soft(0.2), iterations: 300, step: 0.3 };
  for (const form of ['gram', 'residual'] as const) {
    const found = convolutionalCodes(atoms, windows, images, { ...options, form }).states.data;
    const dense = sparseCodes(atoms, matrix(3, 100, images.data), { ...options, form }).states.data;
    t.true(largestDifference(found, dense).worst < 1e-12);
  }
});

test('a feature as input is coded by itself alone, wherever it stands', t => {
  const windows = image(9, 9, 5, { channels: 2 });
  const atoms = atomsFor(windows, 8);
  const width = area(positionsOf(windows)) * 8;
  const active = [0, 83, width - 1];
  const one = matrix(active.length, width);
  active.forEach((at, i) => {
    one.data[i * width + at] = 1;
  });
  const images = convolutionalReconstructions(atoms, windows, one);
  for (const level of [0.1, 0.5, 0.9]) {
    const options: LcaOptions = { threshold: soft(level), iterations: 3000, tolerance: 1e-9 };
    const { codes } = convolutionalCodes(atoms, windows, images, options);
    t.deepEqual(
      [...codes.data].flatMap((a, k) => (a === 0 ? [] : [k])),
      active.map((at, i) => i * width + at),
    );
    for (const [i, at] of active.entries()) t.true(Math.abs(codes.data[i * width + at]! - (1 - level)) < 1e-7);
  }
});

test('with a larger lambda the codes are smaller and the error larger', t => {
  const windows = image(12, 12, 5, { padding: 'same', stride: 2 });
  const [atoms, images] = [atomsFor(windows, 10), normal(1, imageLength(windows))];
  let [size, error] = [Number.POSITIVE_INFINITY, 0];
  for (const level of [0.1, 0.2, 0.4, 0.8, 1.6]) {
    const options: LcaOptions = { form: 'residual', threshold: soft(level), iterations: 3000, tolerance: 1e-9 };
    const { codes } = convolutionalCodes(atoms, windows, images, options);
    const now = codes.data.reduce((sum, a) => sum + Math.abs(a), 0);
    const energy = convolutionalEnergies(atoms, windows, images, codes, soft(level))[0]! - level * now;
    t.true(now < size && energy > error);
    [size, error] = [now, energy];
  }
});

test('bad input says where', t => {
  const windows = image(8, 8, 3);
  const [atoms, images] = [atomsFor(windows, 4), normal(2, 64)];
  const options: LcaOptions = { threshold: soft(0.3), iterations: 10 };
  const bad = (
    message: RegExp,
    change: { atoms?: Matrix; windows?: Windows; images?: Matrix; step?: number },
  ): void => {
    const { step } = change;
    const given = { ...options, ...(step === undefined ? {} : { step }) };
    t.throws(
      () => convolutionalCodes(change.atoms ?? atoms, change.windows ?? windows, change.images ?? images, given),
      { name: 'InputError', message },
    );
  };
  bad(/dictionary: found atoms of 8 values; expected 9/, { atoms: randomAtoms(4, 8) });
  bad(/images: found 63 values each; expected 64/, { images: normal(2, 63) });
  bad(/windows: kernel: found 9×9 pixels/, { windows: image(8, 8, 9) });
  bad(/convolutional LCA: step: found 5; expected above 0 and below 2\/L/, { step: 5 });
});
