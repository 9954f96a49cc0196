import test from 'ava';
import fc from 'fast-check';
import { dominates, paretoSet } from '../../numeric/pareto.js';

test('a staircase by hand: corners are in it, what is level with one and worse is not, and twins are in it together', t => {
  const points = [[1, 5], [2, 3], [2, 4], [3, 3], [4, 1], [5, 1], [2, 3]]; // biome-ignore format: one thing
  t.deepEqual(paretoSet(points), [0, 1, 4, 6]);
  t.deepEqual(paretoSet([]), []);
  t.deepEqual(paretoSet([[7], [3], [3], [4]]), [1, 2]);
  t.deepEqual(paretoSet([[Infinity, 0], [0, Infinity], [Infinity, 1]]), [0, 1]); // biome-ignore format: one thing
});

/** Few values, so that many are alike; up to four coordinates. */
const clouds = fc
  .integer({ min: 1, max: 4 })
  .chain(count => fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: count, maxLength: count }), { maxLength: 40 })); // biome-ignore format: one thing

test('no member is dominated, and every other point is dominated by a member', t => {
  fc.assert(
    fc.property(clouds, points => {
      const members = paretoSet(points);
      const inside = new Set(members);
      return points.every((point, k) =>
        inside.has(k)
          ? !points.some(other => dominates(other, point))
          : members.some(member => dominates(points[member]!, point)),
      );
    }),
  );
  t.pass();
});

test('the set is that of the points, whatever their order and scales', t => {
  fc.assert(
    fc.property(clouds, fc.infiniteStream(fc.nat()), (points, keys) => {
      const order = points.map((_, k) => [k, keys.next().value!] as const).sort((a, b) => a[1] - b[1]);
      const moved = order.map(([k]) => points[k]!.map((value, axis) => (axis + 1) * value ** 3));
      const back = paretoSet(moved).map(k => order[k]![0]);
      t.deepEqual(
        back.sort((a, b) => a - b),
        paretoSet(points),
      );
    }),
  );
});

test('points that cannot be compared are refused', t => {
  t.throws(() => paretoSet([[1, 2], [1]]), {
    name: 'InputError',
    message: 'point 1: found 1 coordinates; expected 2, as the first has',
  });
  t.throws(() => paretoSet([[1, NaN]]), {
    name: 'InputError',
    message: 'point 0: found NaN; expected numbers, which can be compared',
  });
});
