import test from 'ava';
import { backwardTransfer } from '../../compiler/backward.js';
import { estimate } from '../../compiler/cost/estimate.js';
import type { Hardware } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import { tileArray, tileConductances } from '../../compiler/tile-array.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { InputError } from '../../edge/error.js';
import { runGraph } from '../../models/execute.js';
import { normalized } from '../../models/lca/dictionary.js';
import { imageLength } from '../../models/lca/windows.js';
import type { LcaLayer, Network } from '../../models/network.js';
import { referenceFeatures } from '../../models/reference.js';
import { fromRows, type Matrix, transpose } from '../../numeric/matrix.js';
import type { RunConditions } from '../../sim/chip.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart, chip, hardware, pcm } from '../compiler/builders.js';
import { randomSteps, tinyCoder, tinyWindowCoder, tinyWindows } from '../models/builders.js';
import { fresh } from './builders.js';

const set = randomSteps(20, 4);
const coded = (program: Program, conditions: Partial<RunConditions> = {}, of = set): Float64Array =>
  runGraph(program.graph, of, hardwareEngine(program, { ...fresh, ...conditions })).scores.data;
const codes = (network: Network, of = set): Float64Array => referenceFeatures(network, of).data;

const flawless: Record<string, Hardware> = {
  'one array': hardware(),
  'arrays of 3×4 cells': hardware({ array: { rows: 3, columns: 4 } }),
  'three copies of each weight': hardware({ copies: 3 }),
  'as many copies as fit': hardware({ copies: 'fill', array: { rows: 40, columns: 40 } }),
  'centred products on filled arrays, a scale per column': hardware({ centre: 'all', copies: 'fill', scale: 'column' }),
  'a scale per column in small arrays': hardware({ scale: 'column', array: { rows: 3, columns: 4 } }),
  'a window that does not start at 0': hardware({ device: { gMin: 9e-6, gMax: 237e-6 } }),
};

for (const form of ['gram', 'residual'] as const)
  for (const [name, on] of Object.entries(flawless))
    test(`a ${form} coder on flawless hardware is the reference: ${name}`, t => {
      const network = tinyCoder({ form });
      const found = coded(chip(network, on, set));
      t.true(found.some(a => a !== 0));
      t.true(apart(found, codes(network)) < 1e-9);
    });

for (const padding of ['valid', 'same'] as const)
  for (const stride of [1, 2])
    test(`on flawless hardware a coder with ${padding} windows, stride ${stride}, is the reference`, t => {
      const windows = tinyWindows({ padding, stride, channels: 2 });
      const network = tinyWindowCoder(windows);
      const images = randomSteps(4, imageLength(windows));
      const exact = codes(network, images);
      t.true(exact.some(a => a !== 0));
      for (const [name, on] of Object.entries(flawless))
        t.true(apart(coded(chip(network, on, images), {}, images), exact) < 1e-9, name);
    });

test('all positions see the same devices, and each read noise of its own', t => {
  // Two windows that do not overlap, on an image of two like halves.
  const windows = tinyWindows({ image: { rows: 6, columns: 3 }, stride: 3 });
  const network = tinyWindowCoder(windows, { threshold: { shape: 'soft', level: 0, signs: 'both' } });
  const halves = randomSteps(6, 9);
  const series = halves.series.map(one => ({ ...one, values: Float64Array.of(...one.values, ...one.values) }));
  const images = { ...halves, channels: 18, series };
  const found = (device: Hardware['device']): [Float64Array, Float64Array] => {
    const both = coded(chip(network, hardware({ device }), images), { duration: 1 }, images);
    const half = (k: number) => both.filter((_, at) => Math.floor(at / 4) % 2 === k);
    return [half(0), half(1)];
  };
  const [first, second] = found(pcm({ readNoise: 0 }));
  t.deepEqual(first, second);
  t.notDeepEqual([first, second], found({ model: 'ideal', gMin: 0, gMax: 25e-6, parameters: {}, parts: {} }));
  t.notDeepEqual(...found(pcm()));
});

/** The tile of a residual coder on wires. */
function wiredTile(driver: number, sense: number) {
  const array = { wordLineResistance: 5, bitLineResistance: 3, driverResistance: driver, senseResistance: sense };
  const on = hardware({ array });
  const program = chip(tinyCoder({ form: 'residual' }), on, set);
  const tile = program.plans[0]!.tiles[0]!;
  const conductance = tileConductances(tile, on, 0);
  return { on, tile, conductance, forward: effectiveOperator(tileArray(tile, conductance, on)).transfer };
}

test('with like resistances at both ends, an array reads backwards as it does forwards', t => {
  const { on, tile, conductance, forward } = wiredTile(70, 70);
  // Reciprocity of a network of resistors: the short-circuit transfer admittance is the same both ways.
  t.true(apart(backwardTransfer(tile, conductance, on), transpose(forward as Matrix).data) < 1e-12 * 25e-6);
});

