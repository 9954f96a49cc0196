import test from 'ava';
import fc from 'fast-check';
import type { Hardware } from '../../compiler/hardware.js';
import { signKinds } from '../../compiler/hardware.js';
import { columnsOf } from '../../compiler/plan.js';
import { splitReadNoise } from '../../devices/read-noise.js';
import { createDevice } from '../../devices/table.js';
import { referenceEngine } from '../../models/execute.js';
import { mvmNodes } from '../../models/graph.js';
import { fromRows } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { apart, chip, hardware, noiseRows, pcm } from '../compiler/builders.js';
import { driftingAs, linear, read, steps } from './builders.js';

/** Integers from −most to most, the largest of all among them. */
function integers(name: string, rows: number, cols: number, most: number): number[][] {
  const stream = randomStream(1, 'integers', name);
  const out = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => Math.round(most * (2 * stream.uniform(i * cols + j) - 1))),
  );
  out[0]![0] = most;
  return out;
}

/** The largest difference of the product `w` on a chip from float64, over the largest output. */
function errorOf(on: Hardware, weights: number[][], bias: number[], inputs: number[][]): number {
  const program = chip(linear(weights, bias), on, steps(inputs));
  const node = mvmNodes(program.graph).find(({ name }) => name === 'w')!;
  const exact = referenceEngine().mvm(node, Float64Array.from(inputs.flat()), inputs.length, 0);
  return apart(read(program, inputs), exact) / Math.max(1, ...exact.map(Math.abs));
}

const size = (max: number) => fc.integer({ min: 1, max });
const signs = fc.constantFrom(...signKinds);
const copies = fc.oneof(size(3), fc.constant('fill' as const));
const slices = fc.option(
  fc.record({
    weightBits: fc.integer({ min: 2, max: 8 }),
    cellBits: size(4),
    over: fc.constantFrom('cells' as const, 'arrays' as const),
  }),
);
const serial = fc.option(fc.record({ bits: fc.integer({ min: 2, max: 9 }), bitsPerRead: size(4) }));

test('any mapping on ideal hardware computes the reference', t => {
  fc.assert(
    fc.property(
      fc.record({ inputs: size(6), outputs: size(5), rows: size(8), columns: fc.integer({ min: 14, max: 40 }) }),
      ...([signs, slices, serial, copies, fc.constantFrom('tile', 'column'), fc.boolean()] as const),
      ({ inputs, outputs, rows, columns }, sign, sliced, digits, copies, scale, wired) => {
        const largest = sliced ? 2 ** (sliced.weightBits - 1) - 1 : 9;
        const code = digits ? 2 ** (digits.bits - 1) - 1 : 9;
        const on = hardware({
          ...{ array: { rows, columns }, device: { gMin: wired ? 2e-6 : 0 }, copies, scale, signs: sign },
          ...(sliced && { slices: { ...sliced, cellBits: Math.min(sliced.cellBits, sliced.weightBits - 1) } }),
          ...(digits && { dac: { ...digits, bitsPerRead: Math.min(digits.bitsPerRead, digits.bits - 1) } }),
        });
        const bias = integers('bias', 1, outputs, 5)[0]!;
        return errorOf(on, integers('w', outputs, inputs, largest), bias, integers('x', 3, inputs, code)) < 1e-9;
      },
    ),
    { numRuns: 150 },
  );
  t.pass();
});

const single = signKinds.filter(kind => kind !== 'differential pair');

