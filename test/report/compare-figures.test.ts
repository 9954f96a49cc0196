import test from 'ava';
import { compareFigures } from '../../report/compare-figures.js';
import type { Comparison, Quantity } from '../../sim/compare/compare.js';
import { difference } from '../../sim/compare/measures.js';

function quantity(kind: Quantity['kind'], width: number, rows: readonly number[], wrongAt: number): Quantity {
  const reference = Float64Array.from({ length: width * rows.reduce((sum, n) => sum + n, 0) }, (_, k) => k % 3);
  const simulated = reference.map((value, k) => value + (k === wrongAt ? 0.5 : 0));
  const hardware = difference(simulated, reference);
  return { name: 'block1', kind, onDevices: true, width, rows, reference, simulated, hardware };
}
const drawn = (one: Quantity): string => {
  const comparison: Comparison = {
    quantities: [one],
    series: one.rows.length,
    tolerance: 1e-6,
    agrees: true,
  };
  return compareFigures(comparison)[0]!;
};

/** The numbers along the lower axis, which are the only whole ones beside the values 0 to 2. */
const steps = (svg: string): number[] => [...svg.matchAll(/>(\d+)</g)].map(([, label]) => Number(label));

test('of several series the picture shows the one with the largest difference, and no step of another', t => {
  // Row 7 is the fourth of the second series.
  const svg = drawn(quantity('product', 2, [4, 6, 3], 7 * 2 + 1));
  t.true(svg.includes('block1: output 1, series 1'));
  t.is(Math.max(...steps(svg)), 5);
});

test('of a long series the steps around the largest difference are shown', t => {
  const labels = steps(drawn(quantity('state', 1, [1000], 900))).filter(step => step > 2);
  t.true(labels.length > 0 && labels.every(step => step >= 790 && step <= 1000), labels.join());
});

test('scores are those of the series where they are furthest apart', t => {
  t.true(drawn(quantity('scores', 3, [1, 1, 1], 8)).includes('block1: scores of series 2'));
});

test('codes are those of the step where they are furthest apart', t => {
  // Entry 17 of steps of 3 is in row 5, the second step of the third series.
  t.true(drawn(quantity('codes', 3, [2, 2, 2], 17)).includes('block1: step 1 of series 2'));
});
