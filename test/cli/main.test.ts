import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, checkout, main, ohmweave, withoutProgress } from './ohmweave.js';
import { tinyFolder } from './tiny.js';

const folder = tinyFolder();
const names =
  'train compile run inspect estimate netlist validate report solve devices convert hardware data demo'.split(' ');

test('--version says what package.json says', t => {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  t.deepEqual(ohmweave(folder, ['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

test('every command has help with an example that starts with its name', t => {
  const { code, stdout } = ohmweave(folder, ['--help']);
  t.is(code, 0);
  for (const name of names) {
    t.regex(stdout, new RegExp(`^ {2}${name} `, 'm'));
    const help = ohmweave(folder, [name, '--help']);
    t.is(help.code, 0, name);
    t.regex(help.stdout, new RegExp(`Example:\n {2}ohmweave ${name} `));
  }
});

test('a full disk behind stdout is an error like any other', t => {
  const full = '/dev/full';
  if (!existsSync(full)) return t.pass('no /dev/full here');
  const { status, stderr } = spawnSync('sh', ['-c', `"$0" "$1" hardware > ${full}`, process.execPath, main], {
    encoding: 'utf8',
  });
  t.is(status, 2);
  t.regex(stderr, /^error: stdout: cannot be written \(ENOSPC[^\n]*\); expected a place that can hold it\n$/);
});

test('wrong usage is exit code 2, with the message on stderr', t => {
  const bad = (args: readonly string[], message: RegExp): void => {
    const { code, stdout, stderr } = ohmweave(folder, args);
    t.is(code, 2, args.join(' '));
    t.is(stdout, '');
    t.regex(stderr, message);
  };
  bad([], /^Usage: ohmweave/);
  bad(['bogus'], /^error: unknown command 'bogus'/);
  bad(['estimate'], /^error: missing required argument 'program'/);
  bad(['estimate', 'net.owp', '--bogus'], /^error: unknown option '--bogus'/);
  bad(['estimate', 'net.owp', '--format', 'xml'], /'xml' is invalid\. Allowed choices are text, json\./);
  bad(['compile', 'net.json', '--hardware', 'ideal'], /required option '-o, --output <file>' not specified/);
  bad(['compile', 'net.json', '--hardware', 'ideal', '-o', 'x', '--seed', '-1'], /Expected a whole number ≥ 0\./);
});

test('-v says how long the stages took; -q says nothing', t => {
  const { stderr } = ohmweave(folder, ['estimate', 'net.owp', '-v']);
  t.regex(stderr, /^estimating cost: \d+\.\d s\n$/);
  t.is(answer(t, folder, ['estimate', 'net.owp']).command, 'estimate');
});

test('Ctrl-C ends long work with exit code 130 and says what was written', async t => {
  const args = ['train', 'mars', '--train', 'TRAIN.ts', '--set', 'units=2000', '-o', 'late.json'];
  const child = spawn(process.execPath, [main, ...args], { cwd: folder });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  setTimeout(() => child.kill('SIGINT'), 3000);
  const code = await new Promise(resolve => child.on('close', resolve));
  t.is(withoutProgress(stderr), 'interrupted; nothing was written\n');
  t.is(code, 130);
  t.false(existsSync(join(folder, 'late.json')));
});
