import test from 'ava';
import fc from 'fast-check';
import type { Hardware } from '../../compiler/hardware.js';
import { outputsOf, rowsOf } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { tileArray, tileConductances } from '../../compiler/tile-array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { readNoiseStrength } from '../../devices/statistical/pcm.js';
import { concatenate } from '../../numeric/matrix.js';
import { mean } from '../../numeric/statistics.js';
import { readMvm } from '../../sim/chip.js';
import { anotherChip } from '../../sim/lifetime.js';
import { apart, chip, hardware, noise, noiseRows, pcm } from '../compiler/builders.js';
import { driftingAs, linear, opened, read, steps } from './builders.js';

const inputs = noiseRows('inputs', 40, 6, 3);
const weights = noiseRows('weights', 4, 6);
const bias = [...noise('bias', 4)];
const onChip = (on: Hardware, seed = 1): Program => chip(linear(weights, bias), on, steps(inputs), seed);

/** W x + b for every vector. */
const product = (vectors: number[][], w = weights, b = bias): Float64Array =>
  Float64Array.from(vectors.flatMap(x => w.map((row, j) => row.reduce((sum, value, i) => sum + value * x[i]!, b[j]!))));

// A handful of sums of products of order 10, in another order: a few units in the last place.
test('flawless hardware computes W x + b, however it is cut, copied, scaled and centred', t => {
  const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(
      size(8),
      size(8),
      fc.oneof(size(3), fc.constant('fill' as const)),
      fc.constantFrom('tile', 'column'),
      fc.constantFrom('readout', 'all'),
      fc.constantFrom(0, 9e-6),
      (rows, pairs, copies, scale, centre, gMin) => {
        const on = hardware({ array: { rows, columns: 2 * pairs }, copies, scale, centre, device: { gMin } });
        return apart(read(onChip(on), inputs), product(inputs)) < 1e-12;
      },
    ),
  );
  t.pass();
});

test('with wires, what is decoded are the currents of the solved circuit', t => {
  const wires = { wordLineResistance: 20, bitLineResistance: 10, driverResistance: 300, senseResistance: 100 };
  const on = hardware({ array: { rows: 16, columns: 8, ...wires }, centre: 'all' });
  const program = onChip(on);
  const plan = program.plans[0]!;
  const tile = plan.tiles[0]!;
  t.is(plan.tiles.length, 1);
  const circuit = tileArray(tile, tileConductances(tile, on, 0), on);
  const { centre, fullScale } = plan.activations;
  const found = read(program, inputs);
  inputs.forEach((x, k) => {
    const volts = Float64Array.from(x, (value, i) => (0.2 * (value - centre[i]!)) / fullScale);
    const currents = solveArray(circuit, volts).outputs;
    for (let j = 0; j < 4; j++) {
      const decoded = (((currents[2 * j]! - currents[2 * j + 1]!) / tile.scale[j]!) * fullScale) / 0.2;
      t.true(Math.abs(found[4 * k + j]! - decoded - plan.digitalBias[j]!) < 1e-9);
    }
  });
  t.true(apart(found, product(inputs)) > 0.01); // there is something to see
});

for (const bits of [3, 6, 8]) {
  test(`a ${bits}-bit ADC errs by half a step of each tile at most`, t => {
    for (const array of [{}, { rows: 3, columns: 4 }]) {
      const program = onChip(hardware({ adc: { bits }, array }));
      const plan = program.plans[0]!;
      const bound = new Float64Array(4);
      for (const tile of plan.tiles)
        for (let j = 0; j < outputsOf(tile); j++) {
          const perAmpere = plan.activations.fullScale / 0.2 / tile.scale[j]!;
          bound[tile.outputStart + j]! += (perAmpere * tile.adcFullScale) / (2 ** (bits - 1) - 1) / 2;
        }
      const error = read(program, inputs).map((y, k) => Math.abs(y - product(inputs)[k]!) / bound[k % 4]!);
      const largest = Math.max(...error);
      t.true(largest <= 1 + 1e-9 && largest > 0.5, `${largest}`);
    }
  });

  test(`a ${bits}-bit DAC errs by half a step of each input at most`, t => {
    const program = onChip(hardware({ dac: { bits } }));
    const step = program.plans[0]!.activations.fullScale / (2 ** (bits - 1) - 1);
    const error = read(program, inputs).map((y, k) => {
      const bound = weights[k % 4]!.reduce((sum, w) => sum + (Math.abs(w) * step) / 2, 0);
      return Math.abs(y - product(inputs)[k]!) / bound;
    });
    t.true(Math.max(...error) <= 1 + 1e-9);
    t.true(Math.max(...error) > 0.3);
  });
}

