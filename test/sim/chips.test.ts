import test from 'ava';
import { InputError } from '../../edge/error.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { runChips } from '../../sim/chips.js';
import { anotherChip, lifetime } from '../../sim/lifetime.js';
import { hardware, pcm } from '../compiler/builders.js';
import { controlCharts } from './builders.js';

const { train, test: unseen } = controlCharts;
const program = controlCharts.on(hardware({ device: pcm(), adc: { bits: 8 } }), 3);
const seeds = [3, 1, 8];
const times = [0, 86400];

test('what comes out does not depend on how many workers there are', async t => {
  const options = { seeds, times, train };
  const [one, three] = await Promise.all([1, 3].map(workers => runChips(program, unseen, { ...options, workers })));
  t.deepEqual(three, one);
});

test('each chip lives the life it has alone', async t => {
  const run = await runChips(program, unseen, { seeds, times, workers: 2 });
  const lives = seeds.map(seed => lifetime(anotherChip(program, seed), unseen, { times }));
  t.is(run.reference, lives[0]!.reference);
  t.is(run.noiseSplit, lives[0]!.noiseSplit);
  t.is(run.points.length, lives[0]!.points.length);
  for (const point of run.points) {
    const own = lives.map(
      life => life.points.find(one => one.time === point.time && one.compensation === point.compensation)!.accuracy,
    );
    t.deepEqual(point.accuracies, own);
    t.is(point.mean, mean(own));
    t.is(point.deviation, sampleDeviation(own));
  }
});

test('the yield is the share of chips that are good enough', async t => {
  const on = { seeds, times: [86400], compensation: ['none'] as const, workers: 1 };
  const { wanted, reference, points } = await runChips(program, unseen, on);
  t.is(wanted, reference - 0.02);
  const [point] = points;
  const best = Math.max(...point!.accuracies);
  const strict = await runChips(program, unseen, { ...on, wanted: best });
  t.is(strict.points[0]!.yield, point!.accuracies.filter(accuracy => accuracy === best).length / 3);
  const lax = await runChips(program, unseen, { ...on, wanted: 0 });
  t.is(lax.points[0]!.yield, 1);
});

test('a single chip has no deviation', async t => {
  const { points } = await runChips(program, unseen, { seeds: [5], times: [0], compensation: ['global'], workers: 1 });
  t.deepEqual([points.length, points[0]!.deviation], [1, 0]);
});

test('the split of the read noise reaches the workers, 0 too', async t => {
  for (const noiseSplit of [0.25, 0]) {
    const run = await runChips(program, unseen, {
      seeds: [3],
      times: [0],
      compensation: ['none'],
      noiseSplit,
      workers: 1,
    });
    t.is(run.noiseSplit, noiseSplit);
  }
});

test('progress counts chips, settings and ages', async t => {
  const seen: string[] = [];
  await runChips(program, unseen, {
    ...{ seeds: [1, 2], times, workers: 2 },
    onProgress: (done, total) => seen.push(`${done}/${total}`),
  });
  t.deepEqual(
    seen,
    seen.map((_, k) => `${k + 1}/8`),
  );
  t.is(seen.length, 8);
});

test('a run that is called off rejects with the reason, before and while it runs', async t => {
  const reason = new Error('enough');
  const begun = new AbortController();
  begun.abort(reason);
  const options = { seeds, times, workers: 2 };
  t.is(await t.throwsAsync(runChips(program, unseen, { ...options, signal: begun.signal })), reason);

  const later = new AbortController();
  const running = runChips(program, unseen, {
    ...options,
    times: Array.from({ length: 1000 }, (_, k) => k),
    signal: later.signal,
    onProgress: () => later.abort(reason),
  });
  t.is(await t.throwsAsync(running), reason);
});

test('bad input that a worker meets is told as it would be here', async t => {
  const unlabelled = { ...unseen, series: unseen.series.map(one => ({ ...one, label: -1 })) };
  await t.throwsAsync(runChips(program, unlabelled, { seeds, times, workers: 2 }), {
    instanceOf: InputError,
    message: 'SyntheticControl_TEST: series 1: has no class label; expected labelled series',
  });
});
