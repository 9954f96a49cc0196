import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { Job } from '../../../bench/mars-paper/jobs.js';
import { runJobs } from '../../../bench/mars-paper/run-jobs.js';

const job = (seed: number, units = 4): Job => ({
  ...{ kind: 'train', set: 'SyntheticControl', seed, reservoir: 'mars', split: 'original' },
  candidates: [{ units, blocks: 1, ridge: [1] }],
});

test('outcomes come in the order of the jobs, and what is kept is not run again', async t => {
  const kept = join(mkdtempSync(join(tmpdir(), 'ohmweave-bench-')), 'kept.jsonl');
  const [first, second] = await runJobs([job(1), job(2)], 2, kept);
  t.true(first!.accuracy > 1 / 6 && first!.accuracy < 1);
  // A line that was cut off, and one that says what no run would.
  appendFileSync(kept, '{"job":{"kind":"tra');
  const lines = readFileSync(kept, 'utf8').split('\n');
  const marked = lines.map(line =>
    line.includes('"seed":2') ? line.replace(/"accuracy":[^,]+/, '"accuracy":-1') : line,
  );
  writeFileSync(kept, `${marked.join('\n')}\n`);
  const [again, known, more] = await runJobs([job(1), job(2), job(1, 8)], 1, kept);
  t.deepEqual(again, first);
  t.is(known!.accuracy, -1);
  t.is(known!.lambda, second!.lambda);
  t.true(more!.accuracy > 1 / 6);
  t.is(readFileSync(kept, 'utf8').trimEnd().split('\n').length, 4);
});

test('an error in a thread ends the run', async t => {
  await t.throwsAsync(runJobs([{ ...job(1), candidates: [{ units: -1 }] } as Job], 1), {
    any: true,
    message: /units: found -1/,
  });
});
