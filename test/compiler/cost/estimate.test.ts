import test from 'ava';
import fc from 'fast-check';
import { estimate, type PresetCost } from '../../../compiler/cost/estimate.js';
import { areaParts, costParts, energyParts } from '../../../compiler/cost/part-figures.js';
import { peripheralNames } from '../../../compiler/cost/peripherals.js';
import type { Hardware } from '../../../compiler/hardware.js';
import { createDevice } from '../../../devices/table.js';
import { milanoRates, type Network, rescaleBounds } from '../../../models/network.js';
import { fromRows } from '../../../numeric/matrix.js';
import { tinyMars, univariate } from '../../models/builders.js';
import { coderChip } from '../../sim/coders.js';
import { chip, hardware, mars, pcm, randomSeries, volatileUnits } from '../builders.js';

/** x → 1·x → readout of one class: one cell pair for each weight. */
const wire: Network = {
  name: 'wire',
  input: { channels: 1, normalize: 'none' },
  layers: [
    { type: 'linear', name: 'encoder', weights: fromRows([[1]]) },
    {
      type: 'readout',
      name: 'readout',
      feature: 'last',
      weights: fromRows([[1]]),
      bias: Float64Array.of(0),
      classes: ['a'],
    },
  ],
};
// Last steps of 1 and −1, so that the readout is centred on 0 and every input of both products is ±1: ±0.2 V.
const square = univariate('a', ['a', 1, -1, -1, 1], ['a', 1, 1, -1, -1]);
const near = (found: number, right: number): boolean => Math.abs(found - right) <= 1e-12 * Math.abs(right);
const arrayEnergy = (on: Hardware, data = square): number =>
  estimate(chip(wire, on, square), data).presets[0]!.energy.array;

test('the energy of one cell is V²·G·t: 0.04 V² × 25 uS × 250 ns for each read', t => {
  const { tiles, steps, vectors } = estimate(chip(wire, hardware(), square));
  t.deepEqual([steps, vectors], [4, 8]);
  for (const { energy, power } of tiles) {
    t.true(near(power, 0.04 * 25e-6));
    t.true(near(energy, 0.04 * 25e-6 * 250e-9));
  }
  // four reads of the encoder, one of the readout
  t.true(near(arrayEnergy(hardware()), 5 * 0.04 * 25e-6 * 250e-9));
});

test('both cells of a pair and every copy draw current', t => {
  t.true(near(arrayEnergy(hardware({ device: { gMin: 5e-6 } })), 5 * 0.04 * 30e-6 * 250e-9));
  t.true(near(arrayEnergy(hardware({ copies: 3 })), 3 * 5 * 0.04 * 25e-6 * 250e-9));
});

test('wires in series with the cell take their share of voltage, and the whole is what the source gives', t => {
  const on = hardware({ array: { driverResistance: 10e3, senseResistance: 10e3 } });
  t.true(near(arrayEnergy(on), (5 * 0.04 * 250e-9) / (40e3 + 20e3))); // the other cell of the pair is open
});

test('the energy follows the data: twice the input takes four times the energy, until the DAC clips', t => {
  const scaled = (by: number) => univariate('a', ['a', by, -by, -by, by], ['a', by, by, -by, -by]);
  const exact = hardware();
  t.true(near(arrayEnergy(exact, scaled(0.5)), arrayEnergy(exact) / 4));
  t.true(near(arrayEnergy(exact, scaled(2)), 4 * arrayEnergy(exact)));
  const clipping = hardware({ dac: { bits: 8 } });
  t.true(near(arrayEnergy(clipping, scaled(2)), arrayEnergy(exact)));
});

