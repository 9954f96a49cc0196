import test from 'ava';
import { meanAndSpots } from '../../../bench/lca-hardware/spots.js';
import { picture } from '../../models/images/builders.js';

test('the mean of the images, then spots where they vary most', t => {
  const images = [1, 2, 6].map(size =>
    picture(3, 4, (i, j) => (i === 1 && j === 2 ? size : i === 2 && j === 0 ? -1 / size : 0.5)),
  );
  const { rows, cols, data } = meanAndSpots(images, 3);
  t.deepEqual([rows, cols], [3, 12]);
  const [mean, first, second] = [0, 1, 2].map(j => data.subarray(12 * j, 12 * (j + 1)));
  t.true(Math.abs(mean![6]! - 3) < 1e-15);
  t.true(Math.abs(mean![8]! + (1 + 1 / 2 + 1 / 6) / 3) < 1e-15);
  t.is(mean![0], 0.5);
  // exp(−d²/(2·0.5²)): e⁻² beside the middle, e⁻⁴ diagonally.
  t.is(first![6], 1);
  t.true(Math.abs(first![5]! - Math.exp(-2)) < 1e-15);
  t.true(Math.abs(first![11]! - Math.exp(-4)) < 1e-15 && Math.abs(first![1]! - Math.exp(-4)) < 1e-15);
  t.is(second![8], 1);
});
