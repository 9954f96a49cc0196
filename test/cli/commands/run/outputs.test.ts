import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compile } from '../../../../compiler/compile.js';
import { writeProgram } from '../../../../compiler/program-file.js';
import { formatTs } from '../../../../models/data/ts-format.js';
import { randomSteps, tinyCoder } from '../../../models/builders.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFolder, tinyHardware } from '../../tiny.js';

const folder = tinyFolder();
const inputs = randomSteps(6, 4);
const unlabelled = { ...inputs, classes: [], series: inputs.series.map(one => ({ ...one, label: -1 })) };
writeFileSync(join(folder, 'inputs.ts'), formatTs(unlabelled));
const { program } = compile(tinyCoder(), tinyHardware, { seed: 1, calibration: inputs });
writeProgram(join(folder, 'coder.owp'), program, '0');
const run = (...rest: string[]): string[] => [
  'run',
  'coder.owp',
  '--data',
  'inputs.ts',
  '--time',
  '0 s,1 day',
  ...rest,
];

test('without classes outputs are compared with float64; data need no labels', t => {
  const json = answer(t, folder, run('--seeds', '2'));
  documented(t, 'run without class scores', json);
  t.deepEqual([json.compared, json.series, json.within, json.withinMet], ['codes', 6, null, null]);
  t.is(json.points.length, 4);
  for (const { chips, mean, yield: share } of json.points) {
    t.is(chips.length, 2);
    t.true(mean.nrmse > 0 && mean.overlap > 0 && mean.overlap <= 1);
    t.is(share, null);
  }
});

test('--within is a check, and its table counts chips', t => {
  const { stdout, code } = ohmweave(folder, run('--seeds', '2', '--within', '0'));
  t.is(code, 1);
  t.regex(stdout, /^tiny coder on tiny, chips 1 to 2; codes of 6 series against those in float64$/m);
  t.regex(stdout, /^age +drift compensation +NRMSE +worst +support as in float64 +NRMSE up to 0$/m);
  t.regex(stdout, /^NRMSE above 0 with every drift compensation: programmed$/m);
});

test('what goes with the other kind of network is refused', t => {
  refused(
    t,
    folder,
    run('--wanted', '0.9'),
    '--wanted: found it for a network without class scores; expected --within, an NRMSE',
  );
  refused(
    t,
    folder,
    ['run', 'net.owp', '--data', 'TEST.ts', '--within', '0.1'],
    '--within: found it for a network that makes class scores; expected --wanted, an accuracy',
  );
});