test('in a backward read drivers stand at the bit lines', t => {
  const { on, tile, conductance } = wiredTile(500, 0);
  const swapped = wiredTile(0, 500);
  const found = backwardTransfer(tile, conductance, on);
  t.true(apart(found, transpose(swapped.forward as Matrix).data) < 1e-12 * 25e-6);
  t.true(apart(found, transpose(wiredTile(500, 0).forward as Matrix).data) > 1e-9);
});

test('both directions see the same devices, and noise of their own', t => {
  const network = tinyCoder({ form: 'residual' });
  const program = chip(network, hardware({ device: pcm() }), set);
  const [now, again, late] = [coded(program), coded(program), coded(program, { time: 1e6 })];
  t.deepEqual(now, again);
  t.notDeepEqual(now, late);
  t.deepEqual(
    program.backward.map(({ name, of }) => [name, of]),
    [['coder_back', 'coder']],
  );
  t.is(program.plans.length, 1);
});

test('compensation brings the codes of an old chip back towards those of a fresh one', t => {
  // Atoms that hardly overlap: where ΦᵀΦ has small eigenvalues, errors of the devices make them negative in the Gram form.
  const weights = normalized(
    fromRows([
      [1, 0.2, 0, 0],
      [0, 1, 0.2, 0],
      [0, 0, 1, 0.2],
    ]),
  );
  for (const form of ['gram', 'residual'] as const) {
    const program = chip(
      tinyCoder({ form, weights }),
      hardware({ device: pcm({ programming: 0, readNoise: 0 }) }),
      set,
    );
    const exact = codes(tinyCoder({ form, weights }));
    const off = apart(coded(program, { time: 3e7 }), exact);
    const held = apart(coded(program, { time: 3e7, compensation: 'global' }), exact);
    t.true(held < off / 2, `${form}: ${held} of ${off}`);
  }
});

test('fewer bits make codes worse, many none', t => {
  const network = tinyCoder({ form: 'residual' });
  const off = [4, 6, 8, 12, 20].map(bits => {
    const converters = { dac: { bits, headroom: 1 }, adc: { bits, headroom: 1.1, shared: 8 } };
    return apart(coded(chip(network, hardware(converters), set)), codes(network));
  });
  t.true(off[0]! > off[2]! && off[2]! > off[3]! && off[3]! > off[4]!);
  // 2^-19 of full scale a conversion, some of them in 40 rounds that are stable.
  t.true(off[4]! < 1e-4);
});

test('what a coder takes is counted round by round', t => {
  const cost = (change: Partial<LcaLayer>) => estimate(chip(tinyCoder(change), hardware(), set));
  const [short, long] = [cost({ form: 'residual', iterations: 10 }), cost({ form: 'residual', iterations: 40 })];
  for (const [k, { peripherals, energy, latency, area }] of long.presets.entries()) {
    // NeuroSim's converters take a little more where they convert more.
    t.true(Math.abs(energy.adc / short.presets[k]!.energy.adc - 4) < (peripherals === 'isaac-32nm' ? 1e-12 : 0.4));
    t.true(Math.abs(latency.inference / short.presets[k]!.latency.inference - 4) < 1e-12);
    t.is(area.total, short.presets[k]!.area.total);
  }
  t.deepEqual(
    long.tiles.map(({ tile }) => tile),
    ['coder[0,0]', 'coder[0,0] backwards'],
  );
  t.true(long.tiles.every(({ power }) => power > 0));
});

test('positions are counted like rounds', t => {
  // 3 positions and 12 of the same windows, on the same array.
  const cost = (rows: number) => {
    const windows = tinyWindows({ image: { rows, columns: 5 } });
    const coder = tinyWindowCoder(windows, { step: 0.2 });
    return estimate(chip(coder, hardware(), randomSteps(5, imageLength(windows))));
  };
  const [few, many] = [cost(3), cost(6)];
  for (const [k, { peripherals, energy, latency }] of many.presets.entries()) {
    const other = few.presets[k]!;
    for (const part of ['dac', 'sense', 'drivers'] as const)
      t.true(Math.abs(energy[part] / other.energy[part] - 4) < 1e-12, part);
    t.true(Math.abs(energy.adc / other.energy.adc - 4) < (peripherals === 'isaac-32nm' ? 1e-12 : 0.4));
    t.true(Math.abs(latency.inference / other.latency.inference - 4) < 1e-12);
  }
  // Of a read, the mean over all positions and rounds of what was given.
  const [forward, backward] = many.tiles.map(({ energy }) => energy);
  t.true(Math.abs(many.presets[0]!.energy.array / ((forward! + backward!) * 40 * 12) - 1) < 1e-12);
});

test('devices that are not ohmic are read in one direction only', t => {
  const on = hardware({
    device: { model: 'ideal', gMin: 50e-6, gMax: 225e-6, parameters: {}, parts: { conduction: 'rram-milo2021' } },
  });
  t.throws(() => chip(tinyCoder({ form: 'residual' }), on, set), {
    instanceOf: InputError,
    message: /coder_back: coder\[0,0\]: its devices \("rram-milo2021"\) do not follow Ohm's law; expected ohmic ones/,
  });
});
