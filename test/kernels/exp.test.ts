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

/** e^x of a float64 as a whole number of 2⁻³⁰⁰, by Taylor's series of x/2²⁰ in whole numbers. */
function exactly(x: number): bigint {
  const one = 1n << 300n;
  // x·2¹⁰⁰ is whole for |x| ≥ 2⁻⁴⁷; 300 bits leave its error far below what is looked for.
  const small = (BigInt(x * 2 ** 100) << 200n) >> 20n;
  let sum = one;
  let term = one;
  for (let k = 1n; k <= 30n; k++) {
    term = ((term * small) >> 300n) / k;
    sum += term;
  }
  for (let k = 0; k < 20; k++) sum = (sum * sum) >> 300n;
  return sum;
}

// fdlibm states an error below one unit in the last place: 2⁻⁵² of the result at most.
test('is good to one unit in the last place, by whole numbers', t => {
  const x = Float64Array.from({ length: 2000 }, (_, i) => -40 + 0.0417 * i + Math.PI / 1e6);
  const found = exponentials(x, 1);
  x.forEach((value, i) => {
    const right = exactly(value);
    const error = BigInt(found[i]! * 2 ** 120) * (1n << 180n) - right;
    t.true(Math.abs(Number(error)) <= Number(right) * 2 ** -52, `${value}`);
  });
});
