import test from 'ava';
import fc from 'fast-check';
import {
  area,
  convolve,
  convolveBack,
  fold,
  imageLength,
  positionCount,
  positionsOf,
  requireWindows,
  unfold,
  type Windows,
  windowLength,
  withZeros,
} from '../../../models/lca/windows.js';
import { largestDifference, matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';

const size = (rows: number, columns: number) => ({ rows, columns });
const signal = (length: number, kernel: number, change: Partial<Windows> = {}): Windows => ({
  ...{ image: size(1, length), kernel: size(1, kernel), channels: 1, stride: 1, padding: 'valid' },
  ...change,
});

/** Any windows that fit. */
const anyWindows: fc.Arbitrary<Windows> = fc
  .record({
    image: fc.record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) }),
    kernel: fc.record({ rows: fc.integer({ min: 1, max: 5 }), columns: fc.integer({ min: 1, max: 5 }) }),
    channels: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.constantFrom('valid' as const, 'same' as const),
  })
  .filter(windows => {
    try {
      requireWindows(windows, 'windows');
      return true;
    } catch {
      return false;
    }
  });

const random = (length: number, seed: number): Float64Array => {
  const values = new Float64Array(length);
  randomStream(seed, 'windows').fillNormal(values, 0);
  return values;
};

test('the windows of a signal stand side by side', t => {
  const x = Float64Array.of(1, 2, 3, 4, 5);
  t.deepEqual([...unfold(signal(5, 3), x, 1)], [1, 2, 3, 2, 3, 4, 3, 4, 5]);
  t.deepEqual([...unfold(signal(5, 3, { stride: 2 }), x, 1)], [1, 2, 3, 3, 4, 5]);
  t.deepEqual([...unfold(signal(5, 3, { stride: 2, padding: 'same' }), x, 1)], [0, 1, 2, 2, 3, 4, 4, 5, 0]);
  const pairs = signal(3, 2, { channels: 2 });
  t.deepEqual([...unfold(pairs, Float64Array.of(1, -1, 2, -2, 3, -3), 1)], [1, -1, 2, -2, 2, -2, 3, -3]);
});

test('the windows of an image are read row by row', t => {
  const windows: Windows = { image: size(3, 3), kernel: size(2, 2), channels: 1, stride: 1, padding: 'valid' };
  const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  t.deepEqual([...unfold(windows, x, 1)], [1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9]);
  t.deepEqual([...fold(windows, new Float64Array(16).fill(1), 1)], [1, 2, 1, 2, 4, 2, 1, 2, 1]);
});

test('convolutions are those of SciPy', t => {
  // scipy.signal.correlate2d and, on the way back, convolve2d(mode='full'), summed over the channels.
  const image = Float64Array.from({ length: 40 }, (_, k) =>
    Math.sin(1 + 3 * Math.floor(k / 10) + 7 * (Math.floor(k / 2) % 5) + 11 * (k % 2)),
  );
  const kernel = Float64Array.from({ length: 18 }, (_, k) =>
    Math.cos(2 + 5 * Math.floor(k / 6) + 3 * (Math.floor(k / 2) % 3) + 13 * (k % 2)),
  );
  const valid: Windows = { image: size(4, 5), kernel: size(3, 3), channels: 2, stride: 1, padding: 'valid' };
  const close = (found: Float64Array, wanted: readonly number[]): void => {
    t.is(found.length, wanted.length);
    t.true(largestDifference(found, Float64Array.from(wanted)).worst < 1e-13);
  };
  const column = matrix(18, 1, kernel);
  const inside = [-0.40569207678209207, -0.3206062513478496, -0.0777194745133073];
  close(convolve(valid, image, 1, column), [...inside, 0.39846295156036016, 0.3526218626276847, 0.13322188277113284]);
  close(convolve({ ...valid, padding: 'same', stride: 2 }, image, 1, column), [
    ...[-0.14484624847832311, -0.14398404251945168, -0.151792000744691],
    ...[0.24815982020629426, 0.3526218626276847, 0.33555444758650466],
  ]);
  const code = Float64Array.from({ length: 6 }, (_, k) => Math.sin(2 + Math.floor(k / 3) + 5 * (k % 3)));
  close(convolveBack(valid, code, 1, matrix(1, 18, kernel)).subarray(10, 20), [
    ...[0.6267947350248264, 0.2638608043550155, -0.6393497991097711, -0.8748188507854939, -0.04538388581321651],
    ...[0.27601054256060875, 1.0216372748242357, 0.4464639478996661, -0.548045685516376, -0.5772571687444215],
  ]);
});

test('folding is the adjoint of unfolding', t => {
  fc.assert(
    fc.property(anyWindows, fc.integer({ min: 1, max: 3 }), fc.integer(), (windows, count, seed) => {
      const x = random(count * imageLength(windows), seed);
      const y = random(count * area(positionsOf(windows)) * windowLength(windows), seed + 1);
      const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
      const [left, right] = [dot(unfold(windows, x, count), y), dot(x, fold(windows, y, count))];
      // Sums of at most 3·81·25·3 products of normal numbers.
      return Math.abs(left - right) < 1e-10;
    }),
  );
  t.pass();
});

test('with the zeros around it an image has the same windows', t => {
  fc.assert(
    fc.property(anyWindows, fc.integer(), (windows, seed) => {
      const whole = withZeros(windows);
      const [top, left] = [whole.image.rows - windows.image.rows, whole.image.columns - windows.image.columns];
      const x = random(imageLength(windows), seed);
      const padded = new Float64Array(imageLength(whole));
      const row = windows.image.columns * windows.channels;
      for (let i = 0; i < windows.image.rows; i++)
        padded.set(
          x.subarray(i * row, (i + 1) * row),
          ((i + top / 2) * whole.image.columns + left / 2) * windows.channels,
        );
      t.deepEqual(positionsOf(whole), positionsOf(windows));
      t.deepEqual(unfold(whole, padded, 1), unfold(windows, x, 1));
    }),
  );
});

test('images that are unfolded in several parts are convolved as one by one', t => {
  const windows = signal(3000, 51, { padding: 'same' });
  const weights = matrix(51, 2, random(102, 3));
  const images = random(20 * 3000, 4);
  const all = convolve(windows, images, 20, weights);
  const back = convolveBack(windows, all, 20, matrix(2, 51, weights.data));
  for (const i of [0, 12, 13, 19]) {
    const one = convolve(windows, images.subarray(i * 3000, (i + 1) * 3000), 1, weights);
    t.deepEqual(all.slice(i * 6000, (i + 1) * 6000), one);
    t.deepEqual(back.slice(i * 3000, (i + 1) * 3000), convolveBack(windows, one, 1, matrix(2, 51, weights.data)));
  }
});

test('windows that do not fit are refused', t => {
  const bad = (windows: Windows, message: RegExp): void => {
    t.throws(() => requireWindows(windows, 'layer'), { name: 'InputError', message });
  };
  bad(signal(5, 7), /layer: kernel: found 1×7 pixels; expected at most the image's 1×5/);
  bad(signal(5, 4, { padding: 'same' }), /layer: kernel\.columns: found 4; expected an odd number/);
  bad(signal(5, 3, { stride: 0 }), /layer: stride: found 0; expected a count ≥ 1/);
  bad(signal(5, 3, { channels: 1.5 }), /layer: channels: found 1\.5/);
  t.notThrows(() => requireWindows(signal(5, 7, { padding: 'same' }), 'layer'));
});

test('an input without windows is one', t => {
  t.is(positionCount(undefined), 1);
  t.is(positionCount(signal(5, 3)), 3);
});
