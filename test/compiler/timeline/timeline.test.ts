import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { stageLatency, timing } from '../../../compiler/cost/timing.js';
import { packings } from '../../../compiler/placement/packing.js';
import type { PlacedTile } from '../../../compiler/plan.js';
import { type Program, tilesOf } from '../../../compiler/program-record.js';
import { chipOf } from '../../../compiler/timeline/chip.js';
import { programTiming } from '../../../compiler/timeline/program-timing.js';
import { overlaps } from '../../../compiler/timeline/tasks.js';
import { type Timeline, timeline } from '../../../compiler/timeline/timeline.js';
import { pulseTime } from '../../../compiler/volatile-units.js';
import type { Layer } from '../../../models/network.js';
import { fromRows } from '../../../numeric/matrix.js';
import {
  lif,
  randomSteps,
  spikeTrains,
  tinyCoder,
  tinyMaps,
  tinyMars,
  tinySpiking,
  tinyWindowCoder,
  tinyWindows,
} from '../../models/builders.js';
import { coderChip } from '../../sim/coders.js';
import { spikingChip } from '../../sim/spiking-chips.js';
import { chip, esn, hardware, mars, marsTc, mfEsn, noiseRows, randomSeries, volatileUnits } from '../builders.js';

const series = randomSeries([12, 12]);
const programs: Readonly<Record<string, Program>> = {
  'MARS on small arrays': chip(
    mars({ units: 9, blocks: 2 }),
    hardware({ array: { rows: 6, columns: 6 }, adc: { shared: 2 } }),
    series,
  ),
  'with averaged reads': chip(mars({ units: 5 }), hardware({ read: { average: 3 } }), series),
  'a convolution before it, and a digital readout': chip(
    marsTc(),
    hardware({ copies: 'fill', readout: 'digital' }),
    series,
  ),
  'an ESN': chip(esn(), hardware(), series),
  'volatile memristors': chip(mfEsn(), hardware({ recurrence: volatileUnits() }), series),
  'a coder that settles in rounds': chip(tinyCoder({ iterations: 7 }), hardware(), randomSteps(3, 4)),
  'a coder that settles as a circuit': coderChip(4, 6).program,
  'a coder with windows': chip(tinyWindowCoder(tinyWindows(), { iterations: 3 }), hardware(), randomSteps(3, 30)),
  'neurons that are circuits, with a loop': spikingChip(lif(4), 4, { back: 0.3 }).program,
  'digital neurons': chip(tinySpiking(), hardware(), spikeTrains(2, 3, 10)),
};

const within = (t: ExecutionContext, a: number, b: number, name: string): void => {
  // Sums of the same terms in another order.
  t.true(Math.abs(a - b) <= 1e-11 * Math.abs(b), `${name}: ${a} ≠ ${b}`);
};

for (const [name, program] of Object.entries(programs))
  test(`${name}: the same latency and interval as filling a pipeline of constant stages`, t => {
    for (const preset of ['neurosim-sar-22nm', 'isaac-32nm', 'puma-32nm'].map(peripheralsNamed))
      for (const steps of [1, 2, 18_000]) {
        const pulse = pulseTime(program.graph, program.hardware);
        const closed = timing(program.schedule, program.hardware, preset, steps, pulse);
        const found = timeline(program, preset, { steps });
        within(t, found.inference, closed.inference, `inference of ${steps} steps`);
        within(t, found.interval, closed.interval, 'interval');
        within(t, found.bound.seconds, closed.interval, 'bound');
        const path = found.path.reduce((sum, part) => sum + part.seconds, 0);
        within(t, path, found.latency, 'critical path');
      }
    const settling = new Map(tilesOf(program).map(({ tile }) => [tile, (1 + (tile.macro % 3)) * 20e-9]));
    const settled = timeline(program, preset, { steps: 5, settling: tile => settling.get(tile)! });
    const closed = programTiming(program, preset, pulseTime(program.graph, program.hardware), settling)(5);
    within(t, closed.inference, settled.inference, 'with lines that settle');
    within(t, closed.interval, settled.interval, 'their interval');
  });

