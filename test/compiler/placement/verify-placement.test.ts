import test from 'ava';
import { verifyPlacement } from '../../../compiler/placement/verify-placement.js';
import type { MvmPlan, PlacedTile } from '../../../compiler/plan.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

const packed = hardware({
  array: { rows: 16, columns: 30 },
  placement: { packing: 'shared rows', duplicates: 1 },
});
const { graph, plans } = chip(mars({ units: 4 }), packed, randomSeries([10]));

const moved = (name: string, change: Partial<PlacedTile>): MvmPlan<PlacedTile>[] =>
  plans.map(plan => (plan.name === name ? { ...plan, tiles: plan.tiles.map(tile => ({ ...tile, ...change })) } : plan));

test('what packing makes is in order', t => {
  t.notThrows(() => verifyPlacement(graph, plans, packed));
  t.true(new Set(plans.flatMap(({ tiles }) => tiles.map(({ macro }) => macro))).size < plans.length);
});

test('tiles on each other, outside of their array or on shared lines are named', t => {
  const bad = (broken: readonly MvmPlan<PlacedTile>[], message: RegExp, on = packed): void => {
    t.throws(() => verifyPlacement(graph, broken, on), { name: 'InputError', message });
  };
  const { macro, firstRow, firstColumn } = plans[0]!.tiles[0]!;
  bad(moved('block1', { macro, firstRow, firstColumn }), /^placement: block1\[0,0\] and encoder\[0,0\] share cells/);
  bad(
    moved('block1', { firstColumn: 29 }),
    /^block1\[0,0\]: stands on rows up to \d+, columns up to 37; expected 16×30$/,
  );
  bad(plans, /two tiles share an array/, { ...packed, placement: { packing: 'none', duplicates: 1 } });
  const diagonal = { ...packed, placement: { packing: 'block diagonal', duplicates: 1 } } as const;
  bad(plans, /share lines/, diagonal);
});
