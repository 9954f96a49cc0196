import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readNetwork } from '../../../../models/network-file.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const small = ['--set', 'units=5', '--set', 'blocks=1', '--set', 'folds=2'];
const train = (...rest: string[]): string[] => [
  'train',
  'mars',
  '--train',
  'TRAIN.ts',
  ...small,
  '-o',
  'n.json',
  ...rest,
];

test('writes a network and its accuracy', t => {
  const json = answer(t, folder, train('--test', 'TEST.ts', '--seed', '3'));
  documented(t, 'train', json);
  t.is(json.seed, 3);
  t.deepEqual([json.trainSeries, json.testSeries], [18, 18]);
  t.true(json.testAccuracy >= 0 && json.testAccuracy <= 1);
  t.is(readNetwork(join(folder, 'n.json')).layers.length, 3);
});

test('--npy keeps the weights beside it, and they are the same', t => {
  ohmweave(folder, train());
  const plain = readNetwork(join(folder, 'n.json'));
  ohmweave(folder, [...train(), '-o', 'm.json', '--npy']);
  t.regex(readFileSync(join(folder, 'm.json'), 'utf8'), /m\.block1\.weights\.npy/);
  t.deepEqual(readNetwork(join(folder, 'm.json')).layers, plain.layers);
});

test('bad input is refused with the place it stands at', t => {
  const lines = readFileSync(join(folder, 'TEST.ts'), 'utf8').trimEnd().split('\n');
  const write = (name: string, change: (line: string) => string): void =>
    writeFileSync(join(folder, name), lines.map(line => change(line)).join('\n'));
  write('strange.ts', line => line.replace(/ normal/, ' abnormal').replace(/:normal$/, ':abnormal'));
  write('gap.ts', line => (line.endsWith(':cyclic') ? line.replace(/^[^,]+/, '?') : line));
  write('two.ts', line =>
    line.startsWith('@') ? line.replace('@univariate true', '@dimensions 2') : line.replace(/^([^:]+)/, '$1:$1'),
  );

  refused(t, folder, train('--set', 'units'), '--set: found units; expected key=value, with --set for each setting');
  refused(
    t,
    folder,
    train('--set', 'unit=3'),
    '--set: unknown setting unit; expected one of units, blocks, omega, beta, gamma, delta, integrator, steepness, encoderScale, normalize, feature, ridge, folds, calibration',
  );
  writeFileSync(join(folder, 'one.csv'), '1,2,3,a\n2,3,4,a\n');
  refused(
    t,
    folder,
    ['train', 'mars', '--train', 'one.csv', '-o', 'one.csv'],
    '--output: found one.csv, which is that of --train, too; expected another file',
  );
  refused(
    t,
    folder,
    ['train', 'mars', '--train', 'one.csv', '-o', 'x.json'],
    'one.csv: found 2 series and 1 class; expected at least two of each to train on',
  );
  refused(t, folder, train('--set', 'gamma=0'), '--set: gamma: found 0; expected a number above 0');
  refused(
    t,
    folder,
    train('--test', 'strange.ts'),
    'strange.ts: series 1: found class "abnormal"; expected one of the classes trained on: normal, cyclic, increasing, decreasing, upward, downward',
  );
  refused(
    t,
    folder,
    train('--test', 'gap.ts'),
    'gap.ts: series 4: the value of channel 1 at time step 1 is missing; expected no gaps: fill them (for example with the last value before) or leave the series out',
  );
  refused(t, folder, train('--test', 'two.ts'), 'two.ts: found series of 2 channels; expected 1');
  refused(t, folder, train('--test', 'none.ts'), 'none.ts: no such file; expected a readable file');
  refused(
    t,
    folder,
    train('--test', 'net.json'),
    'net.json: unknown data format ".json"; expected .ts, .arff, .txt, .tsv, .csv, .npy, .npz, -images-idx3-ubyte or one of them with .gz',
  );
});
