import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const effects = (...rest: string[]): string[] => [
  'effects',
  'net.json',
  '--hardware',
  'hw.json',
  '--data',
  'TEST.ts',
  ...rest,
];
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('figures as JSON, in the file too, and the picture', t => {
  const json = answer(
    t,
    folder,
    effects(
      ...['--train', 'TRAIN.ts', '--calibration', 'TRAIN.ts', '--seeds', '2', '--ages', '1 h'],
      ...['-o', 'effects.json', '--plot', 'effects.svg'],
    ),
  );
  t.is(json.calibration, 'TRAIN.ts');
  documented(t, 'effects', json);
  t.deepEqual(JSON.parse(read('effects.json')), json);
  t.deepEqual(json.seeds, [1, 2]);
  t.deepEqual(
    json.ladder.map(({ added }: { added: string }) => added),
    ['quantisation', 'programming', 'read-noise', 'ir-drop', 'age', 'compensation', 'retraining'],
  );
  t.is(json.costsTimeSeconds, 3600);
  t.is(json.costs.length, 2 * 5);
  t.regex(read('effects.svg'), /^<svg .*IR drop.*<\/svg>/s);
});

test('tables for people, and a line per figure and chip as CSV', t => {
  const { stdout, code } = ohmweave(
    folder,
    effects('--seeds', '1', '--ages', '1 day', '--compensation', 'column', '-o', 'effects.csv'),
  );
  t.is(code, 0);
  for (const line of [
    /^float {2,}\d/m,
    /^\+ IR drop {2,}\d/m,
    /^\+ compensation by column/m,
    /^costs most: /m,
    /^wrote effects.csv$/m,
  ])
    t.regex(stdout, line);
  const lines = read('effects.csv').trimEnd().split('\n');
  t.is(lines[0], 'figure,name,readout,time [s],compensation,seed,value');
  t.is(lines.length, 1 + 6 + 2 * 5);
  t.true(lines.every(line => line.split(',').length === 7));
});

test('bad input is refused with the place it stands at', t => {
  refused(
    t,
    folder,
    effects('-o', 'effects.txt'),
    'effects.txt: found another kind of file; expected a name that ends in .json or .csv',
  );
  refused(
    t,
    folder,
    effects('--plot', 'a.png'),
    'a.png: found another kind of file; expected a name that ends in .svg',
  );
  refused(
    t,
    folder,
    effects('--compensation', 'row'),
    '--compensation: found "row"; expected one of none, global, column',
  );
  refused(
    t,
    folder,
    effects('--ages', '1 day, 1 h'),
    'ages: found 86400, 3600 s; expected rising times after programming',
  );
  writeFileSync(join(folder, 'pairs.ts'), '@dimensions 2\n@classLabel false\n@data\n1,2:3,4\n');
  refused(t, folder, effects('--calibration', 'pairs.ts'), 'pairs.ts: found series of 2 channels; expected 1');
  const device = { model: 'sonos', gMin: '0 uS', gMax: '16 uS' };
  writeFileSync(join(folder, 'sonos.json'), JSON.stringify({ ...tinyFile, device }));
  refused(
    t,
    folder,
    ['effects', 'net.json', '--hardware', 'sonos.json', '--data', 'TEST.ts', '--ages', '1 year'],
    'device sonos: age: found 31557600 s; expected at most 432000 s since programming, where its data end',
  );
});
