import test from 'ava';
import { johnsonDraws, johnsonLogDensity, johnsonMoments } from '../../numeric/johnson.js';

const shapes = [
  { gamma: 0, delta: 1.5 },
  { gamma: -0.7, delta: 1.2 },
  { gamma: 0.5, delta: 4 },
];

/** ∫ f over u, fine enough for all shapes here. */
function integral(f: (u: number) => number): number {
  let sum = 0;
  for (let s = -12; s < 12; s += 1e-3) sum += f(Math.sinh(s)) * Math.cosh(s) * 1e-3;
  return sum;
}

test('the density has area 1, mean 0 and deviation 1', t => {
  for (const shape of shapes) {
    const density = johnsonLogDensity(shape);
    const moment = (k: number): number => integral(u => u ** k * Math.exp(density(u)));
    t.true(Math.abs(moment(0) - 1) < 1e-9, `${moment(0)}`);
    t.true(Math.abs(moment(1)) < 1e-9, `${moment(1)}`);
    t.true(Math.abs(moment(2) - 1) < 1e-8, `${moment(2)}`);
  }
});

test('the moments of a known case: γ = 0, δ = 1 has mean 0 and variance (e² − 1)/2', t => {
  const { mean, deviation } = johnsonMoments({ gamma: 0, delta: 1 });
  t.is(Math.abs(mean), 0);
  t.true(Math.abs(deviation ** 2 - (Math.E ** 2 - 1) / 2) < 1e-12);
});

test('draws rise with z by the inverse of the density: dz φ(z) = du f(u)', t => {
  for (const shape of shapes) {
    for (const z of [-3, -1, 0, 0.5, 2]) {
      const [low, u, high] = johnsonDraws(Float64Array.of(z - 1e-5, z, z + 1e-5), shape);
      const normal = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
      t.true(Math.abs(Math.log((high! - low!) / 2e-5) + johnsonLogDensity(shape)(u!) - normal) < 1e-8);
    }
  }
});

test('a large δ is the normal distribution', t => {
  const z = Float64Array.of(-3, -1, 0, 2);
  johnsonDraws(z, { gamma: 0, delta: 1e4 }).forEach((u, k) => {
    t.true(Math.abs(u - z[k]!) < 1e-6);
  });
});
