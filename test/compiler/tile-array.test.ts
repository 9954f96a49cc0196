import test from 'ava';
import { tileArray, tileConductances } from '../../compiler/tile-array.js';
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
