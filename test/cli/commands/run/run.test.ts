import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const run = (...rest: string[]): string[] => ['run', 'net.owp', '--data', 'TEST.ts', ...rest];

test('follows chips through time, with every remedy', t => {
  const json = answer(
    t,
    folder,
    run('--train', 'TRAIN.ts', '--time', '0 s, 1 day', '--time', '1 month, 24 h', '--seeds', '2'),
  );
  documented(t, 'run', json);
  t.deepEqual(json.seeds, [1, 2]);
  t.is(json.points.length, 3 * 2 * 3);
  const ages = json.points.map((point: { timeSeconds: number }) => point.timeSeconds);
  t.deepEqual([...new Set(ages)], [0, 86400, 2629800]);
  for (const point of json.points) t.is(point.accuracies.length, 2);
});

test('without training data only the float readout is run, over the default ages, and a note says so', t => {
  const { stdout, stderr, code } = ohmweave(folder, run());
  t.is(code, 0);
  t.regex(stderr, /^note: only the readout as trained in software was run; with --train/);
  const ages = [...stdout.matchAll(/^(.*?) {2,}off/gm)].map(match => match[1]);
  t.deepEqual(ages, ['programmed', '1 s', '1 h', '1 day', '1 month', '1 year']);
});

test('a device whose data end is run up to there, and refused beyond', t => {
  const device = { model: 'sonos', gMin: '0 uS', gMax: '16 uS' };
  writeFileSync(join(folder, 'sonos.json'), JSON.stringify({ ...tinyFile, device }));
  t.is(ohmweave(folder, ['compile', 'net.json', '--hardware', 'sonos.json', '-o', 'sonos.owp']).code, 0);
  const onSonos = ['run', 'sonos.owp', '--data', 'TEST.ts'];
  const ages = [...ohmweave(folder, onSonos).stdout.matchAll(/^(.*?) {2,}off/gm)].map(match => match[1]);
  t.deepEqual(ages, ['programmed', '1 s', '1 h', '1 day']);
  refused(
    t,
    folder,
    [...onSonos, '--time', '6 day'],
    'device sonos: age: found 518400 s; expected at most 432000 s since programming, where its data end',
  );
});

test('--wanted is a check', t => {
  t.is(answer(t, folder, run('--time', '0 s', '--wanted', '1'), 1).wantedMet, false);
});

test('the split of read noise and the temperature are taken from the command line', t => {
  const json = answer(
    t,
    folder,
    run('--time', '0 s', '--noise-split', '10 ms', '--temperature', '300 K', '--workers', '1', '--wanted', '0'),
  );
  t.is(json.noiseSplitSeconds, 0.01);
  t.is(json.temperatureKelvin, 300);
  t.is(json.wantedMet, true);
});

test('bad input is refused with the place it stands at', t => {
  const bytes = readFileSync(join(folder, 'net.owp'));
  writeFileSync(join(folder, 'cut.owp'), bytes.subarray(0, bytes.length - 100));
  const text = readFileSync(join(folder, 'TEST.ts'), 'utf8');
  writeFileSync(join(folder, 'blank.ts'), text.replace(/@classLabel.*/, '@classLabel false').replace(/:\w+$/gm, ''));

  refused(
    t,
    folder,
    ['run', 'cut.owp', '--data', 'TEST.ts'],
    `cut.owp: truncated or damaged (${bytes.length - 100} bytes, checksum differs); expected a program written by \`ohmweave compile\`, whole`,
  );
  refused(
    t,
    folder,
    ['run', 'net.json', '--data', 'TEST.ts'],
    'net.json: not an Ohmweave program; expected a program written by `ohmweave compile`',
  );
  refused(
    t,
    folder,
    ['run', 'net.owp', '--data', 'blank.ts'],
    'blank.ts: series 1: has no class label; expected labelled series',
  );
  refused(t, folder, run('--time', '1 km'), '--time: "1 km" is not a time; expected a time such as "100 ns"');
  refused(t, folder, run('--time', '-1 s'), '--time: found "-1 s"; expected a non-negative time such as "100 ns"');
  refused(
    t,
    folder,
    run('--noise-split', '0 s'),
    '--noise-split: found "0 s"; expected a positive time such as "100 ns"',
  );
  refused(
    t,
    folder,
    run('--temperature', '350 K'),
    '--temperature: found 350 K, but the device model "pcm" has no temperature model; expected 300 K',
  );
});
