import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type FolderFile, writeFolder } from '../../edge/folder.js';

async function* files(...names: string[]): AsyncGenerator<FolderFile> {
  for (const name of names) {
    if (name === 'stop') throw new Error('stopped');
    yield { name, content: `in ${name}` };
  }
}
const place = (): string => join(mkdtempSync(join(tmpdir(), 'ohmweave-')), 'out');
const beside = (path: string): string[] => readdirSync(join(path, '..'));

test('a folder takes the place of the earlier one as a whole', async t => {
  const path = place();
  await writeFolder(path, files('a', 'b'), { of: 'first' });
  t.deepEqual(JSON.parse(readFileSync(join(path, 'index.json'), 'utf8')), { of: 'first', files: ['a', 'b'] });
  await writeFolder(path, files('c'), { of: 'second' });
  t.deepEqual(readdirSync(path).sort(), ['c', 'index.json']);
  t.is(readFileSync(join(path, 'c'), 'utf8'), 'in c');
  t.deepEqual(beside(path), ['out']);
});

test('an empty folder is taken; one with a foreign file, or without an index, is not', async t => {
  const path = place();
  mkdirSync(path);
  await writeFolder(path, files('a'), {});
  writeFileSync(join(path, 'notes'), 'mine');
  await t.throwsAsync(writeFolder(path, files('b'), {}), {
    name: 'InputError',
    message: `${path}: found notes, which is no file of an earlier export; expected a new or an empty folder, or one that holds such an export and nothing else`,
  });
  t.deepEqual(readdirSync(path).sort(), ['a', 'index.json', 'notes']);
  const other = place();
  mkdirSync(other);
  writeFileSync(join(other, 'a'), 'mine');
  await t.throwsAsync(writeFolder(other, files('a'), {}), { message: /found a, which is no file of/ });
  writeFileSync(path.replace(/out$/, 'file'), '');
  await t.throwsAsync(writeFolder(path.replace(/out$/, 'file'), files('a'), {}), { message: /is a file/ });
});

test('what fails in the middle leaves what was there, and nothing else', async t => {
  const path = place();
  await writeFolder(path, files('a'), {});
  await t.throwsAsync(writeFolder(path, files('b', 'stop'), {}), { message: 'stopped' });
  t.deepEqual(readdirSync(path).sort(), ['a', 'index.json']);
  t.deepEqual(beside(path), ['out']);
});