test('the parts of the estimate, counted by hand', t => {
  const on = hardware({ adc: { bits: 8 }, dac: { bits: 8 } });
  const { presets } = estimate(chip(wire, on, square));
  // Four steps of the encoder and one readout: five reads of one row, two columns, one conversion each.
  // Digital: decode, 2 each; centring the readout, 1 + 1. Buffers: 16 bits in and out.
  const expected: Record<string, Omit<PresetCost['energy'], 'array' | 'memristors' | 'leakage' | 'total'>> = {
    'neurosim-sar-22nm': {
      // Each converts 0.2 V × 25 uS = 5 uA; NeuroSim's column has the resistance that gives as much at 0.5 V.
      adc: 5 * (0.538 * 8 + 4.3753 + (0.072341 * 5) / 0.5) * 9e-15,
      dac: 5 * 8 * 0.417e-12,
      sense: 5 * 2 * 1.45e-12,
      drivers: 5 * 256 * 1e-15 * 0.04,
      digital: (5 * 2 + 2) * 0.6e-12,
      buffers: (5 * 32 * 10e-12) / 64,
    },
    'isaac-32nm': {
      adc: 5 * 1.67e-12,
      dac: 5 * 8 * 0.417e-12,
      sense: 5 * 2 * 1e-15,
      drivers: 5 * 256 * 1e-15 * 0.04,
      digital: (5 * 2 + 2) * 1.71e-12,
      buffers: (5 * 32 * 20.45e-12) / 256,
    },
  };
  t.deepEqual(
    presets.map(preset => preset.peripherals),
    Object.keys(expected),
  );
  for (const { peripherals, energy } of presets) {
    for (const [part, joules] of Object.entries(expected[peripherals]!))
      t.true(near(energy[part as keyof typeof energy], joules), `${peripherals} ${part}`);
    t.is(energy.memristors, 0);
  }
  // Two stages of 250 ns, one conversion of 9 ns and two digital operations; three more steps.
  t.true(near(presets[0]!.latency.interval, 261e-9));
  t.true(near(presets[0]!.latency.inference, 5 * 261e-9));
  // Two arrays; 128 pairs of each share 16 ADCs.
  const { area } = presets[1]!;
  t.true(near(area.array, 2 * 256 * 256 * 48 * 32e-9 ** 2));
  t.true(near(area.adc, 2 * 16 * 1200e-12));
  t.true(near(area.dac, 2 * 256 * 8 * 0.166e-12));
  t.true(near(area.sense, 2 * 256 * 0.039e-12));
  t.true(near(area.drivers, 2 * 256 * 1150e-12));
  t.true(near(area.digital, 2 * 16 * 4030e-12));
  t.true(near(area.buffers, (64 * 83000e-12) / (64 * 1024 * 8)));
});

test('totals are the sums of the parts, and presets differ: the answer is a range', t => {
  const on = hardware({ device: pcm(), adc: { bits: 8 }, array: { wordLineResistance: 0.35 } });
  const { presets } = estimate(chip(mars({ units: 8 }), on, randomSeries([30, 30])));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  for (const { energy, area } of presets) {
    t.true(near(energy.total, sum(energyParts.map(part => energy[part]))));
    t.true(near(area.total, sum(areaParts.map(part => area[part]))));
    t.true(costParts.every(part => energy[part] >= 0 && area[part] >= 0));
  }
  const [low, high] = presets.map(preset => preset.energy);
  t.true(near(low!.array, high!.array));
  t.true(high!.adc / low!.adc > 20); // 1.67 pJ against 78 fJ
  t.not(low!.total, high!.total);
});

