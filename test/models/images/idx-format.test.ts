import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { InputError } from '../../../edge/error.js';
import { readSeriesSet } from '../../../models/data/read.js';
import { isIdxImages, labelledSeries, parseIdxImages, parseIdxLabels } from '../../../models/images/idx-format.js';
import { idx } from './builders.js';

const two = idx([2, 1, 3], [0, 51, 255, 255, 102, 0]);

test('images and labels', t => {
  const images = parseIdxImages(two, 'a');
  t.deepEqual(
    images.map(({ name, rows, columns, pixels }) => [name, rows, columns, ...pixels]),
    [
      ['a: image 0', 1, 3, 0, 0.2, 1],
      ['a: image 1', 1, 3, 1, 0.4, 0],
    ],
  );
  t.deepEqual([...parseIdxLabels(idx([3], [7, 0, 7]), 'b')], [7, 0, 7]);
  t.true(isIdxImages('x/train-images-idx3-ubyte') && isIdxImages('t10k-images.idx3-ubyte.gz'));
  t.false(isIdxImages('train-labels-idx1-ubyte') || isIdxImages('a.pgm'));
});

function bad(t: ExecutionContext, file: Uint8Array, message: string): void {
  t.is(t.throws(() => parseIdxImages(file, 'a'), { instanceOf: InputError })?.message, message);
}

test('what is damaged is refused', t => {
  const right = 'expected images in IDX format, which begin with 0 0 8 3 and have a head of 16 bytes';
  bad(t, new Uint8Array(0), `a: found 0 bytes that begin with nothing; ${right}`);
  bad(t, idx([2], [1, 2]), `a: found 10 bytes that begin with 0 0 8 1; ${right}`);
  bad(t, two.subarray(0, 20), 'a: found 4 bytes behind its head; expected 6: 2×1×3 images');
  bad(t, idx([0, 2, 2], []), 'a: found 0×2×2 images; expected at least one');
});

test('a file of images is a set of series, with the labels beside it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('t-images-idx3-ubyte.gz'), gzipSync(two));
  t.deepEqual(
    readSeriesSet(path('t-images-idx3-ubyte.gz')).series.map(one => one.label),
    [-1, -1],
  );
  writeFileSync(path('t-labels-idx1-ubyte.gz'), gzipSync(idx([2], [9, 3])));
  const set = readSeriesSet(path('t-images-idx3-ubyte.gz'));
  t.deepEqual([set.name, set.channels, set.classes], ['t', 3, ['3', '9']]);
  t.deepEqual(
    set.series.map(({ length, label, values }) => [length, label, ...values]),
    [
      [1, 1, 0, 0.2, 1],
      [1, 0, 1, 0.4, 0],
    ],
  );
  writeFileSync(path('other'), idx([1], [1]));
  const message = /other: found 1 labels; expected 2, one for each image of .*t-images-idx3-ubyte\.gz$/;
  const images = parseIdxImages(two, 'a');
  t.throws(() => labelledSeries(images, path('t-images-idx3-ubyte.gz'), path('other')), {
    instanceOf: InputError,
    message,
  });
  t.throws(() => readSeriesSet(path('t-images-idx3-ubyte.gz'), { channels: 3 }), {
    message: /was given a layout; expected none/,
  });
});

const data = process.env.OHMWEAVE_DATA;
(data ? test : test.skip)('MNIST: the digits that everybody knows come first (OHMWEAVE_DATA)', t => {
  const first = (name: string): string => {
    const { series, classes } = readSeriesSet(join(data!, 'mnist-subset', `${name}-images-idx3-ubyte.gz`));
    return series.slice(0, 10).map(one => classes[one.label]).join(''); // biome-ignore format: one thing
  };
  t.is(first('train5k'), '5041921314');
  t.is(first('test2k'), '7210414959');
});
