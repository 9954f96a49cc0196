import test from 'ava';
import { timeLeft } from '../../../sim/spice/time-left.js';

test('jobs that take as long as they are large: what is left is known from the first', t => {
  let milliseconds = 5000;
  const left = timeLeft([100, 400, 250, 250], () => milliseconds);
  milliseconds += 1000;
  t.is(left(0), 9);
  milliseconds += 4000;
  t.is(left(1), 5);
  milliseconds += 2500;
  t.is(left(3), 2.5);
  milliseconds += 2500;
  t.is(left(2), 0);
});

test('two at a time: in half the time', t => {
  let milliseconds = 0;
  const left = timeLeft([1, 1, 1, 1], () => milliseconds);
  milliseconds += 1000;
  left(0);
  t.is(left(1), 1);
});
