import test from 'ava';
import { runInWorkers } from '../../sim/jobs.js';

/** Squares numbers, tells of each first, and dies of 2. */
const squares = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', n => {
      if (n === 2) throw new RangeError('no room for 2');
      parentPort.postMessage({ news: n });
      parentPort.postMessage({ result: n * n });
    });`)}`,
);

test('a job whose thread dies is told of, and the others go on in another thread', async t => {
  for (const workers of [1, 3]) {
    const [told, lost]: [number[], string[]] = [[], []];
    const results = await runInWorkers<number, number, number>(squares, null, [1, 2, 3, 4, 2], {
      ...{ workers, onNews: (job, news) => told.push(job, news) },
      onLost: (job, cause) => lost.push(`${job}: ${(cause as Error).message}`),
    });
    t.deepEqual(results, [1, undefined, 9, 16] as number[]);
    t.deepEqual(lost.sort(), ['1: no room for 2', '4: no room for 2']);
    t.is(told.length, 6);
  }
});

test('where nobody is told, it ends all jobs', async t => {
  const run = runInWorkers<number, number, number>(squares, null, [1, 2, 3], { workers: 1, onNews: () => undefined });
  await t.throwsAsync(run, { any: true, message: 'no room for 2' });
});
