import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { narma, narmaOutput } from '../../../models/data/narma.js';

// By hand, for order 2: y₁ = c; y₂ = a₁c + a₂c·c + b·u₀u₁ + c; y₃ = a₁y₂ + a₂y₂(y₂ + y₁) + b·u₁u₂ + c.
test('the first outputs of order 2 are those of the formula', t => {
  const [a1, a2, b, c] = [0.3, 0.05, 1.5, 0.1];
  const [u0, u1, u2] = [0.2, 0.4, 0.5];
  const y2 = a1 * c + a2 * c * c + b * u0 * u1 + c;
  const y3 = a1 * y2 + a2 * y2 * (y2 + c) + b * u1 * u2 + c;
  const found = narmaOutput(Float64Array.of(u0, u1, u2, 9), 2);
  [0, c, y2, y3].forEach((right, k) => {
    t.true(Math.abs(found[k]! - right) < 1e-15, `y${k}`);
  });
});

test('order 10 meets an input for the first time at once, and again nine steps later', t => {
  const one = new Float64Array(30).fill(0.3);
  const other = one.slice();
  other[12] = 0;
  const [a, b] = [narmaOutput(one), narmaOutput(other)];
  // Without its memory of outputs (a₁ = a₂ = 0) only the two products with u[12] differ.
  const options = { linear: 0, quadratic: 0 };
  const [c, d] = [narmaOutput(one, 10, options), narmaOutput(other, 10, options)];
  t.is(a.findIndex((y, i) => y !== b[i]), 13); // biome-ignore format: one thing
  t.deepEqual([...c.keys()].filter(i => c[i] !== d[i]), [13, 22]); // biome-ignore format: one thing
});

// For inputs that stay at u, y settles where y = a₁y + n·a₂y² + bu² + c: a quadratic equation.
test('a constant input leads to the fixed point', t => {
  const [u, order] = [0.3, 10];
  const constant = 1.5 * u * u + 0.1;
  const fixed = (0.7 - Math.sqrt(0.7 ** 2 - 4 * order * 0.05 * constant)) / (2 * order * 0.05);
  const found = narmaOutput(new Float64Array(2000).fill(u), order).at(-1)!;
  t.true(Math.abs(found - fixed) < 1e-12, `${found - fixed}`);
});

// The mean of U(0, ½) is ¼ with a deviation of 1/√48; six standard errors of 20 000.
test('inputs are uniform between 0 and ½; the seed decides them', t => {
  const { input, output } = narma(20_000, 1);
  t.true(input.every(u => u >= 0 && u < 0.5));
  t.true(Math.abs(input.reduce((sum, u) => sum + u, 0) / 20_000 - 0.25) < 6 / Math.sqrt(48 * 20_000));
  t.deepEqual(output, narmaOutput(input));
  t.deepEqual(narma(50, 1).input, input.slice(0, 50));
  t.notDeepEqual(narma(50, 2).input, input.slice(0, 50));
});

test('a system that runs away is refused', t => {
  t.throws(() => narma(1000, 1, 10, { linear: 2 }), {
    instanceOf: InputError,
    message: /^NARMA-10, seed 1: diverges before step \d+; expected another seed$/,
  });
});
