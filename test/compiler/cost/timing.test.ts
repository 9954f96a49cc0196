import test from 'ava';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { costedBits, stageLatency, timing } from '../../../compiler/cost/timing.js';
import type { Stage } from '../../../compiler/schedule.js';
import { chip, esn, hardware, randomSeries } from '../builders.js';

const on = hardware({ adc: { bits: 8 }, read: { time: 100e-9 } });
const preset = peripheralsNamed('neurosim-sar-22nm'); // 9 ns per conversion, 1 ns per digital operation

const stage = (change: Partial<Stage>): Stage => ({
  name: 'block1',
  per: 'step',
  macros: [0],
  dacConversions: 0,
  adcConversions: 0,
  reads: 1,
  adcRounds: 4,
  laneRounds: 4,
  digitalOperations: 0,
  digitalDepth: 3,
  volatileDevices: 0,
  bufferBits: 0,
  storedBits: 0,
  ...change,
});
const near = (found: number, right: number): boolean => Math.abs(found / right - 1) < 1e-12;

test('a stage: read, four conversions in turn, four times three digital operations', t => {
  t.true(near(stageLatency(stage({}), on, preset, 1e-6), 100e-9 + 4 * 9e-9 + 4 * 3e-9));
});

test('a stage of three reads: three reads, three times the conversions, digital work once', t => {
  const averaged = stage({ reads: 3, adcRounds: 12, digitalDepth: 5 });
  t.true(near(stageLatency(averaged, on, preset, 0), 3 * 100e-9 + 12 * 9e-9 + 4 * 5e-9));
});

test('DACs and sense amplifiers that take time do so at each read, spikes are not converted', t => {
  const slow = peripheralsNamed({
    ...{ name: 'slow', like: 'neurosim-sar-22nm' },
    dac: { latency: 5e-9, source: 'test' },
    sense: { latency: 2e-9, source: 'test' },
  });
  const averaged = { reads: 3, adcRounds: 12, digitalDepth: 5 };
  const still = 3 * 100e-9 + 12 * 9e-9 + 4 * 5e-9;
  t.true(near(stageLatency(stage({ ...averaged, dacConversions: 6 }), on, slow, 0), still + 3 * 7e-9));
  t.true(near(stageLatency(stage(averaged), on, slow, 0), still + 3 * 2e-9));
});

test('of two branches the longer one counts, and the slowest stage sets the pace wherever it is', t => {
  const stages = ['in', 'short', 'long', 'longer', 'both'].map((name, k) =>
    stage({ name, reads: name === 'short' ? 3 : 1, adcRounds: 0, digitalDepth: k }),
  );
  // 4 rounds of k operations of 1 ns: 100, 304, 108, 112 and 116 ns.
  const branches = [[], [0], [0], [2], [1, 3]];
  const { interval, inference } = timing({ stages }, on, preset, 10, 0, branches);
  t.true(near(interval, 304e-9));
  t.true(near(inference, (100 + 304 + 116 + 9 * 304) * 1e-9));
});

test('a stage with volatile devices waits for their pulse', t => {
  t.true(near(stageLatency(stage({ volatileDevices: 5 }), on, preset, 1e-6), 1e-6 + 148e-9));
});

test('digital work on no array is not read and converts nothing', t => {
  t.true(
    near(
      stageLatency(stage({ macros: [], reads: 0, adcRounds: 0, laneRounds: 0, digitalDepth: 40 }), on, preset, 0),
      40e-9,
    ),
  );
});

test('steps overlap: fill the pipeline once, then the slowest stage sets the pace; the readout once', t => {
  const stages = [
    stage({ name: 'encoder', adcRounds: 1, laneRounds: 1, digitalDepth: 2 }), // 111 ns
    stage({}), // 148 ns
    stage({ name: 'readout', per: 'series', adcRounds: 2, laneRounds: 2, digitalDepth: 1 }), // 120 ns
  ];
  const { stages: each, interval, inference } = timing({ stages }, on, preset, 10, 0);
  t.deepEqual(
    each.map(({ name, latency }) => `${name} ${(1e9 * latency).toFixed(3)}`),
    ['encoder 111.000', 'block1 148.000', 'readout 120.000'],
  );
  t.true(near(interval, 148e-9));
  t.true(near(inference, (111 + 148 + 9 * 148 + 120) * 1e-9));
});

test('an exact converter is costed as one of 8 bits', t => {
  t.deepEqual([costedBits(null), costedBits(6)], [8, 6]);
});

test('a step of a loop waits for the one before: the interval is the latency of the whole loop', t => {
  const { schedule } = chip(esn({ units: 4 }), on, randomSeries([10, 10]));
  const { stages, interval, inference } = timing(schedule, on, preset, 10, 0);
  // A read, four conversions in turn, and for each of them decode, addition of the drive and three operations.
  const loop = 100e-9 + 4 * 9e-9 + 4 * 6e-9;
  t.true(near(interval, loop));
  const [drive, , readout] = stages.map(({ latency }) => latency);
  t.true(near(inference, drive! + loop + 9 * loop + readout!));
});
