import test from 'ava';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { anotherChip } from '../../sim/lifetime.js';
import { runOutputs } from '../../sim/output-chips.js';
import { outputLife } from '../../sim/outputs.js';
import { chip, hardware, pcm } from '../compiler/builders.js';
import { randomSteps, tinyCoder } from '../models/builders.js';

const set = randomSteps(10, 4);
const program = chip(tinyCoder(), hardware({ device: pcm(), adc: { bits: 8 } }), set, 3);
const seeds = [3, 1];
const times = [0, 86400];

test('each chip lives the life it has alone, in any number of workers', async t => {
  const run = await runOutputs(program, set, { seeds, times, workers: 2 });
  t.deepEqual(await runOutputs(program, set, { seeds, times, workers: 1 }), run);
  const lives = seeds.map(seed => outputLife(anotherChip(program, seed), set, { times }));
  t.is(run.kind, 'codes');
  t.is(run.noiseSplit, lives[0]!.noiseSplit);
  t.is(run.points.length, 4);
  for (const [k, { time, compensation, chips, ...over }] of run.points.entries()) {
    const own = lives.map(({ points }) => points[k]!);
    t.deepEqual(
      chips.map(figures => ({ time, compensation, ...figures })),
      own,
    );
    t.is(over.mean.nrmse, mean(own.map(({ nrmse }) => nrmse)));
    t.is(over.deviation.overlap, sampleDeviation(own.map(({ overlap }) => overlap)));
    t.false('yield' in over);
  }
});

test('the yield is the share of chips that are near enough', async t => {
  const on = { seeds, times: [0], compensation: ['none'] as const, workers: 1 };
  const [point] = (await runOutputs(program, set, on)).points;
  const best = Math.min(...point!.chips.map(({ nrmse }) => nrmse));
  const yieldAt = async (within: number) => (await runOutputs(program, set, { ...on, within })).points[0]!.yield;
  t.is(await yieldAt(best), 0.5);
  t.is(await yieldAt(best * 0.99), 0);
});