/** No two operations on one unit overlap, and none of a stage comes before the inputs that it takes. */
function requireSound(t: ExecutionContext, { operations, units, inference, shown, steps, busy }: Timeline): void {
  const slack = 1e-12 * inference;
  const until = units.map(() => 0);
  const sums = units.map(() => 0);
  let crossings = 0;
  for (const { unit, start, duration } of operations) {
    if (duration > 0 && start < until[unit]! - slack) crossings++;
    until[unit] = Math.max(until[unit]!, start + duration);
    sums[unit]! += duration;
  }
  t.is(crossings, 0);
  if (shown === steps) for (const [unit, sum] of sums.entries()) within(t, sum, busy[unit]!, units[unit]!.name);
}

for (const [name, program] of Object.entries(programs))
  for (const overlap of ['stages', 'units'] as const)
    test(`${name}: operations do not overlap, and come after their inputs (${overlap})`, t => {
      const preset = peripheralsNamed('neurosim-sar-22nm');
      const found = timeline(program, preset, { steps: 5, shown: 5, overlap });
      requireSound(t, found);
      const flow = chipOf(program, preset, () => 0).stages;
      const slack = 1e-12 * found.inference;
      for (const { name: stage, sources, per } of flow)
        for (const step of per === 'step' ? [0, 1, 2, 3, 4] : [4])
          for (const source of sources) {
            const of = (wanted: string) => found.operations.filter(one => one.stage === wanted && one.step === step);
            const first = Math.min(...of(stage).map(({ start }) => start));
            const last = Math.max(...of(flow[source]!.name).map(({ start, duration }) => start + duration));
            t.true(first >= last - slack, `${stage} after ${flow[source]!.name} in step ${step}`);
          }
    });

test('with units that go ahead the busiest one sets the interval, and long series end as all their steps would', t => {
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const program = programs['MARS on small arrays']!;
  const found = timeline(program, preset, { steps: 300, overlap: 'units', shown: 300 });
  within(t, found.interval, 250e-9, 'a read');
  within(t, found.bound.seconds, 250e-9, 'a read');
  within(t, found.inference, found.latency + 299 * 250e-9, 'inference');
  const end = Math.max(...found.operations.map(({ start, duration }) => start + duration));
  within(t, found.inference, end, '300 steps one by one');
});

test('what comes back through an array waits for it in any case', t => {
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const program = programs['an ESN']!;
  const loop = program.schedule.stages.find(({ name }) => name === 'reservoir_recurrent')!;
  const { interval, bound } = timeline(program, preset, { steps: 100, overlap: 'units' });
  within(t, interval, stageLatency(loop, program.hardware, preset, 0), 'interval');
  t.is(bound.by, 'stage reservoir_recurrent');
});

test('the tiny network by hand', t => {
  const program = chip(tinyMars(), hardware(), randomSeries([10, 10]));
  // At 22 nm: 9 ns for each of two conversions, 1 ns for each of two elements and operations.
  const { path, units, busy, operations } = timeline(program, peripheralsNamed('neurosim-sar-22nm'), {
    steps: 3,
    shown: 3,
  });
  const expected = [
    ['encoder', 'read', 250],
    ['encoder', 'convert', 18],
    ['encoder', 'compute', 4],
    ['block1', 'read', 250],
    ['block1', 'convert', 18],
    ['block1', 'compute', 16],
    ['readout', 'read', 250],
    ['readout', 'convert', 18],
    ['readout', 'compute', 4],
  ];
  t.deepEqual(
    path.map(({ stage, work, seconds }) => [stage, work, Number((1e9 * seconds).toFixed(6))]),
    expected,
  );
  const adc = units.findIndex(({ name }) => name === 'array 1 ADC 0');
  within(t, busy[adc]!, 3 * 18e-9, 'the ADC of the block');
  const conversions = operations.filter(({ unit }) => unit === adc);
  t.deepEqual(conversions.map(({ pieces, step }) => [pieces, step]), [[2, 0], [2, 1], [2, 2]]); // biome-ignore format: one thing
});

test('lines that settle before each read', t => {
  const program = chip(tinyMars(), hardware(), randomSeries([10, 10]));
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const still = timeline(program, preset, { steps: 4 });
  const settling = timeline(program, preset, { steps: 4, settling: tile => (tile.macro === 1 ? 40e-9 : 10e-9) });
  within(t, settling.latency - still.latency, 10e-9 + 40e-9 + 10e-9, 'latency');
  within(t, settling.interval - still.interval, 40e-9, 'interval');
});

const preset = peripheralsNamed('neurosim-sar-22nm');

