import test from 'ava';
import type { Hardware } from '../../compiler/hardware.js';
import { readHardware } from '../../compiler/hardware-file.js';
import type { Program } from '../../compiler/program-record.js';
import { predict } from '../../models/classify.js';
import { type GraphRun, memristorRun, runGraph } from '../../models/execute.js';
import type { IntegratorNode } from '../../models/graph.js';
import { marsFeatures, marsScores, memristorStep } from '../../models/mars.js';
import { milanoRates } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { concatenate } from '../../numeric/matrix.js';
import { deviation, mean } from '../../numeric/statistics.js';
import type { RunConditions } from '../../sim/chip.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart, chip, hardware, mars, noise, pcm, randomSeries } from '../compiler/builders.js';
import { controlCharts, fresh } from './builders.js';

const run = (program: Program, set: SeriesSet, conditions: Partial<RunConditions> = {}): GraphRun =>
  runGraph(program.graph, set, hardwareEngine(program, { ...fresh, ...conditions }));

const volatile = (change: object = {}) => ({
  kind: 'volatile' as const,
  timeUnit: 1e-6,
  gMin: 1e-6,
  gMax: 1e-5,
  readVoltage: 0.01,
  rateDeviation: 0,
  slopeDeviation: 0,
  bits: null,
  rates: milanoRates,
  assumption: false,
  ...change,
});

const flawless: Record<string, Hardware> = {
  'one array for each layer': hardware(),
  'arrays of 5×6 cells': hardware({ array: { rows: 5, columns: 6 } }),
  'three copies of each weight': hardware({ copies: 3 }),
  'as many copies as fit': hardware({ copies: 'fill', array: { rows: 40, columns: 40 } }),
  'centred products': hardware({ centre: 'all' }),
  'centred products on filled arrays, a scale per column': hardware({ centre: 'all', copies: 'fill', scale: 'column' }),
  'a window that does not start at 0': hardware({ device: { gMin: 9e-6, gMax: 237e-6 } }),
  'a digital readout': hardware({ readout: 'digital' }),
  'volatile memristors': hardware({ recurrence: volatile() }),
  'a chip a year old': hardware(),
};

for (const [name, on] of Object.entries(flawless)) {
  test(`flawless hardware is the reference: ${name}`, t => {
    const { network, test: charts } = controlCharts;
    const { features, scores } = run(controlCharts.on(on), charts, { time: name.includes('year') ? 3e7 : 0 });
    t.true(apart(features.data, marsFeatures(network, charts).data) < 1e-9);
    t.true(apart(scores.data, marsScores(network, charts).data) < 1e-9);
    t.deepEqual(predict(scores), predict(marsScores(network, charts)));
  });
}

test('so is the preset "ideal", with unequal lengths, several channels and Euler steps', async t => {
  const on = await readHardware('ideal');
  const network = mars({ channels: 3, units: 8, blocks: 3 }, 'euler');
  const set = randomSeries([30, 1, 12, 45], 3);
  const { features, scores } = run(chip(network, on, set), set);
  t.true(apart(features.data, marsFeatures(network, set).data) < 1e-9);
  t.true(apart(scores.data, marsScores(network, set).data) < 1e-9);
});

test('a run cut in pieces reads the same bits as the whole', t => {
  const on = hardware({ device: pcm(), adc: { bits: 8 }, dac: { bits: 8 }, array: { rows: 8, columns: 8 } });
  const program = chip(mars(), on, randomSeries([20, 20]));
  const set = randomSeries([30, 7, 12, 900, 900, 900, 5]);
  const conditions = { time: 3600, duration: 1e-3 };
  const whole = run(program, set, conditions);
  const cuts = [0, 1, 4, 7];
  const parts = cuts.slice(1).map((end, k) => {
    const before = set.series.slice(0, cuts[k]);
    return runGraph(
      program.graph,
      { ...set, series: set.series.slice(cuts[k], end) },
      hardwareEngine(program, { ...fresh, ...conditions }),
      { firstSeries: before.length, firstStep: before.reduce((sum, one) => sum + one.length, 0) },
    );
  });
  t.deepEqual(concatenate(parts.map(part => part.features.data)), whole.features.data);
  t.deepEqual(concatenate(parts.map(part => part.scores.data)), whole.scores.data);
  t.notDeepEqual(run(program, set, { time: 36000, duration: 1e-3 }).scores.data, whole.scores.data);
});

