import test from 'ava';
import { surrogates } from '../../../../models/lca/warp/surrogate.js';

test('slopes of B-SiLU are those published, and those of its values', t => {
  const slope = surrogates['b-silu'];
  // SUGAR, arXiv 2505.22074, eq. 7, computed in NumPy to eight digits.
  for (const [x, wanted] of [
    [-6, -0.00820736],
    [-3, -0.01265908],
    [-1, 0.40067142],
    [0, 0.9175],
    [1, 1.25601244],
    [3, 1.16354913],
  ] as const)
    t.true(Math.abs(slope(x) - wanted) < 5e-9);
  const value = (x: number): number => (x + 1.67) / (1 + Math.exp(-x)) - 1.67 / 2;
  t.is(value(0), 0);
  // Central differences: their error is h²/6 of the third derivative, and 1e-16/h of rounding.
  for (let x = -5; x <= 5; x += 0.25) t.true(Math.abs((value(x + 1e-5) - value(x - 1e-5)) / 2e-5 - slope(x)) < 1e-9);
});

test('that of ReLU is its derivative', t => {
  t.deepEqual([-1, 0, 1e-9, 2].map(surrogates.relu), [0, 0, 1, 1]);
});