test('inputs beyond the calibrated range clip at the DAC, outputs at the ADC; exact converters take them', t => {
  const beyond = [[5, 0, 0, 0, 0, 0].map(v => 3 * v)];
  const clipping = onChip(hardware({ dac: { bits: 12 } }));
  const { fullScale } = clipping.plans[0]!.activations;
  t.true(apart(read(clipping, beyond), product([[fullScale, 0, 0, 0, 0, 0]])) < 1e-12);
  t.true(apart(read(onChip(hardware()), beyond), product(beyond)) < 1e-12);

  const program = onChip(hardware({ adc: { bits: 8 }, centre: 'all' }));
  const [tile] = program.plans[0]!.tiles;
  const { digitalBias } = program.plans[0]!;
  const huge = inputs.map(x => x.map(v => 100 * v));
  read(program, huge).forEach((y, k) => {
    const most = (tile!.adcFullScale * fullScaleOf(program)) / 0.2 / tile!.scale[k % 4]!;
    t.true(Math.abs(y - digitalBias[k % 4]!) <= most * (1 + 1e-12));
  });
});

const fullScaleOf = (program: Program): number => program.plans[0]!.activations.fullScale;

// PCM with its read noise alone. A cell at ĝ reads with the relative variance Q(ĝ)²·ln(T/(2 t_read)) from read to read,
// and all of ln((t + t₀ + t_read)/(2 t_read)) where the run is as long as the cell is old.
const noisy = hardware({ device: pcm({ programming: 0, drift: 0 }), copies: 2 });
const x = [1.5, -3, 0.5, 2, -1, 2.5];
const wholeNoise = Math.log((3600 + 20 + 250e-9) / 500e-9);

/** Variance of each output by the formula, from the targets alone. */
function varianceOf(program: Program): Float64Array {
  const plan = program.plans[0]!;
  const tile = plan.tiles[0]!;
  const variance = new Float64Array(4);
  for (let i = 0; i < rowsOf(tile); i++) {
    const input = i < 12 ? x[i % 6]! : fullScaleOf(program);
    for (let j = 0; j < 4; j++)
      for (const g of tile.target.subarray(8 * i + 2 * j, 8 * i + 2 * j + 2))
        variance[j]! += wholeNoise * (readNoiseStrength(g / 25e-6) * (g / tile.scale[j]!) * input) ** 2;
  }
  return variance;
}

/** Holds the mean and the variance of many outputs (rows of 4) against the formula, within 5 standard errors. */
function agrees(outputs: Float64Array, program: Program): boolean {
  const exact = product([x]);
  return varianceOf(program).every((variance, j) => {
    const own = outputs.filter((_, k) => k % 4 === j);
    const off = mean(own) - exact[j]!;
    const spread = mean(own.map(y => (y - exact[j]!) ** 2));
    const { length } = own;
    return (
      Math.abs(off) < 5 * Math.sqrt(variance / length) && Math.abs(spread / variance - 1) < 5 * Math.sqrt(2 / length)
    );
  });
}

test('reads of a long run scatter with mean and variance of the formula', t => {
  const program = onChip(noisy);
  t.true(program.plans[0]!.biasRows > 0);
  const reads = read(program, Array(20000).fill(x), { time: 3600, duration: 1e9 });
  t.true(agrees(reads, program));
});

test('reads of a short run are all alike, and scatter so from chip to chip', t => {
  const program = onChip(noisy);
  const conditions = { time: 3600, duration: 0 };
  const [once, again] = [read(program, [x], conditions), read(program, [x, x], conditions, 17)];
  t.deepEqual(again, concatenate([once, once]));
  const chips = Array.from({ length: 3000 }, (_, seed) => read(anotherChip(program, seed), [x], conditions));
  t.true(agrees(concatenate(chips), program));
});

