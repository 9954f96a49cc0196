import test from 'ava';
import type { Hardware } from '../../compiler/hardware.js';
import { outputsOf } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { tileArray, tileConductances } from '../../compiler/tile-array.js';
import { conductionCells } from '../../crossbar/conduction-cells.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { readNoiseStrength } from '../../devices/statistical/pcm.js';
import { createDevice } from '../../devices/table.js';
import { concatenate } from '../../numeric/matrix.js';
import { mean } from '../../numeric/statistics.js';
import { readMvm } from '../../sim/chip.js';
import { apart, chip, hardware, noiseRows, pcm } from '../compiler/builders.js';
import { driftingAs, linear, opened, read, steps } from './builders.js';

const { conduction } = createDevice('rram-milo2021');
/** Exact devices of 50 to 150 µS with the measured curve of rram-milo2021. */
const curved = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
const current = (uS: number, volt: number): number => conduction.current(1e-6 * uS, volt);
const near = (found: number, right: number, by = 1e-12): boolean => Math.abs(found / right - 1) < by;

test('one weight, by hand: the difference of two curves, over the scale that calibration measured', t => {
  // An input of 1 is 0.2 V, the weight 1 is 150 µS against 50 µS.
  const program = chip(linear([[1]]), hardware({ device: curved }), steps([[1], [-0.5]]));
  const amps = (x: number): number => current(150, 0.2 * x) - current(50, 0.2 * x);
  const scale = (0.2 * amps(1) - 0.1 * amps(-0.5)) / (0.2 * 0.2 + 0.1 * 0.1);
  const inputs = [[1], [-0.5], [-1], [0.3], [0]];
  read(program, inputs).forEach((y, k) => {
    const [x] = inputs[k]!;
    t.true(Math.abs(y - amps(x!) / scale / 0.2) < 1e-12);
  });
  const [tile] = program.plans[0]!.tiles;
  t.true(near(tile!.scale[0]!, scale));
  t.true(near(tile!.adcFullScale, 1.1 * Math.max(amps(1), Math.abs(amps(-0.5)))));
  // I = g V would be far off: the curve of 50 µS is bent by a seventh at 0.2 V.
  t.true(Math.abs(read(program, [[-1]])[0]! + 1) > 0.05);
});

const inputs = noiseRows('inputs', 20, 6, 3);
const weights = noiseRows('weights', 4, 6);
const onChip = (on: Hardware): Program => chip(linear(weights), on, steps(inputs));
const wires = { wordLineResistance: 20, bitLineResistance: 10, driverResistance: 300, senseResistance: 100 };

/** What currents (A, of the columns) of the only tile are decoded to. */
function decoded(program: Program, currentsOf: (volts: Float64Array) => Float64Array): Float64Array {
  const plan = program.plans[0]!;
  const tile = plan.tiles[0]!;
  const { centre, fullScale } = plan.activations;
  return concatenate(
    inputs.map(x => {
      const amps = currentsOf(Float64Array.from(x, (value, i) => (0.2 * (value - centre[i]!)) / fullScale));
      return plan.digitalBias.map(
        (bias, j) => bias + (((amps[2 * j]! - amps[2 * j + 1]!) / tile.scale[j]!) * fullScale) / 0.2,
      );
    }),
  );
}

test('without wires every column carries the sum of its cells’ own currents', t => {
  const program = onChip(hardware({ device: curved, centre: 'all' }));
  const [tile] = program.plans[0]!.tiles;
  const expected = decoded(program, volts => {
    const sums = new Float64Array(8);
    tile!.target.forEach((siemens, k) => {
      sums[k % 8]! += conduction.current(siemens, volts[k >> 3]!);
    });
    return sums;
  });
  t.true(apart(read(program, inputs), expected) < 1e-11);
});

test('with wires, what is decoded are the currents of the solved nonlinear circuit', t => {
  const on = hardware({ array: { rows: 16, columns: 8, ...wires }, device: curved, centre: 'all' });
  const program = onChip(on);
  const [tile] = program.plans[0]!.tiles;
  const array = tileArray(tile!, tileConductances(tile!, on, 0), on);
  const law = conductionCells(conduction, array.conductance);
  const expected = decoded(program, volts => solveNonlinear(array, law, volts).outputs);
  t.true(apart(read(program, inputs), expected) < 1e-11);
});

test('a chip whose curve is ignored reads something else', t => {
  for (const array of [{}, wires]) {
    const on = hardware({ array, device: curved, centre: 'all' });
    const program = onChip(on);
    // The same devices and the same decoding, read as I = g V.
    const ignored = { ...program, hardware: { ...on, device: { ...on.device, parts: {} } } };
    t.true(apart(read(program, inputs), read(ignored, inputs)) > 0.1);
  }
});

