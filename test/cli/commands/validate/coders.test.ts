import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { writeProgram } from '../../../../compiler/program-file.js';
import { coderChip } from '../../../sim/coders.js';
import { answer, documented, ohmweave } from '../../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const { program } = coderChip(4, 5);
writeProgram(join(folder, 'analog.owp'), program, '0');
const { settling: _, ...hardware } = program.hardware;
writeProgram(join(folder, 'digital.owp'), { ...program, hardware }, '0');

test('the transient of a whole coder stands beside its tiles', t => {
  const json = answer(t, folder, ['validate', 'analog.owp', '--vectors', '1']);
  documented(t, 'validate of coders', { command: '', version: '', coders: json.coders });
  t.deepEqual([json.agree, json.tiles.length, json.coders.length], [2, 2, 1]);
  const [coder] = json.coders;
  t.deepEqual([coder.name, coder.inputs, coder.atoms, coder.status, coder.reduced], ['coder', 4, 5, 'agrees', false]);
  t.is(coder.reference.overlap, 1);
  const { code, stdout } = ohmweave(folder, ['validate', 'analog.owp', '--vectors', '1', '--reduced']);
  t.is(code, 0);
  t.regex(stdout, /coder +4 × 5 +90 cells, reduced +agrees/);
  t.regex(stdout, /the only coder agrees/);
});

test('of a coder that settles digitally it is said that only its arrays are validated', t => {
  const { code, stdout } = ohmweave(folder, ['validate', 'digital.owp', '--vectors', '1']);
  t.is(code, 0);
  t.regex(stdout, /coder\.codes: settles in rounds of digital arithmetic; only the arrays that it reads are validated/);
});

test('estimate, run and netlists of whole layers take a coder that settles as a circuit', t => {
  const json = answer(t, folder, ['estimate', 'analog.owp']);
  t.true(json.notes.some((note: string) => note.includes('settle as a circuit')));
  const written = answer(t, folder, ['netlist', 'analog.owp', '-o', 'cir', '--layer', 'all', '--steps', '2']);
  t.deepEqual(
    written.layers.map(({ file, analysis }: Record<string, unknown>) => [file, analysis]),
    [
      [join('cir', 'layers.cir'), 'dc'],
      [join('cir', 'coder.settle.cir'), 'tran'],
    ],
  );
  const netlist = readFileSync(join(folder, 'cir', 'coder.settle.cir'), 'utf8');
  t.regex(netlist, /^\* Expect: at the end these codes/m);
  const xyce = ohmweave(folder, ['netlist', 'analog.owp', '-o', 'xyce', '--layer', 'coder', '--dialect', 'xyce']);
  t.regex(xyce.stdout, /coder: how it settles is written for ngspice only/);
  t.false(existsSync(join(folder, 'xyce', 'coder.settle.cir')));
});
