import test from 'ava';
import { normalBelow, normalDensity } from '../../numeric/normal.js';

test('shares of the normal distribution, as tabled', t => {
  const known: [x: number, below: number][] = [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.959963984540054, 0.025],
    [3, 0.99865010196837],
    [-3.5, 2.326290790355250e-4],
    [-6, 9.865876450376946e-10],
    [-10, 7.619853024160525e-24],
  ]; // biome-ignore format: one thing
  for (const [x, below] of known) t.true(Math.abs(normalBelow(x) / below - 1) < 1e-12, `${x}: ${normalBelow(x)}`);
});

test('both formulas meet, and the density is the slope', t => {
  for (const x of [-3, 3]) t.true(Math.abs(normalBelow(x + 1e-12) - normalBelow(x - 1e-12)) < 1e-13);
  for (const x of [-4, -1, 0.3, 2.5]) {
    const slope = (normalBelow(x + 1e-4) - normalBelow(x - 1e-4)) / 2e-4;
    t.true(Math.abs(slope / normalDensity(x) - 1) < 1e-7);
  }
});
