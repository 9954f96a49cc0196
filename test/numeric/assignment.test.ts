import test from 'ava';
import fc from 'fast-check';
import { cheapestAssignment } from '../../numeric/assignment.js';

/** By trying them all. */
function leastOf(cost: Float64Array, count: number, places: number, thing = 0, taken = 0): number {
  if (thing === count) return 0;
  let least = Infinity;
  for (let place = 0; place < places; place++)
    if (!(taken & (1 << place)))
      least = Math.min(
        least,
        cost[thing * places + place]! + leastOf(cost, count, places, thing + 1, taken | (1 << place)),
      );
  return least;
}

test('no other assignment is cheaper, and none has two things in one place', t => {
  const property = fc.property(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 0, max: 2 }),
    fc.infiniteStream(fc.integer({ min: -20, max: 20 })),
    (count, spare, numbers) => {
      const places = count + spare;
      const cost = Float64Array.from({ length: count * places }, () => numbers.next().value as number);
      const found = cheapestAssignment(cost, count, places);
      const total = found.reduce((sum, place, thing) => sum + cost[thing * places + place]!, 0);
      return new Set(found).size === count && total === leastOf(cost, count, places);
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 300 }));
});

test('a permutation that is free is found', t => {
  const n = 100;
  const cost = new Float64Array(n * n).fill(1);
  for (let k = 0; k < n; k++) cost[k * n + ((37 * k + 5) % n)] = 0;
  t.deepEqual(
    [...cheapestAssignment(cost, n, n)],
    Array.from({ length: n }, (_, k) => (37 * k + 5) % n),
  );
});

test('what cannot be assigned is refused', t => {
  t.throws(() => cheapestAssignment(new Float64Array(6), 3, 2), { message: /3 things for 2 places/ });
  t.throws(() => cheapestAssignment(new Float64Array(3), 2, 2), { message: /3 costs/ });
  t.throws(() => cheapestAssignment(new Float64Array([1, NaN, 1, 1]), 2, 2), { message: /finite/ });
});
