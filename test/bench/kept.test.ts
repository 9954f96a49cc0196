import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { keep, keptOr, readKept } from '../../bench/kept.js';

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'ohmweave-kept-')), 'kept.jsonl');

test('what is kept is there again, by what was asked for', t => {
  const file = newFile();
  t.deepEqual(readKept(file), new Map());
  keep(file, 'a', { accuracy: 0.5 });
  keep(file, '{"set":"b"}', { accuracy: 1 });
  t.deepEqual(
    readKept(file),
    new Map([
      ['a', { accuracy: 0.5 }],
      ['{"set":"b"}', { accuracy: 1 }],
    ]),
  );
});

test('a line that was cut off is lost alone', t => {
  const file = newFile();
  keep(file, 'a', { accuracy: 0.5 });
  appendFileSync(file, '{"of":"b","found":{"accu');
  t.deepEqual([...readKept(file).keys()], ['a']);
  keep(file, 'c', { accuracy: 0.25 });
  t.deepEqual([...readKept(file).keys()], ['a', 'c']);
  t.is(readFileSync(file, 'utf8').split('\n').length, 4);
});

test('without a file nothing is kept', t => {
  keep(undefined, 'a', { accuracy: 1 });
  t.deepEqual(readKept(undefined), new Map());
});

test('what is kept is not looked for again', async t => {
  const file = newFile();
  let times = 0;
  const find = () => ({ accuracy: ++times });
  t.deepEqual(await keptOr(file, 'a', find), { accuracy: 1 });
  t.deepEqual(await keptOr(file, 'a', find), { accuracy: 1 });
  t.deepEqual(await keptOr(file, 'b', find), { accuracy: 2 });
  t.deepEqual(await keptOr(undefined, 'a', find), { accuracy: 3 });
});
