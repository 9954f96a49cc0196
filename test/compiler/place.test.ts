import test from 'ava';
import { place } from '../../compiler/place.js';
import { rowsOf } from '../../compiler/plan.js';
import { chip, hardware, mars, randomSeries } from './builders.js';

test('each tile has an array of its own, in order, at the corner of drivers and sense amplifiers', t => {
  const on = hardware({ array: { rows: 4, columns: 6 } });
  const { plans } = chip(mars({ units: 6 }), on, randomSeries([20, 20]));
  const placed = place(plans, on).flatMap(plan => plan.tiles);
  t.true(placed.length > plans.length);
  t.deepEqual(
    placed.map(tile => tile.macro),
    [...placed.keys()],
  );
  for (const tile of placed) t.deepEqual([tile.firstRow + rowsOf(tile), tile.firstColumn], [4, 0]);
});
