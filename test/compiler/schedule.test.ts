import test from 'ava';
import type { Hardware } from '../../compiler/hardware.js';
import { stageFlows } from '../../compiler/timeline/stage-flow.js';
import { type Layer, milanoRates } from '../../models/network.js';
import { fromRows } from '../../numeric/matrix.js';
import { randomSteps, tinyMars, tinyWindowCoder, tinyWindows } from '../models/builders.js';
import { coderChip } from '../sim/coders.js';
import { chip, esn, hardware, marsTc, mfEsn, noiseRows, randomSeries, volatileUnits } from './builders.js';

const stages = (on: Hardware) => chip(tinyMars(), on, randomSeries([10, 10])).schedule.stages;

// Encoder 1 → 2, block 2 → 2, readout 2 → 2, each on one tile. With these inputs the biases take a row each.
test('what the tiny network does on one array per layer, counted by hand', t => {
  const none = { volatileDevices: 0 };
  t.deepEqual(
    [...stages(hardware())],
    [
      {
        name: 'encoder',
        per: 'step',
        macros: [0],
        dacConversions: 1 + 1, // an input, a bias row
        reads: 1,
        adcConversions: 2,
        adcRounds: 2,
        laneRounds: 2,
        digitalOperations: 2 * 2, // decode both
        digitalDepth: 2,
        bufferBits: 16 * (1 + 2),
        storedBits: 16 * (1 + 2),
        ...none,
      },
      {
        name: 'block1',
        per: 'step',
        macros: [1],
        dacConversions: 2 + 1,
        reads: 1,
        adcConversions: 2,
        adcRounds: 2,
        laneRounds: 2,
        digitalOperations: 2 * 2 + 2 * (1 + 4 + 1), // decode; look-up, recurrence, subtraction for both units
        digitalDepth: 2 + 1 + 4 + 1,
        bufferBits: 16 * (2 + 2) + 32 * 2, // in and out; state written and read
        storedBits: 16 * (2 + 2) + 32 * 2,
        ...none,
      },
      {
        name: 'readout',
        per: 'series',
        macros: [2],
        dacConversions: 2, // centred: no bias row
        reads: 1,
        adcConversions: 2,
        adcRounds: 2,
        laneRounds: 2,
        digitalOperations: 2 * 2 + 2 + 2, // decode; centre two inputs, add two biases
        digitalDepth: 2,
        bufferBits: 16 * (2 + 2),
        storedBits: 16 * (2 + 2),
        ...none,
      },
    ],
  );
});

test('cut into tiles of one pair and two rows: partial sums', t => {
  const [encoder, block] = stages(hardware({ array: { rows: 2, columns: 2 } }));
  t.deepEqual(encoder!.macros, [0, 1]);
  t.deepEqual(block!.macros, [2, 3, 4, 5]);
  t.is(block!.dacConversions, 2 * 3); // rows of 1 and 2, for each output
  t.is(block!.adcConversions, 4);
  t.is(block!.adcRounds, 1);
  t.is(block!.digitalOperations, 2 * 4 + 2 + 12); // decode four currents, add them up in pairs
  t.is(block!.digitalDepth, 2 + 1 + 6);
});

test('copies share the DAC of their input, and bias rows one of their own', t => {
  const { dacConversions, adcConversions } = stages(hardware({ copies: 3 }))[1]!;
  t.deepEqual([dacConversions, adcConversions], [2 + 1, 2]);
});

test('a shared ADC takes as many rounds as it has pairs, or as there are', t => {
  t.is(stages(hardware({ adc: { shared: 8 } }))[1]!.adcRounds, 2);
  t.is(stages(hardware({ adc: { shared: 1 } }))[1]!.adcRounds, 1);
});

test('a product of four reads is driven and converted four times, and decoded once', t => {
  const [once, averaged] = [1, 4].map(average => stages(hardware({ read: { average } }))[1]!);
  t.is(averaged!.reads, 4);
  t.is(averaged!.dacConversions, 4 * once!.dacConversions);
  t.is(averaged!.adcConversions, 4 * once!.adcConversions);
  t.is(averaged!.adcRounds, 4 * once!.adcRounds);
  t.is(averaged!.laneRounds, once!.laneRounds);
  t.is(averaged!.digitalOperations, once!.digitalOperations + 3 * 2); // three additions for each of two outputs
  t.is(averaged!.digitalDepth, once!.digitalDepth + 3);
  t.is(averaged!.bufferBits, once!.bufferBits);
});

