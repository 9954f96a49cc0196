import test from 'ava';
import type { Hardware } from '../../compiler/hardware.js';
import { readHardware } from '../../compiler/hardware-file.js';
import type { Program } from '../../compiler/program-record.js';
import { predict } from '../../models/classify.js';
import { type GraphRun, referenceEngine, runGraph } from '../../models/execute.js';
import type { IntegratorNode } from '../../models/graph.js';
import { memristorRun } from '../../models/memristor-run.js';
import { type MfEsnLayer, milanoRates, type NeuronLayer } from '../../models/network.js';
import { memristorStep, referenceFeatures, referenceScores, rescale } from '../../models/reference.js';
import type { SeriesSet } from '../../models/series.js';
import { concatenate, maxAbs } from '../../numeric/matrix.js';
import { deviation, mean } from '../../numeric/statistics.js';
import type { RunConditions } from '../../sim/chip.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart, chip, esn, hardware, mars, marsTc, mfEsn, noise, pcm, randomSeries } from '../compiler/builders.js';
import { li, spikeTrains, tinyMaps, tinySpiking } from '../models/builders.js';
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
    t.true(apart(features.data, referenceFeatures(network, charts).data) < 1e-9);
    t.true(apart(scores.data, referenceScores(network, charts).data) < 1e-9);
    t.deepEqual(predict(scores), predict(referenceScores(network, charts)));
  });
}

for (const on of ['one array for each layer', 'arrays of 5×6 cells', 'as many copies as fit', 'centred products'])
  test(`spiking layers and maps on flawless hardware are the reference: ${on}`, t => {
    for (const [network, set] of [
      [tinySpiking(), spikeTrains(4, 3, 25)],
      [tinyMaps(), randomSeries([9, 1, 5], 40, 2)],
    ] as const) {
      const program = chip(network, flawless[on]!, set);
      const { scores } = run(program, set);
      t.true(apart(scores.data, runGraph(program.graph, set, referenceEngine()).scores.data) < 1e-9, network.name);
    }
  });

test('digital neurons keep as many bits of their leaks as the hardware says', t => {
  const network = tinySpiking();
  const set = spikeTrains(3, 3, 40);
  const { layers } = network;
  const leaky = layers[3] as NeuronLayer;
  const slow = {
    ...network,
    layers: layers.with(3, { ...leaky, neuron: { ...li(2), timeConstant: Float64Array.of(200, 300) } }),
  };
  const scores = (on: Hardware) => run(chip(slow, on, set), set).scores.data;
  const exact = scores(hardware());
  // e^(−1/200) is 0.995: 1 with 6 bits, so that nothing comes in.
  t.true(scores(hardware({ leakBits: 6 })).every(value => value === 0));
  t.true(exact.some(value => value !== 0));
  t.true(apart(scores(hardware({ leakBits: 20 })), exact) < 1e-3 * maxAbs(exact));
});

test('so is the preset "ideal", with unequal lengths, several channels and Euler steps', async t => {
  const on = await readHardware('ideal');
  const network = mars({ channels: 3, units: 8, blocks: 3 }, 'euler');
  const set = randomSeries([30, 1, 12, 45], 3);
  const { features, scores } = run(chip(network, on, set), set);
  t.true(apart(features.data, referenceFeatures(network, set).data) < 1e-9);
  t.true(apart(scores.data, referenceScores(network, set).data) < 1e-9);
});

const small = { channels: 2, units: 9 };
const unequal = randomSeries([20, 1, 7, 33, 2], 2);

for (const [name, on] of Object.entries(flawless)) {
  test(`flawless hardware is the reference, also of loops and convolutions: ${name}`, t => {
    for (const network of [
      esn(small),
      mfEsn(small),
      mfEsn({ ...small, feature: 'mean' }),
      esn({ ...small, feature: 'both' }),
      marsTc({ ...small, feature: 'both' }),
    ]) {
      const program = chip(network, on, unequal);
      const { features, scores } = run(program, unequal, { time: name.includes('year') ? 3e7 : 0 });
      t.true(apart(features.data, referenceFeatures(network, unequal).data) < 1e-9, network.name);
      t.true(apart(scores.data, referenceScores(network, unequal).data) < 1e-9, network.name);
    }
  });
}

test('arrays smaller than a recurrent matrix cut it into tiles, and the parts are added', t => {
  const program = chip(esn(small), hardware({ array: { rows: 4, columns: 6 } }), unequal);
  const { tiles } = program.plans.find(({ name }) => name === 'reservoir_recurrent')!;
  t.is(tiles.length, 3 * 3); // nine rows by four, nine outputs by three
  t.true(apart(run(program, unequal).features.data, referenceFeatures(esn(small), unequal).data) < 1e-9);
});

