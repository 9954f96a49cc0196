import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { formatNpy } from '../../edge/npy.js';
import { readSeriesSet } from '../../models/data/read.js';
import { readNetwork } from '../../models/network-file.js';
import { answer, refused } from './ohmweave.js';
import { tinyFolder } from './tiny.js';

// The same series as in the .ts files: labels first in a .csv, in the last column of an .npy by number.
const folder = tinyFolder();
for (const half of ['TRAIN', 'TEST']) {
  const { series, classes } = readSeriesSet(join(folder, `${half}.ts`));
  const lines = series.map(one => `${classes[one.label]},${one.values.join(',')}`);
  writeFileSync(join(folder, `${half}.csv`), lines.join('\n'));
  const rows = series.flatMap(one => [...one.values, one.label]);
  const { length } = series[0]!;
  writeFileSync(
    join(folder, `${half}.npy`),
    formatNpy({ shape: [series.length, length + 1], data: Float64Array.from(rows) }),
  );
}

const train = (extension: string, ...rest: string[]): string[] => [
  ...['train', 'mars', '--train', `TRAIN.${extension}`, '--test', `TEST.${extension}`],
  ...['--set', 'units=5', '--set', 'blocks=1', '--set', 'folds=2', '-o', `${extension}.json`, ...rest],
];

test('train: the same series give the same weights in every format', t => {
  const right = answer(t, folder, train('ts'));
  for (const [extension, layout] of [
    ['csv', 'label=first'],
    ['npy', 'label=last'],
  ] as const) {
    const json = answer(t, folder, train(extension, '--layout', layout));
    t.deepEqual([json.trainSeries, json.testSeries], [right.trainSeries, right.testSeries]);
    t.is(json.testAccuracy, right.testAccuracy);
    const [encoder, block] = readNetwork(join(folder, `${extension}.json`)).layers;
    const [rightEncoder, rightBlock] = readNetwork(join(folder, 'ts.json')).layers;
    t.deepEqual([encoder, block], [rightEncoder, rightBlock]);
  }
});

test('the commands that run a program take it too', t => {
  const csv = ['--layout', 'label=first'];
  const run = (...data: string[]) => answer(t, folder, ['run', 'net.owp', '--time', '1 s', ...data]);
  const [{ data: _, ...found }, { data: __, ...right }] = [run('--data', 'TEST.csv', ...csv), run('--data', 'TEST.ts')];
  t.deepEqual(found, right);
  t.is(answer(t, folder, ['estimate', 'net.owp', '--data', 'TEST.csv', ...csv]).data, 'TEST.csv');
  t.is(answer(t, folder, ['compare', 'net.owp', '--no-spice', '--data', 'TEST.csv', ...csv]).series, 1);
  const compiled = ['compile', 'net.json', '--hardware', 'hw.json', '-o', 'calibrated.owp'];
  t.is(answer(t, folder, [...compiled, '--calibration', 'TRAIN.csv', ...csv]).calibrationSeries, 18);
  const layers = ['netlist', 'net.owp', '-o', 'netlists', '--layer', 'encoder', '--steps', '2', '--data', 'TEST.csv'];
  t.is(answer(t, folder, [...layers, ...csv]).layers.length, 1);
});

test('a layout that is none, missing, or of no file, is refused', t => {
  const run = (...rest: string[]): string[] => ['run', 'net.owp', '--time', '1 s', ...rest];
  refused(t, folder, run('--data', 'TEST.csv', '--layout', 'labels=first'), '--layout: found labels; expected one of label, channels, order, rows, labelFile'); // biome-ignore format: one thing
  refused(t, folder, run('--data', 'TEST.csv'), 'TEST.csv:1: column 1: found "normal"; expected a number, ? or NaN');
  refused(t, folder, ['estimate', 'net.owp', '--layout', 'label=first'], '--layout: found it without --data; expected --data FILE'); // biome-ignore format: one thing
});