test('what branches are added up in belongs to the last of them, not to a stage that was begun meanwhile', t => {
  const layer = (name: string, from: readonly string[]): Layer => ({
    ...{ type: 'linear', name, from, weights: fromRows(noiseRows(name, 3, 3)) },
  });
  const layers = [layer('a', ['input']), layer('b', ['a']), layer('main', ['a', 'b']), layer('past', ['a', 'b'])];
  const net = { name: 'past', input: { channels: 3, normalize: 'none' as const }, layers };
  const { schedule, graph } = chip(net, hardware(), randomSteps(3, 3));
  const flows = stageFlows({ schedule, graph, hardware: hardware() });
  t.deepEqual(schedule.stages.map(({ name }) => name), ['a', 'b', 'main', 'past']); // biome-ignore format: one thing
  // Neither waits for the other.
  t.deepEqual(flows.map(({ sources }) => sources), [[], [0], [1], [1]]); // biome-ignore format: one thing
  t.is(schedule.stages[1]!.digitalDepth, schedule.stages[0]!.digitalDepth + 2);
});

test('what comes before the first array is a stage of logic, which the array waits for', t => {
  const layers: Layer[] = [
    { type: 'activation', name: 'shares', function: 'softmax' },
    { type: 'scale', name: 'twice', factors: Float64Array.of(2, 2, 2) },
    { type: 'linear', name: 'dense', weights: fromRows(noiseRows('dense', 2, 3)) },
  ];
  const net = { name: 'before', input: { channels: 3, normalize: 'none' as const }, layers };
  const { schedule, graph } = chip(net, hardware(), randomSteps(3, 3));
  const [logic, dense] = schedule.stages;
  t.is(schedule.stages.length, 2);
  // 5 of softmax and 1 of a product for each of three values, which are read and written with 16 bits.
  t.like(logic, { name: 'shares', per: 'step', macros: [], digitalOperations: 3 * (5 + 1), digitalDepth: 5 + 1 });
  t.is(logic!.bufferBits, (3 + 3) * 16);
  const { schedule: bare } = chip({ ...net, layers: layers.slice(2) }, hardware(), randomSteps(3, 3));
  t.is(dense!.digitalOperations, bare.stages[0]!.digitalOperations);
  t.deepEqual(stageFlows({ schedule, graph, hardware: hardware() }).map(({ sources }) => sources), [[], [0]]); // biome-ignore format: one thing
});

test('a digital readout is multiplications and additions, on no array', t => {
  const readout = stages(hardware({ readout: 'digital' }))[2]!;
  t.deepEqual([readout.macros, readout.dacConversions, readout.adcConversions, readout.adcRounds], [[], 0, 0, 0]);
  t.deepEqual([readout.digitalOperations, readout.digitalDepth], [2 * 2 * 2, 2 * 2]);
});

test('volatile memristors take a pulse and a read-out each, and no digital recurrence', t => {
  const on = hardware({
    recurrence: {
      kind: 'volatile',
      timeUnit: 1e-6,
      gMin: 1e-6,
      gMax: 1e-5,
      readVoltage: 0.01,
      rateDeviation: 0,
      slopeDeviation: 0,
      bits: null,
      rates: milanoRates,
      assumption: false,
    },
  });
  const block = stages(on)[1]!;
  t.is(block.volatileDevices, 2);
  t.is(block.dacConversions, 3 + 2);
  t.is(block.adcConversions, 2 + 2);
  t.is(block.adcRounds, 2 + 2);
  t.is(block.digitalOperations, 2 * 2 + 2 * (1 + 1));
  t.is(block.bufferBits, 16 * 4);
});

// Two units: a product of the input (with a bias row), a product of the states (without one), what follows both.
test('a loop is a stage of its own: the product of the states, the drive added, the update', t => {
  const [drive, loop] = chip(esn({ units: 2 }), hardware(), randomSeries([10, 10])).schedule.stages;
  t.deepEqual([drive!.name, drive!.dacConversions, drive!.digitalOperations], ['reservoir', 1 + 1, 2 * 2]);
  t.deepEqual(
    { ...loop! },
    {
      name: 'reservoir_recurrent',
      per: 'step',
      macros: [1],
      dacConversions: 2,
      reads: 1,
      adcConversions: 2,
      adcRounds: 2,
      laneRounds: 2,
      digitalOperations: 2 * (2 + 1 + 3), // decode; add the drive; look-up, multiplication, addition
      digitalDepth: 2 + 1 + 3,
      volatileDevices: 0,
      bufferBits: 16 * (2 + 2) + 32 * 2, // in and out; state written and read
      storedBits: 16 * (2 + 2) + 32 * 2,
    },
  );
});

test('memristors in a loop: digital, or a pulse and a read-out each', t => {
  const loop = (on: Hardware) => chip(mfEsn({ units: 2 }), on, randomSeries([10, 10])).schedule.stages[1]!;
  t.is(loop(hardware()).digitalOperations, 2 * (2 + 1 + 1 + 4)); // decode, add, RESCALE, recurrence
  const pulsed = loop(hardware({ recurrence: volatileUnits() }));
  t.is(pulsed.digitalOperations, 2 * (2 + 1 + 1));
  t.deepEqual(
    [pulsed.volatileDevices, pulsed.dacConversions, pulsed.adcConversions, pulsed.adcRounds, pulsed.bufferBits],
    [2, 2 + 2, 2 + 2, 2 + 2, 16 * 4],
  );
});

