import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compile } from '../../../compiler/compile.js';
import { writeProgram } from '../../../compiler/program-file.js';
import { formatTs } from '../../../models/data/ts-format.js';
import { randomSteps, tinyCoder } from '../../models/builders.js';
import { answer, documented, ohmweave, refused } from '../ohmweave.js';
import { tinyFolder, tinyHardware } from '../tiny.js';

const folder = tinyFolder();
const inputs = randomSteps(12, 4);
writeFileSync(join(folder, 'inputs.ts'), formatTs(inputs));
for (const form of ['gram', 'residual'] as const) {
  const { program } = compile(tinyCoder({ form }), tinyHardware, { seed: 1, calibration: inputs });
  writeProgram(join(folder, `${form}.owp`), program, '0');
}
const args = (program: string, ...more: string[]): string[] => ['encode', program, '--data', 'inputs.ts', ...more];

test('codes on the chip against those in float64, at every age and noise', t => {
  const json = answer(t, folder, args('residual.owp', '--noise', '0,0.2', '--time', '0 s,1 year', '--seeds', '2'));
  documented(t, 'encode', json);
  t.deepEqual(json.seeds, [1, 2]);
  t.is(json.inputs, 12);
  const [clean, noisy] = json.levels;
  t.is(clean.psnrBefore, null);
  t.true(noisy.psnrBefore > 20);
  t.is(clean.points.length, 4);
  t.is(clean.reference.overlap, 1);
  t.true(clean.points[0].mean.overlap < 1 && clean.points[0].deviation.psnr > 0);
  const { stdout } = ohmweave(folder, args('gram.owp', '--time', '0 s', '--limit', '3'));
  t.regex(stdout, /tiny coder on tiny, chip 1: 3 inputs coded/);
  t.regex(stdout, /age +drift compensation +PSNR +active +energy +support as in float64/);
});

test('codes that lack nothing are exact, not infinite decibels', t => {
  const blank = { ...inputs, series: inputs.series.map(one => ({ ...one, values: one.values.map(() => 0) })) };
  writeFileSync(join(folder, 'blank.ts'), formatTs(blank));
  const args = ['encode', 'gram.owp', '--data', 'blank.ts', '--time', '0 s'];
  t.regex(ohmweave(folder, args).stdout, /^float64 +exact +0 % /m);
  t.is(answer(t, folder, args).levels[0].reference.psnr, null);
});

test('netlist: reads from the bit lines have files of their own, with no blank in their names', t => {
  const { netlists } = answer(t, folder, ['netlist', 'residual.owp', '-o', 'cir', '--vectors', '1']);
  t.deepEqual(
    netlists.map(({ file }: { file: string }) => file),
    ['coder_0_0.cir', 'coder_0_0_backwards.cir'].map(name => join('cir', name)),
  );
});

test('what cannot be coded is refused', t => {
  refused(
    t,
    folder,
    args('net.owp').with(3, 'TEST.ts'),
    'MARS SyntheticControl_TRAIN: found no sparse coder as the first layer; expected one, as `ohmweave train lca` makes it',
  );
  refused(
    t,
    folder,
    args('gram.owp', '--noise', '-1'),
    '--noise: found "-1"; expected numbers of at least 0, in the unit of the inputs',
  );
  refused(t, folder, args('gram.owp').with(3, 'TEST.ts'), 'TEST.ts: found series of 1 channels; expected 4');
});

test('compare: codes in three systems, without a readout', t => {
  const json = answer(t, folder, ['compare', 'gram.owp', '--data', 'inputs.ts', '--reads', '2', '-o', 'codes.html']);
  // Every quantity has tiles here; the page also knows those without.
  documented(t, 'compare', { ...json, quantities: [...json.quantities, { ...json.quantities[0], tiles: [] }] });
  t.deepEqual([json.sameClassSimulated, json.agrees, json.series], [null, true, 1]);
  const [, codes] = json.quantities;
  t.is(codes.kind, 'codes');
  t.true(codes.supportSimulated > 0 && codes.supportSimulated <= 1 && codes.supportSpice === codes.supportSimulated);
  t.is(readFileSync(join(folder, 'codes.html'), 'utf8').match(/<svg/g)?.length, json.quantities.length);
  const strict = ohmweave(folder, ['compare', 'gram.owp', '--data', 'inputs.ts', '--no-spice', '--within', '0']);
  t.is(strict.code, 1);
  t.regex(strict.stdout, /^coder\.codes: support as in float64: \d+(\.\d+)? % on the chip$/m);
  t.regex(strict.stdout, /codes: NRMSE [\d.]+, more than 0\n/);
  t.notRegex(strict.stdout, /same class/);
});
