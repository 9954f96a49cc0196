import test from 'ava';
import { shuffled } from '../../numeric/shuffle.js';

test('every number once, in an order that seed and epoch name', t => {
  const order = shuffled(100, 1, 0);
  t.deepEqual(
    order.toSorted((a, b) => a - b),
    Array.from({ length: 100 }, (_, k) => k),
  );
  t.deepEqual(shuffled(100, 1, 0), order);
  t.notDeepEqual(shuffled(100, 1, 1), order);
  t.notDeepEqual(shuffled(100, 2, 0), order);
  t.deepEqual(shuffled(0, 1, 0), []);
});
