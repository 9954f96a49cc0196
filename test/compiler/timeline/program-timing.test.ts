import test from 'ava';
import { estimate } from '../../../compiler/cost/estimate.js';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { timing } from '../../../compiler/cost/timing.js';
import { programTiming } from '../../../compiler/timeline/program-timing.js';
import { timeline } from '../../../compiler/timeline/timeline.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

const preset = peripheralsNamed('isaac-32nm');
const on = (placement?: { packing: 'shared rows' | 'none'; duplicates: number }) =>
  chip(
    mars({ units: 4 }),
    hardware({ array: { rows: 16, columns: 40 }, ...(placement && { placement }) }),
    randomSeries([10, 11]),
  );

test('arrays of their own: the pipeline of constant stages', t => {
  const program = on();
  const expected = timing(program.schedule, program.hardware, preset, 10.5, 0);
  t.deepEqual(programTiming(program, preset, 0)(10.5), expected);
});

test('shared arrays and duplicates: the timeline, in between where a mean is no whole number', t => {
  for (const program of [on({ packing: 'shared rows', duplicates: 1 }), on({ packing: 'none', duplicates: 3 })]) {
    const [ten, eleven] = [10, 11].map(steps => timeline(program, preset, { steps }));
    const between = programTiming(program, preset, 0);
    t.is(between(10).inference, ten!.inference);
    t.true(Math.abs(between(10.25).inference - (0.75 * ten!.inference + 0.25 * eleven!.inference)) < 1e-18);
    t.is(between(10).interval, ten!.interval);
  }
});

test('an estimate has the time that arrays wait, and the area that they do not take', t => {
  const costs = [on(), on({ packing: 'shared rows', duplicates: 1 }), on({ packing: 'none', duplicates: 2 })];
  const [own, shared, doubled] = costs.map(program => estimate(program).presets[1]!);
  // The encoder and two blocks take turns on one array, the readout stands on it, too.
  t.true(shared!.latency.interval > 2.5 * own!.latency.interval);
  t.is(shared!.area.array, own!.area.array / 4);
  // The readout has no second set.
  t.true(Math.abs(doubled!.area.array / own!.area.array - 7 / 4) < 1e-12);
  t.true(Math.abs(doubled!.latency.interval / own!.latency.interval - 1 / 2) < 1e-9);
});