test('offset digits are those of the weight and half of the range, each with the whole window', t => {
  const largest = 3;
  const how = fc.record({
    digits: fc.integer({ min: 2, max: 4 }),
    cellBits: size(3),
    over: fc.constantFrom('cells' as const, 'arrays' as const),
  });
  fc.assert(
    fc.property(
      ...([how, fc.constantFrom(...single), copies, size(5), size(4)] as const),
      ({ digits, cellBits, over }, signs, copies, inputs, outputs) => {
        const slices = { weightBits: digits * cellBits, cellBits, over, digits: 'offset' } as const;
        const on = hardware({ array: { rows: 7, columns: 20 }, device: { gMin: 2e-6 }, signs, copies, slices });
        const weights = noiseRows('w', outputs, inputs);
        weights[0]![0] = largest;
        const [program, x] = [chip(linear(weights), on, steps(noiseRows('x', 3, inputs))), noiseRows('x', 3, inputs)];
        // 2^bits weights at equal steps from one end of the range to the other.
        const most = 2 ** slices.weightBits - 1;
        const rounded = weights.map(row =>
          row.map(w => (2 * Math.round((most * (w / largest + 1)) / 2) - most) * (largest / most)),
        );
        const right = x.flatMap(vector => rounded.map(row => row.reduce((sum, w, i) => sum + w * vector[i]!, 0)));
        const { gMin, gMax } = on.device;
        const levels = 2 ** slices.cellBits - 1;
        const cells = program.plans[0]!.tiles.flatMap(tile =>
          [...tile.target].filter((_, k) => (k + 1) % columnsOf(tile) !== 0),
        );
        // A digit of k bits is one of 2^k levels of the window.
        return (
          apart(read(program, x), right) < 1e-9 * largest * inputs &&
          cells.every(
            g =>
              apart([(levels * (g - gMin)) / (gMax - gMin)], [Math.round((levels * (g - gMin)) / (gMax - gMin))]) <
              1e-9,
          )
        );
      },
    ),
    { numRuns: 80 },
  );
  t.pass();
});

test('of an even number of levels single cells leave one free, so that their middle is a level', t => {
  for (const levels of [4, 7, 16]) {
    const most = Math.floor((levels - 1) / 2);
    const [weights, inputs] = [integers('w', 4, 5, most), integers('x', 3, 5, 4)];
    const imperfections = { levels, stuckLow: 0, stuckHigh: 0 };
    for (const signs of single) {
      const on = hardware({ signs, imperfections, device: { gMin: 2e-6 } });
      t.true(errorOf(on, weights, [0, 0, 0, 0], inputs) < 1e-12, `${levels} ${signs}`);
      // Digits of two bits and both signs are seven of eight levels.
      const slices = { weightBits: 5, cellBits: 2, over: 'cells' } as const;
      const eight = hardware({ signs, imperfections: { ...imperfections, levels: 8 }, slices });
      t.true(errorOf(eight, integers('w', 4, 5, 15), [0, 0, 0, 0], inputs) < 1e-12);
    }
  }
});

test('single cells on devices of two levels, of which none is in the middle, are refused', t => {
  const imperfections = { levels: 2, stuckLow: 0, stuckHigh: 0 };
  for (const signs of single)
    t.throws(() => chip(linear([[1]]), hardware({ signs, imperfections }), steps([[1]])), {
      message: new RegExp(`mapping\\.signs: found "${signs}" and imperfections.levels 2; expected "differential pair"`),
    });
});

test('offset digits are refused for pairs, where they do not fill their cells, and where devices lack levels for them', t => {
  const slices = { weightBits: 6, cellBits: 2, over: 'cells', digits: 'offset' } as const;
  const on = (change: object) => () => chip(linear([[1]]), hardware({ slices, ...change }), steps([[1]]));
  t.throws(on({}), { message: /mapping\.slices\.digits: found "offset" and differential pairs; expected "signed"/ });
  const levels = (count: number) => ({ levels: count, stuckLow: 0, stuckHigh: 0 });
  t.throws(on({ signs: 'dummy column', imperfections: levels(3) }), { message: /at least 7 levels/ });
  t.notThrows(on({ signs: 'dummy column', imperfections: levels(7) }));
  t.throws(on({ signs: 'dummy column', slices: { ...slices, weightBits: 5 } }), {
    message: /found "offset", cellBits 2 and weightBits 5; expected weightBits that are a multiple of 2/,
  });
});
/** PCM whose only flaw is read noise, all of which differs from read to read in a run of a second. */
const noisy = pcm({ programming: 0, drift: 0 });

