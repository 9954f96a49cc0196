import test from 'ava';
import { compile, rewrite } from '../../compiler/compile.js';
import type { RecurrenceHardware } from '../../compiler/hardware.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { readoutNode } from '../../models/graph.js';
import { type MarsBlock, milanoRates, type Network } from '../../models/network.js';
import { tinyMars, univariate } from '../models/builders.js';
import { chip, hardware, mars, pcm, randomSeries } from './builders.js';

const calibration = randomSeries([20, 20]);
const volatile: RecurrenceHardware = {
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
};

test('every stage is there to look at, one plan for each matrix product', t => {
  const stages = compile(mars(), hardware(), { seed: 7, calibration });
  const names = ['encoder', 'block1', 'block2', 'readout'];
  t.deepEqual([...stages.activations.keys()], names);
  for (const plans of [stages.partitioned, stages.mapped, stages.calibrated, stages.programmed, stages.placed])
    t.deepEqual(
      plans.map(plan => plan.name),
      names,
    );
  const { program } = stages;
  t.is(program.plans, stages.placed);
  t.is(program.seed, 7);
  t.is(program.calibration, calibration);
  t.deepEqual(
    program.schedule.stages.map(stage => stage.name),
    names,
  );
});

test('a digital readout has no tiles', t => {
  const { plans } = chip(mars(), hardware({ readout: 'digital' }), calibration);
  t.deepEqual(
    plans.map(plan => plan.name),
    ['encoder', 'block1', 'block2'],
  );
});

test('calibration inputs come from the network where none are given, and from nowhere else', t => {
  const network = mars();
  t.deepEqual(compile({ ...network, calibration }, hardware(), { seed: 1 }).program.calibration, calibration);
  const other = randomSeries([5]);
  t.is(compile({ ...network, calibration }, hardware(), { seed: 1, calibration: other }).program.calibration, other);
  const message =
    'random MARS: no calibration inputs; expected some in the network file, or a data file to take them from';
  t.throws(() => compile(network, hardware(), { seed: 1 }), { name: 'InputError', message });
  t.throws(() => compile(network, hardware(), { seed: 1, calibration: randomSeries([]) }), { message });
  const still = univariate('', ['', 0, 0], ['', 0]);
  t.throws(() => compile(network, hardware(), { seed: 1, calibration: still }), {
    name: 'InputError',
    message:
      'test set: found calibration inputs that are 0 throughout; expected typical ones: the ranges of the converters are made for them',
  });
});

test('calibration inputs of another width are refused', t => {
  t.throws(() => compile(mars(), hardware(), { seed: 1, calibration: randomSeries([5], 2) }), {
    name: 'InputError',
    message: 'random series: found 2 channels; expected 1, as the network',
  });
});

test('a volatile device takes only networks with its own rates and no leak besides', t => {
  const on = hardware({ recurrence: volatile });
  t.notThrows(() => compile(tinyMars(), on, { seed: 1, calibration }));
  const changed = (change: Partial<MarsBlock['memristor']>): Network => ({
    ...tinyMars(),
    layers: tinyMars().layers.map(layer =>
      layer.type === 'mars-block' ? { ...layer, memristor: { ...layer.memristor, ...change } } : layer,
    ),
  });
  t.throws(() => compile(changed({ rates: { ...milanoRates, depression: 0.7 } }), on, { seed: 1, calibration }), {
    name: 'InputError',
    message:
      /^block1: memristor\.rates: found .*"depression":0\.7.*; expected the volatile device's, .*"depression":0\.5/,
  });
  t.throws(() => compile(changed({ retention: 0.9, integrator: 'euler' }), on, { seed: 1, calibration }), {
    name: 'InputError',
    message: /^block1: memristor\.retention: found 0\.9; expected 1/,
  });
});

test('rates count, not the order in which a file lists them', t => {
  const { depressionSlope, depression, potentiationSlope, potentiation } = milanoRates;
  const reordered = { depressionSlope, depression, potentiationSlope, potentiation };
  const network = tinyMars();
  const layers = network.layers.map(layer =>
    layer.type === 'mars-block' ? { ...layer, memristor: { ...layer.memristor, rates: reordered } } : layer,
  );
  t.notThrows(() => compile({ ...network, layers }, hardware({ recurrence: volatile }), { seed: 1, calibration }));
});

test('the same seed gives the same chip, another seed another', t => {
  const on = hardware({ device: pcm(), array: { rows: 4, columns: 6 } });
  t.deepEqual(chip(mars(), on, calibration, 3), chip(mars(), on, calibration, 3));
  const cells = (seed: number) => chip(mars(), on, calibration, seed).plans[0]!.tiles[0]!.cells.programmed;
  t.notDeepEqual(cells(3), cells(4));
});

test('a product that is written anew keeps its arrays and draws new devices', t => {
  const on = hardware({ device: pcm(), array: { rows: 4, columns: 4 } });
  const { program, activations } = compile(mars(), on, { seed: 1, calibration });
  const former = program.plans[3]!;
  const node = readoutNode(program.graph);
  const anew = rewrite(node, activations.get('readout')!, on, { seed: 1, generation: 1, time: 60 }, former);
  t.true(former.tiles.length > 1);
  const spots = (plan: typeof former) =>
    plan.tiles.map(({ macro, firstRow, firstColumn }) => [macro, firstRow, firstColumn]);
  t.deepEqual(spots(anew), spots(former));
  anew.tiles.forEach((tile, k) => {
    t.is(tile.programmedAt, 60);
    t.deepEqual(tile.target, former.tiles[k]!.target);
    t.notDeepEqual(tile.cells.programmed, former.tiles[k]!.cells.programmed);
  });
});

test('a chip that is built for so many steps refuses a longer series', t => {
  const on = hardware();
  const { program } = compile(mars(), on, { seed: 1, calibration: randomSeries([4, 6]), longest: 6 });
  const run = (lengths: number[]) => runGraph(program.graph, randomSeries(lengths), referenceEngine());
  t.notThrows(() => run([6, 3]));
  t.throws(() => run([6, 7]), {
    name: 'InputError',
    message: 'random series: series 2: found 7 time steps; expected at most 6, which the program was compiled for',
  });
  t.throws(() => compile(mars(), on, { seed: 1, calibration: randomSeries([9]), longest: 6 }), {
    message: /series 1: found 9 time steps/,
  });
});
