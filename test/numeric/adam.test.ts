import test from 'ava';
import { Adam } from '../../numeric/adam.js';

test('steps are those of the algorithm as published', t => {
  // Algorithm 1 of arXiv 1412.6980 in NumPy, on f(p) = p₀² + 10 p₁², from (1, −2), rate 0.1: after 1, 2 and 10 steps.
  const p = Float64Array.of(1, -2);
  const adam = new Adam([p]);
  const step = (): void => adam.step([Float64Array.of(2 * p[0]!, 20 * p[1]!)], 0.1);
  const wanted: Record<number, readonly [number, number]> = {
    1: [0.9000000005, -1.900000000025],
    2: [0.8004122286917927, -1.8001664856608484],
    10: [0.07624915560691176, -1.0245868354426104],
  };
  for (let k = 1; k <= 10; k++) {
    step();
    for (const [i, value] of (wanted[k] ?? []).entries()) t.true(Math.abs(p[i]! - value) < 1e-14);
  }
});

test('a gradient of 0 moves nothing', t => {
  const p = Float64Array.of(3);
  new Adam([p]).step([Float64Array.of(0)], 0.1);
  t.deepEqual([...p], [3]);
});
