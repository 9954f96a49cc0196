import test from 'ava';
import type { Signs } from '../../compiler/hardware.js';
import { map } from '../../compiler/map.js';
import { partition } from '../../compiler/partition.js';
import { addresses } from '../../compiler/program.js';
import {
  bitLines,
  conversionsOf,
  convertedLines,
  differences,
  noiseSourcesOf,
  outputsThatFit,
  rowTargets,
  sourceVariances,
} from '../../compiler/signs.js';
import { verifyMapping, verifyPartition } from '../../compiler/verify.js';
import { apart, hardware, met, mvm, noiseRows } from './builders.js';

const single: readonly Signs[] = ['dummy column', 'offset column'];

test('bit lines, conversions and sources of noise of three outputs', t => {
  const counts = (signs: Signs) => [bitLines(signs, 3), conversionsOf(signs, 3), noiseSourcesOf(signs, 3)];
  t.deepEqual(counts('differential pair'), [6, 3, 3]);
  t.deepEqual(counts('dummy column'), [4, 3, 4]);
  t.deepEqual(counts('offset column'), [4, 4, 4]);
  t.deepEqual([outputsThatFit('differential pair', 9), outputsThatFit('offset column', 9)], [4, 8]);
});

test('pairs subtract their odd line, single lines the last of their row', t => {
  const lines = Float64Array.of(5, 1, 2, 4, 7, 7);
  t.deepEqual(differences(lines, 1, 3), Float64Array.of(4, -2, 0));
  t.deepEqual(differences(lines, 2, 2, 'dummy column'), Float64Array.of(3, -1, -3, 0));
  t.is(convertedLines(lines, 2, 2, 'offset column'), lines);
});

test('variances are those of a pair together, or of single lines', t => {
  const lines = Float64Array.of(1, 2, 3, 4);
  const relative = Float64Array.of(0.5, 0.25, 1, 0.5);
  t.deepEqual(sourceVariances(lines, relative, 'differential pair'), Float64Array.of(1.5, 17));
  t.deepEqual(sourceVariances(lines, relative, 'dummy column'), Float64Array.of(0.5, 1, 9, 8));
});

// Largest weight 1, window 5 to 25 µS: the middle is 15 µS, and 10 µS a unit of weight.
test('single cells stand about the middle of the window, beside a column of it', t => {
  for (const signs of single) {
    const on = hardware({ device: { gMin: 5e-6 }, signs });
    const plan = map(partition(mvm([[1, -0.5], [0, 0.25]]), met([[1, 1]]), on), on); // biome-ignore format: a matrix
    const [tile] = plan.tiles;
    t.true(apart(tile!.target, [25e-6, 15e-6, 15e-6, 10e-6, 17.5e-6, 15e-6]) < 1e-20);
    t.true(apart(tile!.scale, [10e-6, 10e-6]) < 1e-20);
    verifyMapping(plan, on);
  }
});

test('a target outside the window or off its weight is found and named', t => {
  const on = hardware({ signs: 'dummy column' });
  const plan = map(partition(mvm([[1, -0.5], [0, 0.25]]), met([[1, 1]]), on), on); // biome-ignore format: a matrix
  const spoiled = (at: number, siemens: number) => {
    const [tile] = plan.tiles;
    const target = tile!.target.map((g, k) => (k === at ? siemens : g));
    return () => verifyMapping({ ...plan, tiles: [{ ...tile!, target }] }, on);
  };
  t.throws(spoiled(4, 26e-6), { message: /row 1, output 1.*target 0.000026 S/ });
  t.throws(spoiled(4, 1e-6), { message: /row 1, output 1.*decodes to/ });
  // The column of the middle is all outputs' own.
  t.throws(spoiled(2, 1e-6), { message: /row 0, output 0.*decodes to/ });
});

test('one line more than outputs has to fit, and every device has an address of its own', t => {
  const on = hardware({ array: { rows: 4, columns: 5 }, signs: 'offset column' });
  const plan = map(partition(mvm(noiseRows('w', 9, 6)), met(noiseRows('x', 2, 6)), on), on);
  verifyPartition(plan, on);
  t.is(plan.tiles.length, 2 * 3); // 4 outputs on 5 lines
  const all = plan.tiles.flatMap(tile => [...addresses(plan, tile, 'offset column')]);
  t.is(new Set(all).size, all.length);
  t.is(all.length, 2 * 3 * 3 * 4); // tiles of 3 rows and 3 + 1 lines
  t.throws(() => verifyPartition(plan, hardware({ array: { rows: 4, columns: 3 }, signs: 'offset column' })), {
    message: /3×4 cells; expected at most 4×3/,
  });
});

test('targets stay in the window where the largest weight rounds to a little more than half of it', t => {
  const half = 12.5e-6 * (1 + 2 ** -51);
  const target = new Float64Array(3);
  rowTargets('dummy column', Float64Array.of(-half, half), { gMin: 0, gMax: 25e-6 }, target, 0);
  t.deepEqual([...target], [0, 25e-6, 12.5e-6]);
});
