import test from 'ava';
import { Progress, type ProgressStream } from '../../cli/progress.js';

/** A stream that remembers, and time that passes when told to. */
function watched(isTTY: boolean): ProgressStream & { readonly text: string[] } {
  const text: string[] = [];
  return { isTTY, text, write: (part: string) => text.push(part) };
}
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

test('on a terminal, one line that comes after a second, is rewritten and goes', async t => {
  const stream = watched(true);
  const progress = new Progress(stream, 'normal');
  const report = progress.stage('solving');
  report(1, 4);
  await pause(500);
  t.deepEqual(stream.text, []);
  await pause(1000);
  t.regex(stream.text[0]!, /^\rsolving 1\/4 \(1 s\)/);
  t.false(stream.text.some(part => part.includes('\n')));
  report(2.999, 4);
  await pause(300);
  t.regex(stream.text.at(-1)!, /^\rsolving 2\.99\/4 /);
  progress.end();
  t.is(stream.text.at(-1), '\r\x1b[K');
});

test('an estimate of what is left runs down, in units that it is worth', async t => {
  const stream = watched(true);
  const progress = new Progress(stream, 'normal');
  const report = progress.stage('running');
  report(1, 4, 20);
  await pause(1500);
  t.regex(stream.text.at(-1)!, /^\rrunning 1\/4 \(1 s, about 19 s left\)/);
  report(2, 4, 400);
  await pause(300);
  t.regex(stream.text.at(-1)!, /about 7 min left\)/);
  report(3, 4, 9000);
  await pause(300);
  t.regex(stream.text.at(-1)!, /about [23] h left\)/);
  progress.end();
});

test('elsewhere, short work shows nothing; loud, its duration', async t => {
  const stream = watched(false);
  const progress = new Progress(stream, 'normal');
  progress.stage('one');
  progress.stage('two');
  progress.end();
  t.deepEqual(stream.text, []);
  const loud = new Progress(stream, 'loud');
  loud.stage('one');
  loud.stage('two');
  loud.note('a note');
  loud.detail('a detail');
  progress.detail('for others');
  loud.end();
  t.deepEqual(stream.text, ['one: 0.0 s\n', 'a note\n', 'a detail\n', 'two: 0.0 s\n']);
});

test('quiet is silent', t => {
  const stream = watched(true);
  const progress = new Progress(stream, 'quiet');
  progress.stage('one');
  progress.note('a note');
  progress.end();
  t.deepEqual(stream.text, []);
});