/** Products of one vector on the only tile of a chip, read again and again: of each output its deviation, and their correlation. */
function scatter(on: Hardware, weights: number[][], input: number[], count = 6000) {
  const program = chip(linear(weights), on, steps([input]));
  const vectors = Array.from({ length: count }, () => input);
  const y = read(program, vectors, { duration: 1 });
  const columns = weights.map((_, j) => vectors.map((_, k) => y[k * weights.length + j]!));
  const means = columns.map(column => column.reduce((sum, v) => sum + v, 0) / count);
  const product = (a: number, b: number): number =>
    columns[a]!.reduce((sum, v, k) => sum + (v - means[a]!) * (columns[b]![k]! - means[b]!), 0) / count;
  const deviation = columns.map((_, j) => Math.sqrt(product(j, j)));
  return { program, deviation, covariance: weights.length > 1 ? product(0, 1) : 0 };
}

// 6000 draws give a deviation to 0.9 % and a correlation to 1.3 %; the bounds are four of these and more. Of the 1/f noise the part
// slower than the run is frozen, and moves conductances by some parts in a hundred.
test('the read noise of a dummy or a reference is in all outputs of a read', t => {
  for (const signs of single) {
    const on = hardware({ device: noisy, signs });
    const { program, deviation, covariance } = scatter(on, [[1], [0.2]], [1]);
    const { cells, scale } = program.plans[0]!.tiles[0]!;
    const { fast } = splitReadNoise(20, on.read.time, 1);
    const sigma = cells.target.map(
      (g, k) => (g * Math.sqrt(fast * cells.flicker[k]! ** 2 + cells.white[k]! ** 2)) / scale[0]!,
    );
    const common = sigma[2]! ** 2;
    t.true(Math.abs(covariance / common - 1) < 0.2, `${covariance} against ${common}`);
    deviation.forEach((found, j) => {
      t.true(Math.abs(found / Math.sqrt(sigma[j]! ** 2 + common) - 1) < 0.1);
    });
  }
});

// With V the voltage of the whole input: noise slower than a product moves all of its digits, faster noise each by itself.
test('the read noise of digits adds up to that of whole inputs where it is slow, and is smaller where it is fast', t => {
  const digits = { bits: 4, headroom: 1, bitsPerRead: 1 };
  const on = hardware({ device: noisy, dac: digits });
  // Of the calibrated 1, the code 7 = 1 + 2 + 4.
  const { program, deviation } = scatter(on, [[1]], [1]);
  const { cells, scale } = program.plans[0]!.tiles[0]!;
  const { fast, within } = splitReadNoise(20, on.read.time, 1, 3);
  const apartly = (1 + 4 + 16) / 49;
  const variance = cells.target.reduce(
    (sum, g, k) =>
      sum +
      (g / scale[0]!) ** 2 * (cells.flicker[k]! ** 2 * (fast + within * apartly) + cells.white[k]! ** 2 * apartly),
    0,
  );
  t.true(Math.abs(deviation[0]! / Math.sqrt(variance) - 1) < 0.1, `${deviation[0]} against ${Math.sqrt(variance)}`);
});

test('noise belongs to the read, not to the batch it is computed in, also in digits and beside a dummy', t => {
  const on = hardware({ device: noisy, dac: { bits: 6, bitsPerRead: 2 }, signs: 'dummy column', read: { average: 2 } });
  const weights = noiseRows('weights', 3, 4);
  const inputs = noiseRows('inputs', 6, 4);
  const program = chip(linear(weights), on, steps(inputs));
  const all = read(program, inputs, { duration: 1 });
  const apartly = inputs.flatMap((x, k) => [...read(program, [x], { duration: 1 }, k)]);
  t.true(apart(all, apartly) < 1e-12);
  t.true(apart(read(program, [inputs[0]!], { duration: 1 }), read(program, [inputs[0]!], { duration: 1 }, 1)) > 1e-4);
});

