import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { reconstructions, sparseCodes } from '../../../models/lca/code.js';
import { normalized } from '../../../models/lca/dictionary.js';
import { energiesOf } from '../../../models/lca/energy.js';
import { type LearnOptions, learnDictionary } from '../../../models/lca/learn.js';
import { fromRows, largestDifference, type Matrix, matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { mean } from '../../../numeric/statistics.js';
import { randomAtoms } from '../builders.js';

const soft = (level: number) => ({ shape: 'soft', level, signs: 'both' }) as const;

/** Batches of inputs that are made of two of some atoms each, with coefficients ±(1 … 2). */
function mixtures(atoms: Matrix, count: number): (batch: number) => Matrix {
  const stream = randomStream(1, 'mixtures');
  return batch => {
    const data = new Float64Array(count * atoms.cols);
    for (let k = 0; k < count; k++)
      for (const half of [0, 1]) {
        const at = 3 * (2 * (batch * count + k) + half);
        const atom = Math.floor(stream.uniform(at) * atoms.rows);
        const size = (1 + stream.uniform(at + 1)) * (stream.uniform(at + 2) < 0.5 ? -1 : 1);
        for (let i = 0; i < atoms.cols; i++) data[k * atoms.cols + i]! += size * atoms.data[atom * atoms.cols + i]!;
      }
    return matrix(count, atoms.cols, data);
  };
}

const planted = randomAtoms(14, 10);
const options: LearnOptions = { atoms: 14, threshold: soft(0.3), batches: 200, seed: 1 };

test('finds the atoms that inputs are made of, and the energy falls', t => {
  const inputs = mixtures(planted, 100);
  const heard: number[] = [];
  const { atoms } = learnDictionary(inputs, { ...options, progress: done => heard.push(done) });
  t.deepEqual([heard.length, heard.at(-1)], [200, 200]);
  // Inputs of two atoms determine the dictionary but for order and signs; soft thresholds and the last rate leave some error.
  for (let j = 0; j < planted.rows; j++) {
    const likeness = Array.from({ length: atoms.rows }, (_, i) => Math.abs(product(planted, j, atoms, i)));
    t.true(Math.max(...likeness) > 0.98, `atom ${j}: ${Math.max(...likeness)}`);
  }
  const others = inputs(1000);
  const energy = (of: Matrix): number => {
    const { codes } = sparseCodes(of, others, { threshold: soft(0.3), iterations: 300 });
    return mean(energiesOf(others, reconstructions(of, codes), codes, soft(0.3)));
  };
  t.true(energy(atoms) < 0.7 * energy(learnDictionary(inputs, { ...options, batches: 0 }).atoms));
});

const product = (a: Matrix, i: number, b: Matrix, j: number): number => {
  let sum = 0;
  for (let k = 0; k < a.cols; k++) sum += a.data[i * a.cols + k]! * b.data[j * b.cols + k]!;
  return sum;
};

test('one step with one atom is the rule as it stands', t => {
  const inputs = fromRows([
    [1, 2, -1],
    [0.5, -2, 0],
    [0.01, 0, 0.02],
  ]);
  const settings = { ...options, atoms: 1, threshold: soft(0.1), rate: { first: 0.4, last: 0.4 } };
  const phi = learnDictionary(() => inputs, { ...settings, batches: 0 }).atoms.data;
  const codes = [0, 1, 2].map(i => {
    const drive = phi.reduce((sum, value, k) => sum + value * inputs.data[3 * i + k]!, 0);
    return Math.sign(drive) * Math.max(0, Math.abs(drive) - 0.1); // one atom has no rivals
  });
  const squares = codes.reduce((sum, a) => sum + a * a, 0);
  const usual = squares / codes.filter(a => a !== 0).length;
  const moved = phi.map((value, k) => {
    const pull = codes.reduce((sum, a, i) => sum + a * (inputs.data[3 * i + k]! - a * value), 0);
    return value + (0.4 * pull) / (squares + usual);
  });
  const wanted = moved.map(value => value / Math.hypot(...moved));
  const found = learnDictionary(() => inputs, { ...settings, batches: 1 }).atoms.data;
  t.true(largestDifference(found, wanted).worst < 1e-14); // rounding of a few operations
});

test('atoms to start from are made of length 1, and the seed names nothing then', t => {
  const start = matrix(planted.rows, planted.cols, planted.data.map((value, k) => (1 + (k % 14)) * value)); // biome-ignore format: one thing
  const settings = { ...options, start, seed: 7 };
  const before = learnDictionary(mixtures(planted, 20), { ...settings, batches: 0 }).atoms;
  t.true(largestDifference(before.data, normalized(start).data).worst < 1e-15);
  const learn = (seed: number) => learnDictionary(mixtures(planted, 20), { ...settings, batches: 3, seed }).atoms.data;
  t.deepEqual(learn(1), learn(2));
});

test('a start of another size and an atom that is no direction are refused', t => {
  const learn = (start: Matrix) => learnDictionary(() => planted, { ...options, start });
  const bad = (start: Matrix) => t.throws(() => learn(start), { instanceOf: InputError })?.message;
  t.is(bad(matrix(13, 10)), 'start: found 13 atoms of 10 pixels; expected 14 of 10');
  const data = planted.data.slice();
  data.fill(0, 30, 40);
  t.is(bad(matrix(14, 10, data)), 'start: atom 3: found ‖φ‖² = 0; expected a length above 0');
  data[31] = Number.NaN;
  t.is(bad(matrix(14, 10, data)), 'start: atom 3: found ‖φ‖² = NaN; expected a length above 0');
});

test('a seed names a dictionary', t => {
  const learn = (seed: number) => learnDictionary(mixtures(planted, 20), { ...options, batches: 5, seed }).atoms.data;
  t.deepEqual(learn(1), learn(1));
  t.notDeepEqual(learn(1), learn(2));
});

test('atoms that nothing uses are replaced after ten batches by inputs that are represented worst', t => {
  // Positive codes of positive multiples of two inputs: an atom that points away from both never fires.
  const inputs = fromRows([
    [3, 0, 0, 0],
    [0, 2, 0, 0],
  ]);
  const settings: LearnOptions = { ...options, atoms: 8, threshold: { ...soft(0.1), signs: 'positive' }, batches: 9 };
  t.is(learnDictionary(() => inputs, settings).replaced, 0);
  const { atoms, replaced } = learnDictionary(() => inputs, { ...settings, batches: 40 });
  t.true(replaced > 0);
  for (let j = 0; j < atoms.rows; j++) t.true(Math.max(product(atoms, j, inputs, 0), product(atoms, j, inputs, 1)) > 0);
});

test('rates that learn nothing or too much are refused', t => {
  const learn = (first: number, last: number) => learnDictionary(() => planted, { ...options, rate: { first, last } });
  const expected = 'expected a number above 0, at most 1';
  t.is(t.throws(() => learn(1.5, 0.1), { instanceOf: InputError })?.message, `rate: first: found 1.5; ${expected}`);
  t.is(t.throws(() => learn(0.5, 0), { instanceOf: InputError })?.message, `rate: last: found 0; ${expected}`);
});

test('inputs of nothing but zeros leave the atoms as they are', t => {
  const zeros = matrix(4, 3);
  const { atoms, replaced } = learnDictionary(() => zeros, { ...options, batches: 20 });
  t.is(replaced, 0);
  const before = learnDictionary(() => zeros, { ...options, batches: 0 }).atoms;
  t.true(largestDifference(atoms.data, before.data).worst < 1e-14); // lengths are made 1 twenty times
});
