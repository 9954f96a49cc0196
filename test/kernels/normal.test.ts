import test from 'ava';
import { erf } from 'mathjs';
import { normalPairs, normalPairsPlain } from '../../kernels/normal.js';
import { tail } from '../../kernels/ziggurat.js';

const stream = { seedLow: 7, seedHigh: 1, k0: 123456789, k1: 987654321 };

test('the kernel and plain TypeScript give the same bits, across chunks and past 2³² pairs', t => {
  for (const [first, length] of [
    [0, 40_000],
    [2 ** 32 - 5, 64],
    [12_345, 16],
    [3 * 2 ** 32 - 1, 22], // the carry within four pairs, and a rest of three
  ] as const) {
    const wasm = new Float64Array(length);
    const plain = new Float64Array(length);
    normalPairs(wasm, first, stream);
    normalPairsPlain(plain, first, stream);
    t.deepEqual(wasm, plain);
  }
});

test('the slow ways as well: a million numbers, those of the tail and of the layers’ rests among them', t => {
  const wasm = new Float64Array(1e6);
  const plain = new Float64Array(1e6);
  normalPairs(wasm, 77, stream);
  normalPairsPlain(plain, 77, stream);
  t.true(wasm.every((z, k) => Object.is(z, plain[k])));
  t.true(wasm.some(z => z > tail) && wasm.some(z => z < -tail));
});

test('ten million numbers are distributed as the bell, its tails included', t => {
  const count = 1e7;
  const z = new Float64Array(count);
  normalPairs(z, 0, { ...stream, k0: 5 });
  // Bins 0.05 wide from −4.725 to 4.725, where a dozen numbers are expected beyond.
  const edges = Array.from({ length: 190 }, (_, k) => (k - 94.5) / 20);
  const bins = new Float64Array(edges.length + 1);
  let [mean, square, fourth, product] = [0, 0, 0, 0];
  for (let k = 0; k < count; k++) {
    const value = z[k]!;
    bins[Math.max(0, Math.min(edges.length, Math.floor(value * 20 + 94.5) + 1))]!++;
    mean += value / count;
    square += value ** 2 / count;
    fourth += value ** 4 / count;
    if (k % 2) product += (value * z[k - 1]!) / (count / 2);
  }
  const below = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
  const chances = [...edges.map(below), 1].map((at, k, all) => at - (all[k - 1] ?? 0));
  const chi2 = chances.reduce((sum, chance, k) => sum + (bins[k]! - count * chance) ** 2 / (count * chance), 0);
  // χ² of 190 degrees of freedom: 190 ± 19.5; five deviations either way.
  t.true(Math.abs(chi2 - 190) < 98, `χ² of ${chi2}`);
  t.true(Math.abs(mean) < 5 / Math.sqrt(count), `mean ${mean}`);
  t.true(Math.abs(square - 1) < 5 * Math.sqrt(2 / count), `variance ${square}`);
  t.true(Math.abs(fourth - 3) < 5 * Math.sqrt(96 / count), `fourth moment ${fourth}`);
  t.true(Math.abs(product) < 5 / Math.sqrt(count / 2), `the two of a pair: ${product}`);
});
