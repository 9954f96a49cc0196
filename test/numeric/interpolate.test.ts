import test from 'ava';
import { brokenLine } from '../../numeric/interpolate.js';

test('passes its points, is straight between them and held outside', t => {
  const line = brokenLine([1, 2, 4, 8], [10, 20, 0, 4]);
  const expected: [number, number][] = [[1, 10], [1.5, 15], [2, 20], [3, 10], [4, 0], [7, 3], [8, 4], [0, 10], [9, 4], [-Infinity, 10]]; // biome-ignore format: one thing
  for (const [x, y] of expected) t.is(line(x), y);
});
