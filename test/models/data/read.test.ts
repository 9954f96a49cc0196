import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { readSeriesSet } from '../../../models/data/read.js';

test('the extension says which format, with or without .gz', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return readSeriesSet(join(folder, name));
  };
  t.is(write('A_TRAIN.ts', '@classLabel true a\n@data\n1,2:a\n').name, 'A_TRAIN');
  t.is(write('B.ts.gz', gzipSync('@problemName Beta\n@classLabel true a\n@data\n1,2:a\n')).name, 'Beta');
  t.is(write('C.txt.gz', gzipSync('1 2 3\n')).name, 'C');
  t.is(write('D.tsv', '1\t2\t3\n').series[0]!.length, 2);
  t.throws(() => write('E.csv', '1,2,3'), {
    instanceOf: InputError,
    message: /E\.csv: unknown data format "\.csv"; expected \.ts, \.txt, \.tsv or one of them with \.gz$/,
  });
  t.throws(() => readSeriesSet(join(folder, 'none.ts')), { instanceOf: InputError, message: /no such file/ });
});

/** file, series, channels, shortest, longest, classes: as the archive documents its sets. */
const archive: [string, number, number, number, number, number][] = [
  ['ucr-uea/JapaneseVowels/JapaneseVowels_TRAIN.ts.gz', 270, 12, 7, 26, 9],
  ['ucr-uea/JapaneseVowels/JapaneseVowels_TEST.ts.gz', 370, 12, 7, 29, 9],
  ['ucr-uea/Epilepsy/Epilepsy_TEST.ts.gz', 138, 3, 206, 206, 4],
  ['ucr-uea/Chinatown/Chinatown_TRAIN.ts.gz', 20, 1, 24, 24, 2],
  ['ucr-uea/PLAID/PLAID_TRAIN.ts.gz', 537, 1, 100, 1344, 11],
  ['ucr-uea/Adiac/Adiac_TEST.txt.gz', 391, 1, 176, 176, 37],
  ['ucr-uea/ECG200/ECG200_TRAIN.txt.gz', 100, 1, 96, 96, 2],
];

test('real files of the UCR/UEA archive have the documented shapes', t => {
  const data = process.env.OHMWEAVE_DATA;
  if (!data) {
    t.log('OHMWEAVE_DATA is not set: skipped the reading of real files');
    return t.pass();
  }
  for (const [file, ...shape] of archive) {
    const set = readSeriesSet(join(data, file));
    const lengths = set.series.map(one => one.length);
    const found = [set.series.length, set.channels, Math.min(...lengths), Math.max(...lengths), set.classes.length];
    t.deepEqual(found, shape, file);
  }
});