test('a common drift is undone whatever the columns', t => {
  const weights = noiseRows('weights', 3, 4);
  const inputs = noiseRows('inputs', 6, 4);
  for (const signs of signKinds) {
    const on = hardware({ device: pcm({ programming: 0, readNoise: 0 }), signs });
    const program = driftingAs(chip(linear(weights), on, steps(inputs)), 0.05);
    const exact = read(program, inputs);
    for (const compensation of ['global', 'column'] as const)
      t.true(apart(read(program, inputs, { time: 1e6, compensation }), exact) < 1e-9, `${signs} ${compensation}`);
    t.true(apart(read(program, inputs, { time: 1e6 }), exact) > 0.1);
  }
});

const { conduction } = createDevice('rram-milo2021');
const curved = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };

test('curved devices beside a column of their middle, by hand', t => {
  for (const signs of single) {
    const program = chip(linear([[1]]), hardware({ device: curved, signs }), steps([[1], [-0.5]]));
    const amps = (x: number): number => conduction.current(150e-6, 0.2 * x) - conduction.current(100e-6, 0.2 * x);
    // The factor of least squares over what 50 µS per unit of weight would give.
    const scale = (0.2 * amps(1) - 0.1 * amps(-0.5)) / (0.2 * 0.2 + 0.1 * 0.1);
    const found = read(program, [[1], [-0.3]]);
    t.true(apart(found, [amps(1) / scale / 0.2, amps(-0.3) / scale / 0.2]) < 1e-12);
    const [tile] = program.plans[0]!.tiles;
    const whole = signs === 'offset column' ? conduction.current(150e-6, 0.2) : amps(1);
    t.true(Math.abs(tile!.adcFullScale / (1.1 * whole) - 1) < 1e-12);
  }
});

test('single bits make curved devices linear in the input: only ±V is ever read', t => {
  const on = hardware({ device: curved, dac: { bits: 5, headroom: 1, bitsPerRead: 1 }, signs: 'dummy column' });
  const program = chip(linear([[1, -0.4]]), on, steps([[15, -15]]));
  const [one, two, both] = read(program, [[3, 0], [0, 8], [3, 8]]); // biome-ignore format: a list
  const curve = (hardware: Hardware): number => {
    const [low, high] = read(chip(linear([[1]]), hardware, steps([[15]])), [[1], [15]]);
    return Math.abs((15 * low!) / high! - 1);
  };
  t.true(Math.abs(one! + two! - both!) < 1e-12 * Math.abs(both!));
  t.true(curve(on) < 1e-12);
  t.true(curve(hardware({ device: curved, signs: 'dummy column' })) > 0.01);
});

test('an ADC errs by half a step of its range in every read: offset columns need a wider one than pairs', t => {
  const weights = noiseRows('weights', 6, 20);
  const inputs = noiseRows('inputs', 30, 20);
  const node = fromRows(weights);
  const error = (signs: Hardware['signs']): number => {
    const program = chip(linear(weights), hardware({ adc: { bits: 8 }, ...(signs && { signs }) }), steps(inputs));
    const exact = inputs.flatMap(x =>
      weights.map((_, j) => x.reduce((sum, v, i) => sum + v * node.data[j * 20 + i]!, 0)),
    );
    return Math.sqrt(read(program, inputs).reduce((sum, y, k) => sum + (y - exact[k]!) ** 2, 0) / exact.length);
  };
  const ranges = signKinds.map(signs => chip(linear(weights), hardware({ signs }), steps(inputs)).plans[0]!.tiles[0]!);
  // In units of the product: uniform errors of a step of fullScale/127, two of them where a reference is converted too.
  signKinds.forEach((signs, k) => {
    const step = ranges[k]!.adcFullScale / (127 * ranges[k]!.scale[0]! * 0.2);
    const full = Math.max(...inputs.flat().map(Math.abs));
    const expected = (step * full * Math.sqrt(signs === 'offset column' ? 2 : 1)) / Math.sqrt(12);
    t.true(Math.abs(error(signs) / expected - 1) < 0.25, `${signs}: ${error(signs)} against ${expected}`);
  });
});