test('parts sum to the total with any network, arrays, converters and presets', t => {
  const size = fc.record({
    units: fc.integer({ min: 1, max: 6 }),
    blocks: fc.integer({ min: 1, max: 2 }),
    rows: fc.integer({ min: 3, max: 12 }),
    columns: fc.integer({ min: 1, max: 6 }),
    shared: fc.integer({ min: 1, max: 4 }),
    average: fc.integer({ min: 1, max: 3 }),
    length: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(size, ({ units, blocks, rows, columns, shared, average, length }) => {
      const on = hardware({
        array: { rows, columns: 2 * columns },
        adc: { bits: 8, shared },
        read: { average },
        peripherals: peripheralNames,
      });
      const { presets } = estimate(chip(mars({ units, blocks }), on, randomSeries([length, length + 2])));
      t.is(presets.length, peripheralNames.length);
      for (const { energy, area } of presets) {
        t.true(near(energyParts.reduce((all, part) => all + energy[part], 0), energy.total)); // biome-ignore format: one thing
        t.true(
          near(
            areaParts.reduce((all, part) => all + area[part], 0),
            area.total,
          ),
        );
      }
    }),
    { numRuns: 20, seed: 1 },
  );
});

test('away from 300 K it is said whose circuits do not follow', t => {
  const notes = (temperature: number) => estimate(chip(wire, hardware({ temperature }), square)).notes;
  t.true(notes(350).includes('At 350 K the circuits of isaac-32nm have the figures of their sources, which say nothing of temperature.')); // biome-ignore format: one thing
  t.false(notes(300).some(note => note.includes('temperature')));
});

test('array energy is that of all tiles, weighted by how often they are read', t => {
  const { tiles, presets, steps } = estimate(
    chip(mars(), hardware({ array: { rows: 4, columns: 4 } }), randomSeries([30, 10])),
  );
  t.is(steps, 20);
  const total = tiles.reduce((sum, { tile, energy }) => sum + energy * (tile.startsWith('readout') ? 1 : 20), 0);
  t.true(near(presets[0]!.energy.array, total));
});

test('a volatile memristor takes energy while pulsed and while read, and sets the pace', t => {
  const recurrence = {
    kind: 'volatile',
    timeUnit: 1,
    gMin: 1e-6,
    gMax: 1e-6, // constant, so that the pulse is z²·g·Δ exactly
    readVoltage: 0.01,
    rateDeviation: 0,
    slopeDeviation: 0,
    bits: null,
    rates: milanoRates,
    assumption: false,
  } as const;
  // No input and no bias: z = 0.75 V, the middle of RESCALE, for both units.
  const silent: Network = {
    ...tinyMars(),
    layers: tinyMars().layers.map(layer => ({ ...layer, bias: new Float64Array(2) })),
  };
  const data = univariate('a b', ['a', 0, 0, 0]);
  const calibration = univariate('a b', ['a', 1, 0, 0]);
  const { presets, notes } = estimate(chip(silent, hardware({ recurrence }), calibration), data);
  const pulses = 2 * 3 * 0.75 ** 2 * 1e-6 * 0.1;
  const reads = 2 * 3 * 0.01 ** 2 * 1e-6 * 250e-9;
  t.true(near(presets[0]!.energy.memristors, pulses + reads));
  t.true(presets[0]!.latency.interval > 0.1);
  t.true(presets[0]!.latency.interval < 0.1 + 1e-6);
  t.true(notes.some(note => note.includes('set the pace')));
  const rested = estimate(chip(silent, hardware({ recurrence: { ...recurrence, rest: 0.05 } }), calibration), data)
    .presets[0]!;
  t.true(near(rested.energy.memristors, pulses + (reads * 0.05) / 250e-9));
  t.true(Math.abs(rested.latency.interval - 0.15) < 1e-6);
  const assumed = estimate(
    chip(silent, hardware({ recurrence: { ...recurrence, assumption: true } }), calibration),
    data,
  );
  t.true(assumed.notes.some(note => note.startsWith('ASSUMPTION')));
});

test('what the figures rest on is said', t => {
  const notes = (on: Hardware) => estimate(chip(wire, on, square)).notes.join(' ');
  t.regex(notes(hardware()), /two hundredfold.*Ideal converters are costed as 8-bit ones/);
  t.notRegex(notes(hardware({ adc: { bits: 8 }, dac: { bits: 8 } })), /Ideal converters/);
});

test('devices that are not ohmic draw the current of their own curve', t => {
  const device = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const { conduction } = createDevice('rram-milo2021');
  const watts = (volt: number): number => volt * (conduction.current(150e-6, volt) + conduction.current(50e-6, volt));
  const { tiles } = estimate(chip(wire, hardware({ device }), square));
  for (const { power } of tiles) t.true(near(power, (watts(0.2) + watts(-0.2)) / 2));
  // The even part of the curve cancels in the mean; a driver takes its share of the voltage, and less flows.
  const [driven] = estimate(chip(wire, hardware({ device, array: { driverResistance: 1e3 } }), square)).tiles;
  t.true(driven!.power < 0.9 * tiles[0]!.power && driven!.power > 0.7 * tiles[0]!.power);
  const told: string[] = [];
  estimate(chip(wire, hardware({ device }), square), square, (done, total) => told.push(`${done}/${total}`));
  t.deepEqual(told, ['0/2', '1/2']);
});

/** One unit whose state comes back by a weight: s' = tanh(x + s/2), read as it is. */
const echo: Network = {
  ...wire,
  name: 'echo',
  layers: [
    {
      ...{ type: 'esn', name: 'unit', leak: 1, bias: Float64Array.of(0) },
      ...{ weights: fromRows([[1]]), recurrent: fromRows([[0.5]]) },
    },
    wire.layers[1]!,
  ],
};

test('the array of a loop is read at every step, with the states for voltages', t => {
  const { tiles, presets } = estimate(chip(echo, hardware(), univariate('a', ['a', 1, -1, 1])));
  // What comes back: 0, tanh 1, tanh(tanh 1/2 − 1); the largest of them is driven at 0.2 V, and the one cell is at 25 uS.
  const [first, second] = [Math.tanh(1), Math.tanh(Math.tanh(1) / 2 - 1)];
  const volts = [0, 0.2, (0.2 * second) / first];
  const power = (25e-6 * volts.reduce((sum, v) => sum + v ** 2, 0)) / 3;
  const loop = tiles.find(({ tile }) => tile.startsWith('unit_recurrent'))!;
  t.true(near(loop.power, power));
  const [drive, , readout] = tiles.map(({ energy }) => energy);
  t.true(near(presets[0]!.energy.array, 3 * (drive! + loop.energy) + readout!));
});

test('volatile memristors in a loop take their pulses and reads, and set the pace of the loop', t => {
  const memristive: Network = {
    ...echo,
    layers: [
      {
        ...{ type: 'mf-esn', name: 'unit', bias: Float64Array.of(0), weights: fromRows([[0]]) },
        ...{ recurrent: fromRows([[0]]), rescale: { ...rescaleBounds, steepness: 5 } },
        memristor: { rates: milanoRates, step: 0.1, retention: 1, integrator: 'exact' },
      },
      wire.layers[1]!,
    ],
  };
  // Without weights z = 0.75 V; a constant conductance makes each pulse z²·g·Δ and each read V²·g·t.
  const recurrence = volatileUnits({ gMin: 1e-6, gMax: 1e-6, bits: null });
  const { presets } = estimate(
    chip(memristive, hardware({ recurrence }), univariate('a', ['a', 1, 0, 0])),
    univariate('a', ['a', 0, 0, 0]),
  );
  const { energy, latency } = presets[0]!;
  t.true(near(energy.memristors, 3 * (0.75 ** 2 * 1e-6 * 0.1 + 0.01 ** 2 * 1e-6 * 250e-9)));
  t.true(latency.interval > 0.1 && latency.interval < 0.1 + 1e-6);
  t.is(latency.interval, latency.stages.find(({ name }) => name === 'unit_recurrent')!.latency);
});

test('four averaged reads cost four times the array, its converters and its lines, and the rest once', t => {
  const cost = (average: number) => {
    const { tiles, presets } = estimate(chip(mars(), hardware({ read: { average } }), randomSeries([30, 10])));
    return { tiles, ...presets[0]! };
  };
  const [once, averaged] = [cost(1), cost(4)];
  for (const part of ['array', 'adc', 'dac', 'sense', 'drivers'] as const)
    t.true(near(averaged.energy[part], 4 * once.energy[part]), part);
  t.true(near(averaged.energy.buffers, once.energy.buffers));
  t.true(averaged.energy.digital > once.energy.digital && averaged.energy.digital < 2 * once.energy.digital);
  t.deepEqual(averaged.area, once.area);
  t.deepEqual(averaged.tiles, once.tiles); // of one read
  const faster = averaged.latency.interval / once.latency.interval;
  t.true(faster > 2 && faster < 4);
});

test('a coder that settles as a circuit: its arrays for all the time, one conversion of each code, its capacitors', t => {
  const { program } = coderChip(4, 5, {}, { adc: { bits: 8 }, dac: { bits: 8 } });
  const { presets, tiles, notes } = estimate(program);
  const power = tiles.reduce((sum, tile) => sum + tile.power, 0);
  for (const tile of tiles) t.true(near(tile.energy, tile.power * 4e-6));
  const [{ energy, latency } = presets[0]!] = presets;
  t.true(near(energy.array, power * 4e-6));
  t.true(near(energy.adc, 5 * (0.538 * 8 + 4.3753) * 9e-15));
  t.true(near(energy.dac, 4 * 8 * 0.417e-12));
  // A settling of 20 columns, and five capacitors of 1 pF at 0.2 V.
  t.true(near(energy.sense, 20 * 1.45e-12 + 5 * 1e-12 * 0.04));
  // Then five conversions of 9 ns, and two operations of 1 ns for each of five codes.
  t.true(near(latency.inference, 4e-6 + 5 * 9e-9 + 5 * 2e-9));
  t.true(notes.some(note => note.startsWith('ASSUMPTION: each integrator')));
  const { settling: _, ...digital } = program.hardware;
  t.false(estimate({ ...program, hardware: digital }).notes.some(note => note.includes('integrator')));
});

// ±1 is the code ±3 of 2 bits of magnitude: both of its one-bit digits are full pulses.
test('digits of inputs take a read each of the array, and DACs of their own bits', t => {
  const costs = (dac: Hardware['dac']) => estimate(chip(wire, hardware({ dac, adc: { bits: 8 } }), square)).presets[0]!;
  const [whole, serial] = [costs({ bits: 3, headroom: 1 }), costs({ bits: 3, headroom: 1, bitsPerRead: 1 })];
  t.true(near(serial.energy.array, 2 * whole.energy.array));
  t.true(near(serial.energy.adc, 2 * whole.energy.adc));
  // Twice as often, a bit and a sign in place of three bits.
  t.true(near(serial.energy.dac, (2 * 2 * whole.energy.dac) / 3));
  t.true(near(serial.area.dac, (2 * whole.area.dac) / 3));
  // Half of the inputs are 2/3, the code 2: its lower digit drives nothing, and the readout's are all ±1.
  const uneven = univariate('a', ['a', 1, -1, -1, 1], ['a', 2 / 3, 2 / 3, -2 / 3, -1]);
  const on = hardware({ dac: { bits: 3, headroom: 1, bitsPerRead: 1 } });
  const { tiles } = estimate(chip(wire, on, uneven));
  t.true(near(tiles[0]!.power, 0.04 * 25e-6 * ((5 * 2 + 3) / 16)));
});

test('one ADC less where columns are single, one conversion more where a reference is', t => {
  const area = (on: Hardware): number => estimate(chip(wire, on, square)).presets[0]!.area.adc;
  // 256 bit lines: 128 pairs, 255 single ones, 256 with the reference; an ADC for each.
  const each = area(hardware({ adc: { shared: 1 } })) / (2 * 128);
  t.true(near(area(hardware({ adc: { shared: 1 }, signs: 'dummy column' })), 2 * 255 * each));
  t.true(near(area(hardware({ adc: { shared: 1 }, signs: 'offset column' })), 2 * 256 * each));
});
