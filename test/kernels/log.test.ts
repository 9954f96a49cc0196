import test from 'ava';
import { exponentialsPlain } from '../../kernels/exp.js';
import { logarithms, logarithmsPlain, powers } from '../../kernels/log.js';

/** From 1e-300 to 1e300, and closely around 1. */
const grid = Float64Array.from({ length: 40_001 }, (_, i) =>
  i < 20_000 ? 10 ** (-300 + 0.03 * i + 1e-4 * Math.sin(i)) : 0.5 + 1e-4 * (i - 20_000),
);

/** (3 x)^0.65 */
const law = { factor: 3, exponent: 0.65, times: 1, most: Infinity };

test('the kernel and plain TypeScript give the same bits, for odd lengths and across chunks', t => {
  t.deepEqual(logarithms(grid, 1), logarithmsPlain(grid, 1));
  t.deepEqual(logarithms(grid, 40), logarithmsPlain(grid, 40));
  const few = grid.slice(0, 7);
  t.deepEqual(logarithms(few, 3), logarithmsPlain(few, 3));
});

test("agrees with the engine's logarithm to two units in the last place", t => {
  const found = logarithms(grid, 1);
  let worst = 0;
  grid.forEach((x, i) => {
    if (x !== 1) worst = Math.max(worst, Math.abs(found[i]! / Math.log(x) - 1));
  });
  t.true(worst < 4.5e-16, `${worst}`);
  t.is(logarithms(Float64Array.of(1), 1)[0], 0);
});

test('holds its argument between the least normal number and the largest, and may work in place', t => {
  const x = new Float64Array(64).fill(1);
  x.set([0, -5, 1e-310, 2.2250738585072014e-308, Number.MAX_VALUE, Infinity]);
  const plain = logarithmsPlain(x, 1);
  t.is(logarithms(x, 1, x), x);
  t.deepEqual(x, plain);
  t.true(x.slice(0, 4).every(value => value === x[0]) && Math.abs(x[0]! + 708.3964185322641) < 1e-12);
  t.true(x[4] === x[5] && Math.abs(x[4]! - 709.782712893384) < 1e-12);
});

test('powers: the same bits by either kernel, those of the engine but for rounding, and 0 in place of 0', t => {
  const x = grid.filter(value => value > 1e-30 && value < 1e30);
  const found = powers(x, law);
  t.deepEqual(found, exponentialsPlain(logarithmsPlain(x, 3), 0.65));
  t.deepEqual(powers(x.slice(0, 5), law), found.slice(0, 5));
  found.forEach((value, i) => {
    if (!(Math.abs(value / (3 * x[i]!) ** 0.65 - 1) < 1e-14)) t.fail(`${x[i]}`);
  });
  t.true(powers(Float64Array.of(0), { ...law, factor: 1 })[0]! < 1e-190);
});
