import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { stepRows, stepSeries } from '../../../models/images/image.js';
import { patchInputs, wholeInputs } from '../../../models/images/inputs.js';
import { centred, drawPatches } from '../../../models/images/patches.js';
import { whiten } from '../../../models/images/whiten.js';
import { fromRows } from '../../../numeric/matrix.js';
import { mean } from '../../../numeric/statistics.js';
import { picture } from './builders.js';

/** Pixels that say where they are: 1000 · image + 100 · row + column. */
const map = (image: number, rows: number, columns: number) =>
  picture(rows, columns, (i, j) => 1000 * image + 100 * i + j);

test('property: patches are whole, keep off the border, and come from every image and place', t => {
  const images = [map(0, 9, 7), map(1, 6, 12)];
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 4 }), fc.nat(1), (seed, size, margin) => {
      const { data, cols } = drawPatches(images, 30, { size, seed, margin });
      for (let at = 0; at < data.length; at += cols) {
        const first = data[at]!;
        const [image, i, j] = [Math.floor(first / 1000), Math.floor((first % 1000) / 100), first % 100];
        const { rows, columns } = images[image]!;
        t.true(i >= margin && i + size <= rows - margin && j >= margin && j + size <= columns - margin);
        data.subarray(at, at + cols).forEach((value, k) => {
          t.is(value, first + 100 * Math.floor(k / size) + (k % size));
        });
      }
    }),
    { numRuns: 20 },
  );
  const corners = new Set(drawPatches(images, 2000, { size: 5, seed: 1 }).data.filter((_, k) => k % 25 === 0));
  t.is(corners.size, 5 * 3 + 2 * 8);
});

test('the list of a seed is the same wherever it is begun', t => {
  const images = [map(0, 9, 7)];
  const all = drawPatches(images, 10, { size: 3, seed: 2 });
  t.deepEqual(drawPatches(images, 4, { size: 3, seed: 2 }, 6).data, all.data.subarray(6 * 9));
  t.notDeepEqual(drawPatches(images, 10, { size: 3, seed: 3 }).data, all.data);
  const whole = wholeInputs([map(0, 2, 2), map(1, 2, 2), map(2, 2, 2)], 1);
  t.deepEqual(whole.draw(5, 3).data, whole.draw(0, 8).data.subarray(5 * 4));
});

test('means go and come back', t => {
  const { rows, means } = centred(fromRows([[1, 2, 3, 6], [0, 0, 0, 0]])); // biome-ignore format: a table
  t.deepEqual([...means], [3, 0]);
  t.deepEqual([...rows.data], [-2, -1, 0, 3, 0, 0, 0, 0]);
});

test('inputs: whitened patches have no mean, and a peak that is the range of the images', t => {
  const image = picture(24, 24, (i, j) => Math.sin(i * i + j) + 0.1 * j);
  const { draw, peak, size } = patchInputs([image], { side: 6, cutoff: 0.4, seed: 1 });
  t.deepEqual(size, { rows: 6, columns: 6 });
  const { data, rows } = draw(0, 20);
  for (let k = 0; k < rows; k++) {
    const patch = data.subarray(k * 36, (k + 1) * 36);
    t.true(Math.abs(mean(patch)) < 1e-12);
    t.true(Math.max(...patch) - Math.min(...patch) <= peak + 1e-12);
  }
  const { pixels } = whiten(image, 0.4);
  t.is(peak, Math.max(...pixels) - Math.min(...pixels));
  t.is(patchInputs([image], { side: 6, cutoff: undefined, seed: 1 }).peak, 1);
});

test('series of a single step, there and back', t => {
  const rows = fromRows([[1, 2], [3, 4]]); // biome-ignore format: a table
  const set = stepSeries(rows, 'patches');
  t.deepEqual(
    set.series.map(({ length, label, values }) => [length, label, ...values]),
    [
      [1, -1, 1, 2],
      [1, -1, 3, 4],
    ],
  );
  t.deepEqual(stepRows(set), rows);
});

test('sizes that do not fit are refused', t => {
  const bad = (act: () => unknown, message: string) =>
    t.is(t.throws(act, { instanceOf: InputError })?.message, message);
  bad(
    () => drawPatches([map(0, 9, 9), { ...map(1, 4, 20), name: 'b.pgm' }], 1, { size: 5, seed: 1 }),
    'b.pgm: found 4×20 pixels; expected at least 5 each way for patches of 5',
  );
  bad(
    () => drawPatches([map(0, 9, 9)], 1, { size: 5, seed: 1, margin: 3 }),
    'picture: found 9×9 pixels; expected at least 11 each way for patches of 5 that keep 3 off the border',
  );
  bad(
    () => wholeInputs([map(0, 2, 2), { ...map(1, 2, 3), name: 'b.pgm' }], 1),
    'b.pgm: found 2×3 pixels; expected 2×2, as picture has: images of differing sizes are taken in patches',
  );
  bad(() => drawPatches([], 1, { size: 5, seed: 1 }), 'patches: found no images; expected at least one');
  const long = { values: new Float64Array(4), length: 2, label: -1 };
  bad(
    () => stepRows({ name: 'set', channels: 2, classes: [], series: [long] }),
    'set: series 1: found 2 time steps; expected one, whose channels are the pixels',
  );
});
