import test from 'ava';
import { brokenLine, clamp, polynomial } from '../../numeric/curves.js';

test('a polynomial has its lowest coefficient first', t => {
  t.is(polynomial([1, -2, 3], 2), 1 - 4 + 12);
  t.is(polynomial([], 2), 0);
});

test('values are held between bounds', t => {
  t.deepEqual(
    [-1, 0.5, 7].map(value => clamp(value, 0, 1)),
    [0, 0.5, 1],
  );
});

test('straight lines meet every point; the end points hold beyond', t => {
  const [xs, ys] = [
    [0, 1, 4],
    [10, 20, -10],
  ];
  t.deepEqual([-Infinity, -5, 0, 0.5, 1, 2, 4, 9].map(brokenLine(xs, ys)), [10, 10, 10, 15, 20, 10, -10, -10]);
});
