import test from 'ava';
import { tileArray, tileConductances, tileLaw, tileReader } from '../../compiler/tile-array.js';
import { crossbarArray } from '../../crossbar/array.js';
import { sinhCells } from '../../crossbar/cell-law.js';
import { createDevice } from '../../devices/table.js';
import { apart, chip, hardware, mars, pcm, randomSeries } from './builders.js';

const wires = {
  rows: 100,
  columns: 40,
  wordLineResistance: 2,
  bitLineResistance: 3,
  driverResistance: 50,
  senseResistance: 7,
};
const on = hardware({ array: wires, device: pcm() });
const { plans } = chip(mars({ units: 6 }), on, randomSeries([20, 20]));
const tile = plans[1]!.tiles[0]!;

test('only the used cells make the circuit, every segment with its own resistance', t => {
  const g = tileConductances(tile, on, 0);
  const array = tileArray(tile, g, on);
  t.deepEqual([array.rows, array.cols], [plans[1]!.weights.rows, 12]);
  t.is(array.conductance, g);
  t.deepEqual(array.wordSegments, new Float64Array(12).fill(2));
  t.deepEqual(array.bitSegments, new Float64Array(array.rows).fill(3));
  t.deepEqual(array.driver, new Float64Array(array.rows).fill(50));
  t.deepEqual(array.sense, new Float64Array(12).fill(7));
});

test('across bit lines that are cut off, the line is as long as it is', t => {
  const lines = Uint32Array.of(0, 1, 2, 3, 4, 5);
  const moved = { ...tile, moved: { rows: lines, outputs: lines, places: Uint32Array.of(0, 1, 3, 4, 5, 8) } };
  const { wordSegments } = tileArray(moved, tileConductances(tile, on, 0), on);
  t.deepEqual([...wordSegments], [2, 2, 2, 2, 6, 2, 2, 2, 2, 2, 10, 2]);
  // A middle column stands behind six places and three spare ones.
  const single = { ...on, signs: 'dummy column', spareColumns: 3 } as const;
  const seven = tile.target.subarray(0, 7 * plans[1]!.weights.rows);
  const segments = (of: typeof tile): number[] => [...tileArray({ ...of, target: seven }, seven, single).wordSegments];
  t.deepEqual(segments(moved), [2, 2, 4, 2, 2, 6, 2]);
  t.deepEqual(segments(tile), [2, 2, 2, 2, 2, 2, 8]);
});

test('away from the corner, the unused line to it is lumped into driver and sense', t => {
  const away = { ...tile, firstRow: 10, firstColumn: 5 };
  const array = tileArray(away, tileConductances(tile, on, 0), on);
  const below = 100 - 10 - array.rows;
  t.deepEqual(array.driver, new Float64Array(array.rows).fill(50 + 5 * 2));
  t.deepEqual(array.sense, new Float64Array(12).fill(7 + below * 3));
});

test('conductances age from the writing of the tile, not of the chip', t => {
  const late = { ...tile, programmedAt: 1000 };
  t.deepEqual(tileConductances(late, on, 1000), tile.cells.programmed);
  t.deepEqual(tileConductances(late, on, 500), tile.cells.programmed);
  t.deepEqual(tileConductances(late, on, 4600), tileConductances(tile, on, 3600));
  const factor = tileConductances(tile, on, 3600).map((g, k) => g / (tile.cells.programmed[k]! || 1));
  const law = tile.cells.traits.map((nu, k) => (tile.cells.programmed[k]! > 0 ? (3620 / 20) ** -nu : 0));
  t.true(apart(factor, law) < 1e-14);
});

test('cells have a law where the device, or the one it takes its conduction from, is not ohmic', t => {
  const curved = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const g = Float64Array.of(60e-6, 90e-6);
  const law = tileLaw(g, hardware({ device: curved }))!;
  const [current, slope] = [new Float64Array(2), new Float64Array(2)];
  law.evaluate(Float64Array.of(-0.2, 0.4), current, slope);
  const { conduction } = createDevice('rram-milo2021');
  t.deepEqual([...current], [conduction.current(60e-6, -0.2), conduction.current(90e-6, 0.4)]);
  t.is(tileLaw(g, on), undefined);
  t.is(
    tileLaw(g, hardware({ device: { ...curved, model: 'rram-milo2021', parts: { conduction: 'ideal' } } })),
    undefined,
  );
});

test('a read that does not converge is refused with the tile and the residual it reached', t => {
  const array = crossbarArray(2, 2, new Float64Array(4).fill(1e-4), { wordLine: 100, bitLine: 100 });
  const read = tileReader({ name: 'block1[0,1]' }, array, sinhCells(array.conductance, 2000));
  t.throws(() => read(Float64Array.of(0.5, -0.5)), {
    name: 'InputError',
    message:
      /^block1\[0,1\]: Newton’s method .* a residual of \S+ in \d+ iterations, not 1e-10; expected less resistive/,
  });
});