test('shared arrays: operations wait for them, and the interval is at least their work', t => {
  const on = hardware({ array: { rows: 16, columns: 40 }, placement: { packing: 'shared rows', duplicates: 1 } });
  const program = chip(mars({ units: 4, blocks: 3 }), on, series);
  t.is(new Set(program.schedule.stages.flatMap(({ macros }) => macros)).size, 1);
  for (const overlap of ['stages', 'units'] as const) {
    const found = timeline(program, preset, { steps: 12, shown: 12, overlap });
    requireSound(t, found);
    // An encoder and three blocks, 250 ns each.
    within(t, found.bound.seconds, 4 * 250e-9, 'bound');
    t.is(found.bound.by, 'array 0 drivers');
    t.true(found.interval >= found.bound.seconds * (1 - 1e-9));
    const short = timeline(program, preset, { steps: 1000, overlap });
    within(t, short.inference - found.inference, (1000 - 12) * short.interval, 'extrapolated');
  }
});

test('duplicates: intervals fall by their number, to the next bound', t => {
  const interval = (duplicates: Record<string, number>, overlap: 'stages' | 'units' = 'stages') => {
    const on = hardware({ placement: { packing: 'none', duplicates } });
    const found = timeline(chip(mars({ units: 4, blocks: 1 }), on, series), preset, { steps: 50, shown: 50, overlap });
    requireSound(t, found);
    within(t, found.interval, found.bound.seconds, 'bound');
    return found;
  };
  const one = interval({});
  const block = one.stages.find(({ name }) => name === 'block1')!.latency;
  const encoder = one.stages.find(({ name }) => name === 'encoder')!.latency;
  within(t, one.interval, block, 'a block');
  within(t, interval({ block1: 2 }).interval, encoder, 'the encoder');
  within(t, interval({ block1: 2, encoder: 2 }).interval, block / 2, 'two of both');
  within(t, interval({ block1: 2, encoder: 3 }).interval, block / 2, 'three encoders');
  within(t, interval({ block1: 4, encoder: 4 }, 'units').interval, 250e-9 / 4, 'four reads at once');
});

test('duplicates share the positions of a step, too', t => {
  const first = (duplicates: Record<string, number>): number => {
    const on = hardware({ placement: { packing: 'none', duplicates } });
    return timeline(chip(tinyMaps(), on, spikeTrains(2, 40, 4)), preset, { steps: 1 }).stages[0]!.latency;
  };
  // 20 windows: 5 for each of four sets, 7 for the first of three.
  within(t, first({ first: 4 }), (5 / 20) * first({}), 'four sets');
  within(t, first({ first: 3 }), (7 / 20) * first({}), 'three sets');
});

test('stages of many thousand reads: as a pipeline of constant stages, whatever is taken together', t => {
  const { schedule, ...rest } = programs['MARS on small arrays']!;
  const reads = [12_544, 3136, 1000, 49];
  const stages = schedule.stages.map((stage, k) => ({ ...stage, reads: reads[k]!, adcRounds: 8 * reads[k]!, laneRounds: 2 * reads[k]! })); // biome-ignore format: one thing
  const program = { ...rest, schedule: { ...schedule, stages } };
  for (const steps of [1, 50]) {
    const closed = programTiming(program, preset, 0)(steps);
    const found = timeline(program, preset, { steps });
    within(t, found.inference, closed.inference, `inference of ${steps} steps`);
    within(t, found.interval, closed.interval, 'interval');
    const path = found.path.reduce((sum, part) => sum + part.seconds, 0);
    within(t, path, found.latency, 'critical path');
  }
});

test('the critical path adds up to the latency where the first array of a stage has fewer columns to convert', t => {
  // Seven outputs in threes: the last tile of a product has one column to convert, the others three.
  const program = chip(mars({ units: 7, blocks: 2 }), hardware({ array: { rows: 6, columns: 6 } }), series);
  const plans = program.plans.map(plan => ({ ...plan, tiles: plan.tiles.toReversed() }));
  const { path, latency } = timeline({ ...program, plans }, preset, { steps: 1 });
  within(t, path.reduce((sum, part) => sum + part.seconds, 0), latency, 'critical path'); // biome-ignore format: one thing
});