test('what comes back goes through the converters: fewer bits, larger errors', t => {
  const exact = referenceFeatures(esn(small), unequal).data;
  const errors = [10, 7, 4].map(bits => {
    const on = hardware({ adc: { bits }, dac: { bits } });
    return apart(run(chip(esn(small), on, unequal), unequal).features.data, exact);
  });
  t.true(errors[0]! > 0 && errors[0]! < errors[1]! && errors[1]! < errors[2]!, errors.join(' '));
});

// A step of the loop passes on at most 1 − leak + 0.9·leak = 0.96 of the largest error of a unit, and adds what the
// converters of both products err by: leak times half a step of each ADC, and of each DAC by the weights of a row.
test('the errors of converters in a loop of fading memory stay bounded', t => {
  const bits = 8;
  const long = randomSeries([400, 3000], 2);
  const program = chip(esn(small), hardware({ adc: { bits }, dac: { bits } }), long);
  const steps = 2 ** (bits - 1) - 1;
  const added = program.plans
    .filter(plan => plan.name !== 'readout')
    .map(plan => {
      const { tiles, weights, activations } = plan;
      const rowSums = Array.from({ length: weights.cols }, (_, j) =>
        Array.from({ length: weights.rows }, (_, i) => Math.abs(weights.data[i * weights.cols + j]!)),
      ).map(column => column.reduce((sum, w) => sum + w, 0));
      const perVolt = activations.fullScale / program.hardware.read.voltage;
      const step =
        tiles.reduce((sum, tile) => sum + (tile.adcFullScale * perVolt) / Math.min(...tile.scale), 0) / steps;
      return step / 2 + (Math.max(...rowSums) * activations.fullScale) / steps / 2;
    })
    .reduce((sum, one) => sum + one, 0);
  const worst = apart(run(program, long).features.data, referenceFeatures(esn(small), long).data);
  t.true(worst > 0 && worst <= (0.4 * added) / 0.04, `${worst} of ${(0.4 * added) / 0.04}`);
});

test('volatile memristors in a loop follow each other step by step as the equations have it', t => {
  const network = mfEsn(small, 'euler');
  const [layer] = network.layers as [MfEsnLayer];
  const recurrence = volatile({ rest: 4e-7, bits: 6 });
  const set = randomSeries([25], 2);
  const found = run(chip(network, hardware({ recurrence }), set), set).features.data;
  // By hand: a quantised pulse, half a rest, a quantised read that comes back, the other half.
  const exact = { ...layer.memristor, integrator: 'exact' } as const;
  const half = { ...exact, step: 0.2 };
  const round = (v: number): number => Math.round(63 * v) / 63;
  const h = new Float64Array(9);
  let read = new Float64Array(9);
  for (let step = 0; step < 25; step++) {
    const before = read;
    read = h.map((state, i) => {
      const product = (w: Float64Array, x: Float64Array): number =>
        x.reduce((s, v, j) => s + v * w[i * x.length + j]!, 0);
      const input = set.series[0]!.values.subarray(2 * step, 2 * step + 2);
      const sum = product(layer.weights.data, input) + product(layer.recurrent.data, before) + layer.bias[i]!;
      const z = 0.35 + 0.8 * round((rescale(sum, layer.rescale) - 0.35) / 0.8);
      const middle = memristorStep(memristorStep(state, z, exact), 0.01, half);
      h[i] = memristorStep(middle, 0.01, half);
      return round(middle);
    });
  }
  t.true(apart(found, read) < 1e-9);
});

test('without noise a series on the chip is what it is alone; with it, the same seed reads the same', t => {
  const on = hardware({
    device: pcm({ readNoise: 0 }),
    adc: { bits: 8 },
    dac: { bits: 8 },
    array: { rows: 8, columns: 8 },
  });
  const quiet = chip(esn(small), on, unequal);
  const whole = run(quiet, unequal).features.data;
  unequal.series.forEach((one, k) => {
    t.deepEqual(run(quiet, { ...unequal, series: [one] }).features.data, whole.slice(9 * k, 9 * k + 9));
  });
  const noisy = chip(esn(small), hardware({ device: pcm() }), unequal);
  const conditions = { time: 3600, duration: 1e-3 };
  const once = run(noisy, unequal, conditions).features.data;
  t.deepEqual(run(noisy, unequal, conditions).features.data, once);
  t.notDeepEqual(
    run(chip(esn(small), hardware({ device: pcm() }), unequal, 2), unequal, conditions).features.data,
    once,
  );
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

test('a time before the chip was programmed is refused', t => {
  const set = randomSeries([4]);
  const program = chip(mars({ units: 2, classes: 2 }), hardware(), set);
  for (const time of [-1, Number.NaN])
    t.throws(() => run(program, set, { time }), {
      name: 'InputError',
      message: `time: found ${time} s; expected 0 s or more since the chip was first programmed`,
    });
});
