import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { InputError } from '../../edge/error.js';
import { readJson, requireWritable, requireWritableFolder, writeWhole } from '../../edge/files.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const at = (name: string): string => join(folder, name);
const onLinux = process.platform === 'linux' ? test : test.skip;
const asUser = process.getuid?.() === 0 ? test.skip : test;

test('a file is written whole, with its folder, and nothing stays beside it', t => {
  writeWhole(at('new/deep/file.txt'), 'one');
  writeWhole(at('new/deep/file.txt'), 'two');
  t.is(readFileSync(at('new/deep/file.txt'), 'utf8'), 'two');
  t.deepEqual(readdirSync(at('new/deep')), ['file.txt']);
});

test('where a link leads to a file, the file is replaced and the link stays', t => {
  writeFileSync(at('target.txt'), 'old');
  symlinkSync('target.txt', at('link.txt'));
  writeWhole(at('link.txt'), 'new');
  t.true(lstatSync(at('link.txt')).isSymbolicLink());
  t.is(readFileSync(at('target.txt'), 'utf8'), 'new');
});

onLinux('a device is written to, and stays one', t => {
  symlinkSync('/dev/null', at('nowhere'));
  writeWhole(at('nowhere'), 'gone');
  t.true(lstatSync('/dev/null').isCharacterDevice());
});

onLinux('a full device is an InputError that names it', t => {
  symlinkSync('/dev/full', at('full'));
  const error = t.throws(() => writeWhole(at('full'), 'x'), { name: 'InputError' });
  t.regex(error.message, /full: cannot be written \(ENOSPC.*\); expected a place that can hold it$/);
  t.true(lstatSync('/dev/full').isCharacterDevice());
});

test('what is no place for a file is refused before there is one', t => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), '');
  const bad = (work: () => void, message: string): void => {
    t.throws(work, { name: 'InputError', message });
  };
  bad(() => requireWritable(at('folder')), `${at('folder')}: is a folder; expected a file`);
  bad(() => requireWritable(at('file/x.txt')), `${at('file')}: is a file; expected a folder to write to`);
  bad(() => requireWritable('-'), '"-": is no name of a file; expected one to write to');
  bad(() => requireWritable(''), '"": is no name of a file; expected one to write to');
  bad(() => requireWritableFolder(at('file')), `${at('file')}: is a file; expected a folder to write to`);
  bad(() => requireWritableFolder('-'), '"-": is no name of a folder; expected one to write to');
  t.notThrows(() => requireWritable(at('not/there/yet.txt')));
  t.notThrows(() => requireWritableFolder(at('not/there')));
  t.false(readdirSync(folder).includes('not'));
});

asUser('a folder without permission is refused', t => {
  mkdirSync(at('locked'));
  chmodSync(at('locked'), 0o500);
  t.throws(() => requireWritable(at('locked/x.txt')), { message: /locked: cannot be written to; expected a folder/ });
});

test('what a JSON parser quotes of a binary file is fit for a terminal', t => {
  const path = join(mkdtempSync(join(tmpdir(), 'ohmweave-')), 'net.json');
  writeFileSync(path, Uint8Array.of(8, 8, 0x1b, 0x5b, 0x33, 0xff, 10, 0x7f));
  const { message } = t.throws(() => readJson(path), { instanceOf: InputError });
  t.regex(message, /: not JSON \(.*\); expected a JSON file$/);
  t.notRegex(message, /[\p{Cc}\uFFFD]/u);
});