test('ohmic devices are read as a matrix, to the bit, wherever their conduction comes from', t => {
  const on = hardware({ device: pcm(), array: { ...wires, rows: 4, columns: 4 }, adc: { bits: 8 } });
  const taken = { ...on, device: { ...on.device, parts: { conduction: 'ideal' } } };
  const conditions = { time: 60, duration: 1, compensation: 'global' } as const;
  for (const program of [onChip(on), onChip(taken)])
    for (const { reads } of opened(program, conditions).tiles) t.is(reads.kind, 'linear');
  t.deepEqual(read(onChip(taken), inputs, conditions), read(onChip(on), inputs, conditions));
});

const noisyPcm = {
  ...pcm({ programming: 0, drift: 0 }),
  ...{ gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } },
};

test('read noise is relative to the current that a cell carries', t => {
  const program = chip(linear([[1]]), hardware({ device: noisyPcm }), steps([[1], [-1]]));
  const [tile] = program.plans[0]!.tiles;
  const reads = read(program, Array(20000).fill([-1]), { time: 3600, duration: 1e9 });
  const whole = Math.log((3600 + 20 + 250e-9) / 500e-9);
  const deviation = (uS: number): number => readNoiseStrength(uS / 150) * current(uS, -0.2);
  const variance = (whole * (deviation(150) ** 2 + deviation(50) ** 2)) / (tile!.scale[0]! * 0.2) ** 2;
  const right = (current(150, -0.2) - current(50, -0.2)) / tile!.scale[0]! / 0.2;
  t.true(Math.abs(mean(reads) - right) < 5 * Math.sqrt(variance / reads.length));
  const spread = mean(reads.map(y => (y - right) ** 2));
  t.true(Math.abs(spread / variance - 1) < 5 * Math.sqrt(2 / reads.length));
});

test('averaged reads of devices that are not ohmic keep the noise that is common to them', t => {
  const on = hardware({ device: noisyPcm, read: { average: 4 } });
  const program = chip(linear([[1]]), on, steps([[1], [-1]]));
  const [tile] = program.plans[0]!.tiles;
  const reads = read(program, Array(20000).fill([-1]), { time: 3600, duration: 1e9 });
  const left = Math.log((3600 + 20 + 250e-9) / (4 * 500e-9)) + Math.log(4) / 4;
  const deviation = (uS: number): number => readNoiseStrength(uS / 150) * current(uS, -0.2);
  const variance = (left * (deviation(150) ** 2 + deviation(50) ** 2)) / (tile!.scale[0]! * 0.2) ** 2;
  const centre = mean(reads);
  const spread = mean(reads.map(y => (y - centre) ** 2));
  t.true(Math.abs(spread / variance - 1) < 5 * Math.sqrt(2 / reads.length));
});

test('a read and its noise belong to the read, not to the batch it is computed in', t => {
  const program = onChip(
    hardware({ device: noisyPcm, array: { ...wires, rows: 4, columns: 4 }, adc: { bits: 8 }, dac: { bits: 3 } }),
  );
  const conditions = { time: 60, duration: 1 };
  const whole = read(program, inputs, conditions);
  for (const size of [1, 7]) {
    const parts = Array.from({ length: Math.ceil(20 / size) }, (_, k) =>
      read(program, inputs.slice(k * size, (k + 1) * size), conditions, k * size),
    );
    t.deepEqual(concatenate(parts), whole, `batches of ${size}`);
  }
  t.notDeepEqual(read(program, inputs, conditions, 1), whole);
});

test('compensation divides by the loss of current at the read voltage', t => {
  const on = hardware({ device: { ...noisyPcm, parameters: { programmingScale: 0, readNoiseScale: 0 } } });
  const program = driftingAs(chip(linear([[1]]), on, steps([[1], [-1]])), 0.05);
  const time = 3e7;
  const left = ((time + 20) / 20) ** -0.05;
  const amps = (volt: number, factor = left): number => current(150 * factor, volt) - current(50 * factor, volt);
  const [scale] = program.plans[0]!.tiles[0]!.scale;
  const [without, compensated] = (['none', 'global'] as const).map(
    compensation => read(program, [[-1]], { time, compensation })[0]!,
  );
  t.true(near(without!, amps(-0.2) / scale! / 0.2));
  t.true(near(compensated!, without! / (amps(0.2) / amps(0.2, 1))));
});

test('every read is told of, but where the DAC makes few voltages a vector is read once', t => {
  const count = (width: number, bits: number | null): number => {
    const on = hardware({ device: curved, dac: { bits } });
    const x = noiseRows('many', 500, width);
    const program = chip(linear(noiseRows('few', 1, width)), on, steps(x));
    let reads = 0;
    readMvm(opened(program), Float64Array.from(x.flat()), 500, 0, on, () => reads++);
    return reads;
  };
  t.is(count(1, 4), 15);
  t.is(count(1, null), 500);
  t.is(count(6, 4), 500);
});

test('a voltage beyond the curve is refused with tile and row', t => {
  const program = chip(linear([[1, 1]]), hardware({ device: curved }), steps([[1, 1]]));
  t.is(outputsOf(program.plans[0]!.tiles[0]!), 1);
  t.throws(() => read(program, [[1, 3]]), {
    name: 'InputError',
    message: /^w\[0,0\]: row 1: found 0\.6\d* V; expected at most 0\.5 V either way, where its cells are known$/,
  });
});