/** A layer of `width` volatile memristors alone: the states for drives z (V), steps × width. */
function integrated(on: Hardware, z: Float64Array, width: number, seed = 1): Float64Array {
  const program = chip(mars({ blocks: 1 }, 'euler'), on, randomSeries([5]), seed);
  const node = program.graph.nodes.find((one): one is IntegratorNode => one.op === 'integrator')!;
  return hardwareEngine(program, fresh).integrate({ ...node, width }, z, z.length / width);
}

const drives = (count: number): Float64Array => noise('drives', count).map(v => 0.75 + 0.4 * v);
const step = { rates: milanoRates, step: 0.1, retention: 1, integrator: 'exact' } as const;

test('a volatile memristor integrates exactly, also where the network was trained with Euler steps', t => {
  const z = drives(60);
  const states = integrated(hardware({ recurrence: volatile() }), z, 3);
  t.true(apart(states, memristorRun(step, z, 20, 3)) < 1e-14);
});

test('between pulses it forgets: the state is read in the middle of a rest, at the read voltage', t => {
  const z = drives(12);
  const states = integrated(hardware({ recurrence: volatile({ rest: 4e-7 }) }), z, 1);
  // A time unit is 1 µs, so each half of a rest is a pulse of 0.2 at 10 mV.
  let h = 0;
  const half = { ...step, step: 0.2 } as const;
  z.forEach((volt, k) => {
    h = memristorStep(memristorStep(h, volt, step), 0.01, half);
    t.true(Math.abs(states[k]! - h) < 1e-14);
    h = memristorStep(h, 0.01, half);
  });
  t.true(states[11]! < 0.9 * integrated(hardware({ recurrence: volatile() }), z, 1)[11]!);
});

test('its state is read out in steps of 1/(2^bits − 1), its pulse driven in as many', t => {
  const z = drives(90);
  const states = integrated(hardware({ recurrence: volatile({ bits: 5 }) }), z, 3);
  t.true(states.every(h => Math.abs(31 * h - Math.round(31 * h)) < 1e-12));
  const pulses = z.map(v => 0.35 + (0.8 * Math.round((31 * (v - 0.35)) / 0.8)) / 31);
  const exact = memristorRun(step, pulses, 30, 3);
  t.true(apart(states, exact) <= 0.5 / 31 + 1e-12);
});

test('each has rates of its own, kept for life, and another chip has others', t => {
  const on = hardware({ recurrence: volatile({ rateDeviation: 0.1, slopeDeviation: 0.02 }) });
  const z = new Float64Array(40).fill(0.9); // 20 steps of two units, driven alike
  const states = integrated(on, z, 2);
  t.deepEqual(integrated(on, z, 2), states);
  t.notDeepEqual(integrated(on, z, 2, 5), states);
  t.not(states[38], states[39]);
});

// One short pulse from h = 0 leaves h ≈ Δ·Kp, and Kp is proportional to its constant: the spread of h is that of kp0.
test('the spread of the rate constants is as described', t => {
  const width = 4000;
  const on = hardware({ recurrence: volatile({ rateDeviation: 0.05 }) });
  const states = integrated(on, new Float64Array(width).fill(0.35), width);
  const exact = memristorRun(step, Float64Array.of(0.35), 1, 1)[0]!;
  t.true(Math.abs(mean(states) / exact - 1) < (5 * 0.05) / Math.sqrt(width)); // 5 standard errors
  t.true(Math.abs(deviation(states) / mean(states) / 0.05 - 1) < 5 / Math.sqrt(2 * width));
});