test('a run in between has both parts, and together they are the whole', t => {
  const program = onChip(noisy);
  const conditions = { time: 3600, duration: 1 };
  const chips = Array.from({ length: 3000 }, (_, seed) => read(anotherChip(program, seed), [x, x], conditions));
  t.true(chips.every(pair => pair[0] !== pair[4]));
  t.true(agrees(concatenate(chips.map(pair => pair.subarray(0, 4))), program));
  // The difference of two reads holds the fast part alone, twice.
  const fast = Math.log(1 / 500e-9) / wholeNoise;
  varianceOf(program).forEach((variance, j) => {
    const spread = mean(chips.map(pair => (pair[j]! - pair[4 + j]!) ** 2));
    t.true(Math.abs(spread / (2 * fast * variance) - 1) < 5 * Math.sqrt(2 / 3000));
  });
});

/** Variance of the differences of consecutive reads of one vector, per output. */
function spreadOfReads(program: Program, duration: number, count = 20000): Float64Array {
  const reads = read(program, Array(count).fill(x), { time: 3600, duration });
  return Float64Array.from({ length: 4 }, (_, j) => {
    const own = reads.filter((_, k) => k % 4 === j);
    const centre = mean(own);
    return mean(own.map(y => (y - centre) ** 2));
  });
}

test('n averaged reads lower the deviation of white noise by √n', t => {
  const white = { model: 'ideal', gMin: 0, gMax: 25e-6, parameters: {}, parts: { readNoise: 'rram-wan2022' } };
  const spread = (average: number) =>
    spreadOfReads(onChip({ ...hardware({ read: { average } }), device: white }), 1e-3);
  const [one, nine] = [spread(1), spread(9)];
  one.forEach((variance, j) => {
    t.true(Math.abs(Math.sqrt(variance / nine[j]!) / 3 - 1) < 5 * Math.sqrt(1 / 20000), `${variance} ${nine[j]}`);
  });
});

test('of 1/f noise they average out only what is faster than they are', t => {
  const duration = 1e-3;
  const spread = (average: number) => spreadOfReads(onChip({ ...noisy, read: { ...noisy.read, average } }), duration);
  // Q²·(ln(T/(2 n t_read)) + ln(n)/n); Q is that of the devices as the frozen noise has left them, the same for every n.
  const left = (n: number): number => Math.log(duration / (n * 500e-9)) + Math.log(n) / n;
  const once = spread(1);
  for (const average of [4, 16])
    spread(average).forEach((variance, j) => {
      const lowered = variance / once[j]!;
      t.true(Math.abs(lowered / (left(average) / left(1)) - 1) < 5 * Math.sqrt(4 / 20000), `${average}: ${lowered}`);
    });
});

test('noise that is frozen during a run is not lowered by averaging', t => {
  const frozen = { time: 3600, duration: 0 };
  const once = read(onChip(noisy), [x], frozen);
  const program = onChip({ ...noisy, read: { ...noisy.read, average: 16 } });
  // All that is left to average is within the 16 reads: ln 16 of ln((t + t₀ + t_read)/(2 t_read)).
  const chips = Array.from({ length: 1000 }, (_, seed) => read(anotherChip(program, seed), [x], frozen));
  const kept = (wholeNoise - Math.log(16) + Math.log(16) / 16) / wholeNoise;
  varianceOf(program).forEach((variance, j) => {
    const spread = mean(chips.map(y => (y[j]! - product([x])[j]!) ** 2));
    t.true(Math.abs(spread / (kept * variance) - 1) < 5 * Math.sqrt(2 / 1000));
  });
  t.true(apart(once, product([x])) > 0);
});

