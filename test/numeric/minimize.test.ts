import test from 'ava';
import { minimize } from '../../numeric/minimize.js';

test("Rosenbrock's valley is followed to its end", t => {
  const { at, value } = minimize(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1], { tolerance: 1e-7 });
  t.true(Math.abs(at[0]! - 1) < 1e-5 && Math.abs(at[1]! - 1) < 1e-5);
  t.true(value < 1e-10);
});

test('steps that leave the domain are taken back', t => {
  const { at } = minimize(([x]) => x! - 3 * Math.log(x!), [0.1]);
  t.true(Math.abs(at[0]! - 3) < 1e-3);
});
