import test from 'ava';
import fc from 'fast-check';
import { type Hardware, signKinds } from '../../../compiler/hardware.js';
import { tilesOf } from '../../../compiler/program-record.js';
import { createDevice } from '../../../devices/table.js';
import { productMatrix } from '../../../sim/chip.js';
import { relativeError } from '../../../sim/inspection/errors.js';
import { inspect, type ProductInspection } from '../../../sim/inspection/inspect.js';
import { weightParts } from '../../../sim/inspection/weights.js';
import { chip, hardware, noiseRows, pcm } from '../../compiler/builders.js';
import { driftingAs, linear, opened, steps } from '../builders.js';

const programOf = (on: Hardware, weights: number[][], bias?: number[]) =>
  chip(linear(weights, bias), on, steps([weights[0]!.map(() => 1), weights[0]!.map((_, k) => -k)]));
const firstOf = (on: Hardware, weights: number[][], time = 0): ProductInspection =>
  inspect(programOf(on, weights), { time }).products[0]!;
const near = (found: number, right: number, within = 1e-12): boolean => Math.abs(found - right) <= within;

const size = (max: number) => fc.integer({ min: 1, max });
const slices = fc.option(
  fc.record({
    weightBits: fc.constant(6),
    cellBits: size(3),
    over: fc.constantFrom('cells' as const, 'arrays' as const),
  }),
);
const mapping = fc.record({
  rows: size(7),
  signs: fc.constantFrom(...signKinds),
  copies: fc.oneof(size(3), fc.constant('fill' as const)),
  scale: fc.constantFrom('tile' as const, 'column' as const),
  slices,
});
type Mapping = typeof mapping extends fc.Arbitrary<infer T> ? T : never;
const mappedAs = ({ rows, slices: sliced, ...rest }: Mapping): Parameters<typeof hardware>[0] => ({
  ...rest,
  array: { rows, columns: 24 },
  ...(sliced && { slices: sliced }),
});
/** Integers of which the largest is 31, which slices of 6 bits have exactly. */
const integers = (outputs: number, inputs: number): number[][] =>
  noiseRows('w', outputs, inputs).map((row, j) => row.map((w, i) => (i + j === 0 ? 31 : Math.round(31 * w))));

test('nothing is amiss on ideal hardware, in any mapping', t => {
  fc.assert(
    fc.property(mapping, size(6), size(5), (how, inputs, outputs) => {
      const program = programOf(hardware({ ...mappedAs(how), device: { gMin: 2e-6 } }), integers(outputs, inputs), [
        ...noiseRows('b', 1, outputs)[0]!,
      ]);
      const { products, arrays } = inspect(program);
      const errors = products.flatMap(product => [product.errors!, ...product.tiles.map(tile => tile.errors)]);
      const cells = tilesOf(program).reduce((sum, { tile }) => sum + tile.target.length, 0);
      const used = arrays.reduce((sum, array) => sum + array.used, 0) * how.rows * 24;
      return (
        errors.every(parts => Object.values(parts).every(error => error < 1e-12)) && near(used, cells, 1e-9 * cells)
      );
    }),
    { numRuns: 60 },
  );
  t.pass();
});

test('the error of a product is that of the matrix which the simulator multiplies with, and no more than its parts', t => {
  const device = pcm({ readNoise: 0 });
  const wires = { wordLineResistance: 50, bitLineResistance: 50 };
  fc.assert(
    fc.property(mapping, size(6), size(5), (how, inputs, outputs) => {
      const mapped = mappedAs(how)!;
      const on = hardware({ ...mapped, array: { ...mapped.array, ...wires }, device, clip: { percentile: 80 } });
      const weights = noiseRows('w', outputs, inputs);
      const program = programOf(on, weights);
      const { errors } = inspect(program, { time: 86400 }).products[0]!;
      const wanted = Float64Array.from({ length: inputs * outputs }, (_, k) => weights[k % outputs]![Math.floor(k / outputs)]!); // biome-ignore format: one thing
      const right = relativeError(productMatrix(opened(program, { time: 86400 })), wanted, wanted);
      const parts = errors!.cutting + weightParts.reduce((sum, part) => sum + errors![part], 0);
      return near(errors!.total, right, 1e-12) && errors!.total <= parts + 1e-12;
    }),
    { numRuns: 40 },
  );
  t.pass();
});

// 10 µS lies nearest to the second of the levels 0, 12.5 and 25 µS: 0.4 comes out as 0.5.
test('levels', t => {
  const { errors, tiles } = firstOf(hardware({ imperfections: { levels: 3 } }), [[1, 0.4]]);
  for (const found of [errors!, tiles[0]!.errors]) {
    t.true(near(found.levels, 0.1 / Math.hypot(1, 0.4)) && near(found.total, found.levels));
    t.true(found.programming < 1e-12 && found.wires < 1e-12);
  }
});

// One cell of G behind R: its column answers with G/(1 + R G).
test('wires', t => {
  const { errors } = firstOf(hardware({ array: { driverResistance: 10e3 } }), [[1]]);
  const part = 10e3 * 25e-6;
  t.true(near(errors!.wires, part / (1 + part)) && near(errors!.total, errors!.wires));
});