test('stages that do not need each other run side by side', t => {
  const layer = (name: string, from: readonly string[]): Layer => ({
    ...{ type: 'linear', name, from, weights: fromRows(noiseRows(name, 3, 3)) },
  });
  // `short` and `long` read the input; what they add up to is computed in the stage of `longer`, as the schedule counts it.
  const program = chip(
    {
      name: 'two branches',
      input: { channels: 3, normalize: 'none' },
      layers: [
        layer('short', ['input']),
        layer('long', ['input']),
        layer('longer', ['long']),
        layer('both', ['short', 'longer']),
      ],
    },
    hardware(),
    randomSteps(3, 3),
  );
  const found = timeline(program, preset, { steps: 30, shown: 30 });
  const { interval, inference } = programTiming(program, preset, 0)(30);
  within(t, inference, found.inference, 'as a pipeline of constant stages');
  within(t, interval, found.interval, 'its interval');
  requireSound(t, found);
  const [, ...path] = found.stages.map(({ latency }) => latency);
  within(t, found.latency, path.reduce((sum, one) => sum + one, 0), 'the longer branch'); // biome-ignore format: one thing
  within(t, found.interval, found.bound.seconds, 'bound');
  within(t, found.inference, found.latency + 29 * found.interval, 'inference');
});

test('any branches, converters and amplifiers that take time: the pipeline and the timeline agree, at the pace of the slowest stage', t => {
  const slow = peripheralsNamed({
    ...{ name: 'slow', like: 'isaac-32nm' },
    dac: { latency: 13e-9, source: 'test' },
    sense: { latency: 7e-9, source: 'test' },
  });
  // How many layers back each input of a layer comes from; more than there are is the network's own.
  const wiring = fc.array(fc.array(fc.nat(6), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 7 });
  const seconds = fc.integer({ min: 0, max: 90 });
  fc.assert(
    fc.property(wiring, fc.integer({ min: 1, max: 30 }), seconds, (from, steps, lines) => {
      const names = ['input', ...from.map((_, k) => `layer${k}`)];
      const layers = from.map((own, k): Layer => {
        const outputs = new Set(own.map(back => names[Math.max(0, k - back)]!));
        return { type: 'linear', name: names[k + 1]!, from: [...outputs], weights: fromRows(noiseRows(`${k}`, 3, 3)) };
      });
      const net = { name: 'any branches', input: { channels: 3, normalize: 'none' as const }, layers };
      const program = chip(net, hardware({ read: { average: 2 } }), randomSteps(3, 3));
      const found = timeline(program, slow, { steps });
      const closed = programTiming(program, slow, 0)(steps);
      within(t, closed.inference, found.inference, 'inference');
      within(t, closed.interval, found.interval, 'interval');
      within(t, found.interval, found.bound.seconds, 'bound');
      const settling = new Map(tilesOf(program).map(({ tile }) => [tile, (tile.macro + 1) * lines * 1e-9]));
      const settled = timeline(program, slow, { steps, settling: tile => settling.get(tile)! });
      within(t, programTiming(program, slow, 0, settling)(steps).inference, settled.inference, 'lines that settle');
    }),
    // Among them one whose last layer needs what the first one gave six layers before.
    { numRuns: 20, examples: [[[[0], [0], [0], [0], [0], [0], [0, 5]], 30, 0]] },
  );
});

test('whatever shares arrays and whatever settles: sound, at least the bound, and the end of all steps one by one', t => {
  const shapes = fc.record({
    units: fc.integer({ min: 1, max: 6 }),
    blocks: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 3, max: 24 }),
    pairs: fc.integer({ min: 1, max: 12 }),
    packing: fc.constantFrom(...packings),
    duplicates: fc.integer({ min: 1, max: 3 }),
    overlap: fc.constantFrom(...overlaps),
    settling: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 5, maxLength: 5 }),
  });
  const steps = 40;
  fc.assert(
    fc.property(shapes, ({ units, blocks, rows, pairs, packing, duplicates, overlap, settling }) => {
      const on = hardware({ array: { rows, columns: 2 * pairs }, placement: { packing, duplicates } });
      const program = chip(mars({ units, blocks }), on, series);
      const seconds = (tile: PlacedTile): number => 1e-9 * settling[tile.macro % 5]!;
      const found = timeline(program, preset, { steps, shown: steps, overlap, settling: seconds });
      requireSound(t, found);
      const end = Math.max(...found.operations.map(({ start, duration }) => start + duration));
      return found.interval >= found.bound.seconds * (1 - 1e-9) && Math.abs(end / found.inference - 1) < 1e-9;
    }),
    { numRuns: 20 },
  );
});