test('averaged reads belong to their product too, and quantised ones err less than single ones', t => {
  const on = hardware({ device: pcm(), array: { rows: 4, columns: 4 }, adc: { bits: 8 }, read: { average: 3 } });
  const conditions = { time: 60, duration: 1 };
  const whole = read(onChip(on), inputs, conditions);
  const parts = Array.from({ length: 8 }, (_, k) =>
    read(onChip(on), inputs.slice(k * 5, (k + 1) * 5), conditions, k * 5),
  );
  t.deepEqual(concatenate(parts), whole);
  t.notDeepEqual(whole, read(onChip({ ...on, read: { ...on.read, average: 1 } }), inputs, conditions));
});

test('noise belongs to the read, not to the batch it is computed in', t => {
  const program = onChip(
    hardware({ device: pcm(), array: { rows: 4, columns: 4, wordLineResistance: 1 }, adc: { bits: 8 } }),
  );
  const conditions = { time: 60, duration: 1 };
  const whole = read(program, inputs, conditions);
  for (const size of [1, 3, 7]) {
    const parts = Array.from({ length: Math.ceil(40 / size) }, (_, k) =>
      read(program, inputs.slice(k * size, (k + 1) * size), conditions, k * size),
    );
    t.deepEqual(concatenate(parts), whole, `batches of ${size}`);
  }
  t.notDeepEqual(read(program, inputs, conditions, 1), whole);
});

test('the same seed reads the same bits, another seed others', t => {
  const on = hardware({ device: pcm() });
  const conditions = { time: 60, duration: 1 };
  t.deepEqual(read(onChip(on), inputs, conditions), read(onChip(on), inputs, conditions));
  t.notDeepEqual(read(onChip(on, 2), inputs, conditions), read(onChip(on), inputs, conditions));
});

const silent = pcm({ programming: 0, readNoise: 0 });
const aged = (seconds: number): number => ((seconds + 20) / 20) ** -0.05;

test('drift scales all outputs by ((t + 20 s)/20 s)^−ν where all devices have one ν', t => {
  for (const on of [hardware({ device: silent }), hardware({ device: silent, array: { rows: 3, columns: 4 } })]) {
    const program = driftingAs(onChip(on), 0.05);
    for (const time of [1, 3600, 3e7]) {
      const scaled = product(inputs).map(y => aged(time) * y);
      t.true(apart(read(program, inputs, { time }), scaled) < 1e-12);
    }
  }
});

test('what is added behind the ADC does not drift', t => {
  const program = driftingAs(onChip(hardware({ device: silent, centre: 'all' })), 0.05);
  const { digitalBias } = program.plans[0]!;
  const scaled = product(inputs).map((y, k) => digitalBias[k % 4]! + aged(3600) * (y - digitalBias[k % 4]!));
  t.true(apart(read(program, inputs, { time: 3600 }), scaled) < 1e-12);
});

test('compensation undoes a drift that all devices share, and halves that of different ones at least', t => {
  const compensated = { time: 3e7, compensation: 'global' } as const;
  const uniform = driftingAs(onChip(hardware({ device: silent, array: { rows: 3, columns: 4 } })), 0.05);
  t.true(apart(read(uniform, inputs, compensated), product(inputs)) < 1e-12);

  const program = onChip(hardware({ device: silent }));
  const without = apart(read(program, inputs, { time: 3e7 }), product(inputs));
  t.true(apart(read(program, inputs, compensated), product(inputs)) < without / 2);
});

test('compensation measures against the day a tile was written', t => {
  const program = driftingAs(onChip(hardware({ device: silent })), 0.05);
  const late: Program = {
    ...program,
    plans: program.plans.map(plan => ({ ...plan, tiles: plan.tiles.map(tile => ({ ...tile, programmedAt: 1e6 })) })),
  };
  t.true(apart(read(late, inputs, { time: 1e6 }), product(inputs)) < 1e-12);
  t.true(apart(read(late, inputs, { time: 1e6 + 3600 }), product(inputs).map(y => aged(3600) * y)) < 1e-12); // biome-ignore format: one thing
  t.true(apart(read(late, inputs, { time: 1e6 + 3600, compensation: 'global' }), product(inputs)) < 1e-12);
});

test('no reads give no outputs', t => {
  const program = onChip(hardware({ device: pcm() }));
  t.is(readMvm(opened(program), new Float64Array(0), 0, 0, program.hardware).length, 0);
});