test('wires that targets make up for: the parts cancel, and what is left is what the compiler said', t => {
  const array = { rows: 16, columns: 32, wordLineResistance: 20, bitLineResistance: 20 };
  const program = programOf(hardware({ array, irDrop: 'compensated' }), noiseRows('w', 8, 12));
  const [product] = inspect(program).products;
  const { errors } = product!.tiles[0]!;
  const { after } = program.plans[0]!.tiles[0]!.predistortion!;
  t.true(near(errors.total, after, 1e-9));
  t.true(errors.total < 0.1 * Math.min(errors.targets, errors.wires));
});

// All devices lose the same part: 1 − (1 + t/t₀)^(−ν), t₀ = 20 s.
test('ageing', t => {
  const program = driftingAs(programOf(hardware({ device: pcm({ programming: 0 }) }), noiseRows('w', 3, 4)), 0.05);
  const { errors } = inspect(program, { time: 86400 }).products[0]!;
  t.true(near(errors!.ageing, 1 - (1 + 86400 / 20) ** -0.05, 1e-9));
  t.true(near(errors!.total, errors!.ageing, 1e-9));
  t.is(inspect(program).products[0]!.errors!.ageing, 0);
});

// Weights 1 and −0.5 are 150 and 50 against 50 and 100 µS, and a unit of weight what calibration has measured.
test('devices that are not ohmic: currents at the read voltage', t => {
  const device = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const program = programOf(hardware({ device }), [[1, -0.5]]);
  const { conduction } = createDevice('rram-milo2021');
  const per = (uS: number): number => conduction.current(1e-6 * uS, 0.2) / 0.2;
  const [scale] = program.plans[0]!.tiles[0]!.scale;
  const off = [(per(150) - per(50)) / scale! - 1, (per(50) - per(100)) / scale! + 0.5];
  const { errors } = inspect(program).products[0]!;
  t.true(near(errors!.targets, Math.hypot(...off) / Math.hypot(1, 0.5), 1e-9));
  t.true(errors!.wires < 1e-9 && errors!.targets > 1e-3);
});

test('stuck cells, conductances and one tile only', t => {
  const on = hardware({ array: { rows: 8 }, imperfections: { stuckLow: 0.2, stuckHigh: 0.1 } });
  const program = programOf(on, noiseRows('w', 20, 16));
  const { products } = inspect(program);
  const [product] = products;
  const { cells } = program.plans[0]!.tiles[1]!;
  const count = (state: number): number => cells.faults.filter(own => own === state).length;
  t.deepEqual([product!.tiles[1]!.stuckLow, product!.tiles[1]!.stuckHigh], [count(1), count(2)]);
  const { from, to, target, programmed } = product!.conductance;
  t.deepEqual([from, to], [0, 25e-6]);
  const devices = 2 * 20 * 16;
  for (const counts of [target, programmed]) t.is(counts.reduce((a, b) => a + b), devices); // biome-ignore format: one thing
  const high = program.plans[0]!.tiles.flatMap(tile => [...tile.cells.programmed]).filter(g => g >= 0.95 * 25e-6);
  t.is(programmed.at(-1), high.length);

  const only = inspect(program, { tile: 'w[1,0]' }).products;
  t.deepEqual(
    only.map(({ tiles, errors }) => [tiles, errors]),
    [[[product!.tiles[1]], undefined]],
  );
  t.throws(() => inspect(program, { tile: 'v' }), {
    name: 'InputError',
    message: 'tile "v": there is none; expected one of w[0,0], w[1,0], readout[0,0], readout[1,0], readout[2,0]',
  });
});

test('weights of zero: nothing was wanted, and any error is infinite', t => {
  t.is(firstOf(hardware(), [[0]]).errors!.total, 0);
  t.is(firstOf(hardware({ imperfections: { stuckHigh: 0.5 } }), [[0, 0, 0, 0, 0, 0, 0, 0]]).errors!.total, Infinity);
});

test('what was done for stuck devices is told tile by tile, and is what is left of the weights', t => {
  for (const signs of signKinds) {
    const stuck = { imperfections: { stuckLow: 0.15, stuckHigh: 0.15 }, faults: 'remapped', spareColumns: 1 } as const;
    const on = hardware({ array: { rows: 6, columns: 10 }, signs, device: { gMin: 2e-6 }, ...stuck });
    // ⟨x²⟩ is the same for each input, so that errors of outputs are those of weights.
    const single = Array.from({ length: 12 }, (_, k) => Array.from({ length: 12 }, (_, i) => Number(i === k)));
    const program = chip(linear(noiseRows('w', 8, 12)), on, steps(single));
    const { tiles } = inspect(program).products[0]!;
    for (const [k, { repair, errors }] of tiles.entries()) {
      const { moved } = tilesOf(program)[k]!.tile;
      t.true(near(repair!.outputs, errors.targets, 1e-9), `${repair!.outputs} ${errors.targets}`);
      t.is(errors.programming, 0);
      t.true(
        repair!.outputs <= repair!.rows && repair!.rows <= repair!.partners && repair!.partners <= repair!.accepted,
      );
      t.is(repair!.movedRows, [...(moved?.rows ?? [])].filter((row, i) => row !== i).length);
      t.is(repair!.spareOutputs, [...(moved?.places ?? [])].filter(place => place >= moved!.outputs.length).length);
      t.true(repair!.movedOutputs >= repair!.spareOutputs);
    }
    t.true(tiles.some(({ repair }) => repair!.movedRows > 0) && tiles.some(({ repair }) => repair!.spareOutputs > 0));
  }
});
