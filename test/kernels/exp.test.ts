import test from 'ava';
import { exponentials, exponentialsPlain } from '../../kernels/exp.js';

const grid = Float64Array.from({ length: 40_001 }, (_, i) => (i - 20_000) * 0.0353);

test('the kernel and plain TypeScript give the same bits, for odd lengths and across chunks', t => {
  t.deepEqual(exponentials(grid, -1), exponentialsPlain(grid, -1));
  const few = grid.slice(0, 7);
  t.deepEqual(exponentials(few, 3), exponentialsPlain(few, 3));
});

test("agrees with the engine's exponential to two units in the last place", t => {
  const found = exponentials(grid, 1);
  let worst = 0;
  grid.forEach((x, i) => {
    worst = Math.max(worst, Math.abs(found[i]! / Math.exp(x) - 1));
  });
  t.true(worst < 4.5e-16, `${worst}`);
});

test('holds its argument where the result is a normal number, and may work in place', t => {
  const x = Float64Array.of(-1e9, -708, 0, 709, 1e9);
  t.is(exponentials(x, 1, x), x);
  t.is(x[0], x[1]);
  t.is(x[2], 1);
  t.is(x[4], x[3]);
  t.true(x.every(value => value > 0 && Number.isFinite(value)));
});
