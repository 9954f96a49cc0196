import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { readImages } from '../../../models/images/read.js';
import { deviation, mean } from '../../../numeric/statistics.js';
import { fileOf, idx } from './builders.js';

test('a folder of PGM files, one of them, or an IDX file', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('b.pgm'), fileOf('P2 2 1 1 0 1'));
  writeFileSync(path('a.PGM.gz'), gzipSync(fileOf('P5 1 1 255\n', 255)));
  writeFileSync(path('notes.txt'), 'no picture');
  writeFileSync(path('._b.pgm'), 'what macOS puts beside a file');
  t.deepEqual(
    readImages(folder).map(({ pixels }) => [...pixels]),
    [[1], [0, 1]],
  );
  t.is(readImages(path('b.pgm'))[0]!.name, path('b.pgm'));
  writeFileSync(path('x-images-idx3-ubyte'), idx([2, 1, 1], [0, 255]));
  t.is(readImages(path('x-images-idx3-ubyte')).length, 2);

  const bad = (name: string, message: RegExp) =>
    t.throws(() => readImages(path(name)), { instanceOf: InputError, message });
  mkdirSync(path('empty'));
  bad('empty', /empty: found no images; expected \.pgm or \.pgm\.gz files in the folder$/);
  bad('notes.txt', /notes\.txt: found another kind of file; expected \.pgm, …-images-idx3-ubyte, one of them/);
  bad('none.pgm', /none\.pgm: no such file/);
});

const data = process.env.OHMWEAVE_DATA;
(data ? test : test.skip)(
  'natural images have the means and deviations that their source states (OHMWEAVE_DATA)',
  t => {
    const folder = join(data!, 'images-natural');
    const info = JSON.parse(readFileSync(join(folder, 'info.json'), 'utf8'));
    const images = readImages(folder);
    t.is(images.length, 9);
    for (const { name, rows, columns, pixels } of images) {
      const { shape, mean: wanted, std } = info[name.split('/').at(-1)!.replace('.pgm.gz', '')];
      t.deepEqual([rows, columns], shape);
      t.true(Math.abs(255 * mean(pixels) - wanted) < 1e-9);
      t.true(Math.abs(255 * deviation(pixels) - std) < 1e-9);
    }
  },
);