test('a window costs its buffer, a mean an addition a step', t => {
  const set = randomSeries([10, 10]);
  const [convolution] = chip(marsTc({ units: 2 }), hardware(), set).schedule.stages;
  t.is(convolution!.bufferBits, 16 * (3 + 4)); // three taps of one channel, four outputs
  const [last, mean] = (['last', 'mean'] as const).map(
    feature => chip(esn({ units: 2, feature }), hardware(), set).schedule.stages[1]!,
  );
  t.is(mean!.digitalOperations, last!.digitalOperations + 2);
  t.is(mean!.per, 'step');
});

// 4 atoms of 3×3 pixels: 9 DACs and 4 ADCs forwards, 4 and 9 backwards, at each of 12 positions of an image of 30 pixels.
test('a coder with windows does the work of one window at each position, in every round', t => {
  const [stage, ...rest] = chip(tinyWindowCoder(tinyWindows(), { iterations: 5 }), hardware(), randomSteps(3, 30)).schedule.stages; // biome-ignore format: one thing
  t.is(rest.length, 0);
  const states = 12 * 4;
  t.deepEqual(
    { ...stage! },
    {
      name: 'coder',
      per: 'step',
      macros: [0],
      dacConversions: 5 * 12 * (9 + 4),
      reads: 5 * 12 * 2,
      adcConversions: 5 * 12 * (4 + 9),
      adcRounds: 5 * 12 * (4 + 8), // of word lines an ADC has 8
      laneRounds: 8,
      // Decode all, take what comes back off the image; subtract, add the code, step and compare.
      digitalOperations: 5 * (12 * (2 * 13 + 9) + 6 * states),
      digitalDepth: 5 * 12 * (2 + 2 + 6 + 1),
      volatileDevices: 0,
      // Of each position what goes in and comes out; states and codes, the image and what is left of it.
      bufferBits: 5 * 16 * (12 * 2 * 13 + 2 * states + 2 * 30),
      storedBits: 16 * (2 * 13 + 2 * states + 2 * 30),
    },
  );
});

// Four inputs, five atoms: the drive's inputs are converted, then five codes; eight bits are not needed to say how long.
test('a coder that settles as a circuit is one stage: inputs in, codes out, and its time', t => {
  const { program } = coderChip(4, 5, {}, { read: { average: 3 } });
  const [stage, ...others] = program.schedule.stages;
  t.deepEqual(others, []);
  t.deepEqual(
    { ...stage! },
    {
      name: 'coder_lateral',
      per: 'step',
      macros: [0, 1],
      dacConversions: 4,
      reads: 0,
      adcConversions: 5,
      adcRounds: 5,
      laneRounds: 5,
      digitalOperations: 2 * 5,
      digitalDepth: 2,
      settlingTime: 4e-6,
      // 5 integrators of 1 pF at 0.2 V.
      charge: 5 * 1e-12 * 0.2 ** 2,
      volatileDevices: 0,
      bufferBits: 16 * (4 + 5),
      storedBits: 16 * (4 + 5),
    },
  );
});

test('digits of inputs and a reference column, counted by hand', t => {
  const plain = hardware({ dac: { bits: 8 } });
  const [whole] = stages(hardware({ ...plain, centre: 'all' }));
  const [serial] = stages(hardware({ ...plain, centre: 'all', dac: { bits: 8, bitsPerRead: 2 } }));
  // 7 bits in 4 reads of both outputs: 3 shift-adds of each.
  t.deepEqual(
    [serial!.reads, serial!.dacConversions, serial!.adcConversions, serial!.adcRounds],
    [4, 4 * whole!.dacConversions, 4 * 2, 4 * 2],
  );
  t.is(serial!.digitalOperations, whole!.digitalOperations + 3 * 2);
  t.is(serial!.digitalDepth, whole!.digitalDepth + 3);
  const [offset] = stages(hardware({ centre: 'all', signs: 'offset column' }));
  // The reference is converted with the two outputs and taken off each.
  t.deepEqual([offset!.adcConversions, offset!.adcRounds], [3, 3]);
  t.is(offset!.digitalOperations, whole!.digitalOperations + 2);
  const [dummy] = stages(hardware({ centre: 'all', signs: 'dummy column' }));
  t.deepEqual([dummy!.adcConversions, dummy!.digitalOperations], [2, whole!.digitalOperations]);
});

test('slices are converted each for itself and added up', t => {
  const slices = { weightBits: 8, cellBits: 2, over: 'cells' } as const;
  const [whole] = stages(hardware({ centre: 'all' }));
  const [sliced] = stages(hardware({ centre: 'all', slices }));
  t.is(sliced!.adcConversions, 2 * 4);
  // 6 more currents to decode, and to add up.
  t.is(sliced!.digitalOperations, whole!.digitalOperations + 6 * (2 + 1));
  t.is(sliced!.digitalDepth, whole!.digitalDepth + 2);
});
