import test from 'ava';
import { kolmogorovAbove, kolmogorovSmirnov } from '../../numeric/kolmogorov-smirnov.js';
import { randomStream } from '../../numeric/random.js';

test("Kolmogorov's distribution, as tabled", t => {
  const known: [x: number, above: number][] = [[0.5, 0.9639452436], [0.82757355518991, 0.5], [1.22384787021708, 0.1], [1.35809863932255, 0.05], [1.62762361151895, 0.01], [1.94947460359813, 0.001]]; // biome-ignore format: one thing
  for (const [x, above] of known) t.true(Math.abs(kolmogorovAbove(x) - above) < 1e-9, `${x}: ${kolmogorovAbove(x)}`);
  t.true(Math.abs(kolmogorovAbove(1 - 1e-13) - kolmogorovAbove(1)) < 1e-12);
});

test('distances by hand, ties among them', t => {
  const of = (a: number[], b: number[]): number =>
    kolmogorovSmirnov(Float64Array.from(a), Float64Array.from(b)).distance;
  t.is(of([1, 2, 3, 4], [1, 2, 3, 4]), 0);
  t.is(of([1, 2], [3, 4]), 1);
  t.is(of([1, 1, 2, 2], [1, 2, 2, 2]), 0.25);
  t.is(of([4, 2, 3, 1], [2.5, 10]), 0.5);
});

test('samples of one distribution are told apart as often as the level says, others always', t => {
  const draw = randomStream(3, 'samples');
  const sample = (size: number, trial: number, shift = 0): Float64Array =>
    Float64Array.from({ length: size }, (_, k) => draw.normal(10_000 * trial + k) + shift);
  const trials = 2000;
  let rejected = 0;
  for (let trial = 0; trial < trials; trial++)
    if (kolmogorovSmirnov(sample(32, 2 * trial), sample(100, 2 * trial + 1)).p < 0.05) rejected++;
  t.true(Math.abs(rejected / trials - 0.05) < 0.015, `${rejected / trials}`); // 3 standard errors
  t.true(kolmogorovSmirnov(sample(100, 1), sample(100, 2, 2)).p < 1e-6);
});
