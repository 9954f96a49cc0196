import test from 'ava';
import { followRate } from '../../numeric/runge-kutta.js';

test('a turn and a decay come to their closed forms within some times the tolerance', t => {
  const turn = (y: Float64Array, out: Float64Array): void => {
    out[0] = -y[1]!;
    out[1] = y[0]!;
    out[2] = -3 * y[2]!;
  };
  const found = followRate(turn, Float64Array.of(1, 0, 2), 2, { tolerance: 1e-10 });
  const right = [Math.cos(2), Math.sin(2), 2 * Math.exp(-6)];
  for (const [k, value] of right.entries()) t.true(Math.abs(found[k]! - value) < 1e-8, `${k}: ${found[k]! - value}`);
});

test('the error falls with the fifth power of the step', t => {
  const decay = (y: Float64Array, out: Float64Array): void => {
    out[0] = -y[0]!;
  };
  const error = (longest: number): number =>
    Math.abs(followRate(decay, Float64Array.of(1), 100, { tolerance: 1, longest })[0]! - Math.exp(-100)) /
    Math.exp(-100);
  const order = Math.log2(error(0.1) / error(0.05));
  t.true(order > 4.7 && order < 5.3, `${order}`);
});

test('every step is told, none longer than asked, the last one at the end', t => {
  const times: number[] = [];
  const still = (_: Float64Array, out: Float64Array): void => {
    out[0] = 0;
  };
  const options = { tolerance: 1e-6, longest: 0.3, onStep: (time: number) => times.push(time) };
  t.deepEqual([...followRate(still, Float64Array.of(7), 1, options)], [7]);
  t.is(times.at(-1), 1);
  t.true([0, ...times].every((time, k, all) => k === 0 || (time > all[k - 1]! && time - all[k - 1]! < 0.3001)));
});

test('values that grow without bound end it with an error', t => {
  // y' = y², y(0) = 1 is 1/(1 − t), which has no value at 1.
  const square = (y: Float64Array, out: Float64Array): void => {
    out[0] = y[0]! ** 2;
  };
  t.throws(() => followRate(square, Float64Array.of(1), 2, { tolerance: 1e-6 }), { message: /its steps vanish/ });
});
