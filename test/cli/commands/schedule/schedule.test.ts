import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, documented, refused } from '../../ohmweave.js';
import { tinyFolder } from '../../tiny.js';

const folder = tinyFolder();

test('schedule: the answer, a picture and a trace', t => {
  const json = answer(t, folder, [
    'schedule',
    'net.owp',
    '--steps',
    '100',
    '--svg',
    'gantt.svg',
    '--trace',
    'trace.json',
  ]);
  documented(t, 'schedule', json);
  const [of, shown] = [json.units.length, 4];
  t.is(json.shownSteps, shown);
  // A pipeline of the encoder and a block, and the readout once.
  t.true(Math.abs(json.inferenceSeconds - json.latencySeconds - 99 * json.intervalSeconds) < 1e-15);
  t.true(json.units.every((unit: { utilisation: number }) => unit.utilisation >= 0 && unit.utilisation <= 1));
  const { traceEvents } = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8'));
  const names = traceEvents.filter((event: { name: string }) => event.name === 'thread_name');
  t.is(names.length, of);
  t.true(readFileSync(join(folder, 'gantt.svg'), 'utf8').startsWith('<svg'));
});

test('schedule: a picture that is the program is refused', t => {
  refused(t, folder, ['schedule', 'net.owp', '--svg', 'a.svg', '--trace', 'net.owp'], 'net.owp: found another kind of file; expected a name that ends in .json'); // biome-ignore format: one thing
});
