import test from 'ava';
import { type ApproximationName, approximate } from '../../crossbar/approximate.js';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { InputError } from '../../edge/error.js';
import { randomStream } from '../../numeric/random.js';
import { apply, difference, randomCircuit, xbar } from './circuits.js';

/** n × n cells between two resistances, log-uniform, and voltages from 0 to 1 V. */
function published(n: number, ohm: number, low: number, high: number): { array: CrossbarArray; volts: Float64Array } {
  const stream = randomStream(1, 'published', n);
  const cells = Float64Array.from({ length: n * n }, (_, k) => 1 / (low * (high / low) ** stream.uniform(k)));
  const volts = Float64Array.from({ length: n }, (_, i) => stream.uniform(n * n + i));
  return { array: crossbarArray(n, n, cells, { wordLine: ohm, bitLine: ohm }), volts };
}

// Measured elsewhere, by another exact solver, on other random cells: root mean square errors in percent. Drawing again
// changes them by a few tens of percent.
const measured = [
  [64, 1, 1e4, 1e6, 6.4, 0.45],
  [128, 1, 1e4, 1e6, 24.9, 1.1],
  [128, 0.35, 2e5, 2e7, 0.4, 0.03],
  [256, 1, 1e5, 1e7, 9.7, 0.35],
] as const;

for (const [n, ohm, low, high, ideal, dmr] of measured)
  test(`errors of the approximations are those found elsewhere: ${n}×${n}, ${ohm} ohm, from ${low} ohm`, t => {
    const { array, volts } = published(n, ohm, low, high);
    const percent = (name: ApproximationName): number => 100 * approximate(array, volts, name).rmsError;
    t.log({ ideal: percent('ideal'), dmr: percent('dmr'), aihwkit: percent('aihwkit') });
    t.true(percent('ideal') / ideal > 0.8 && percent('ideal') / ideal < 1.25);
    t.true(percent('dmr') / dmr > 0.5 && percent('dmr') / dmr < 2);
  });

test('all are the ideal product as the wires vanish', t => {
  const { array: base, voltages } = randomCircuit(7, 9);
  const array = crossbarArray(7, 9, base.conductance, { wordLine: 1e-9, bitLine: 1e-9 });
  const expected = apply(voltages, base.conductance, 9);
  for (const name of ['ideal', 'dmr', 'aihwkit'] as const) {
    const { outputs, largestError } = approximate(array, voltages, name);
    t.true(difference(outputs, expected) < 1e-9, name);
    t.true(largestError < 1e-9, name);
  }
});

// One bit line without word-line resistance and a uniform current: the drop is r g V n²/2 (1 − x²) to first order.
test('aihwkit: the first order of the drop along a bit line', t => {
  const n = 200;
  const array = xbar(
    Array.from({ length: n }, () => [1e-6]),
    { bitLine: 1e-3 },
  );
  const { outputs, exact } = approximate(array, new Float64Array(n).fill(1), 'aihwkit');
  const lost = n * 1e-6 - exact[0]!;
  t.true(Math.abs((n * 1e-6 - outputs[0]!) / lost - 1) < 0.02);
});

test('no voltage, no error', t => {
  const { outputs, rmsError, largestError } = approximate(
    xbar([[1e-5]], { bitLine: 1 }),
    Float64Array.of(0),
    'aihwkit',
  );
  t.deepEqual([...outputs, rmsError, largestError], [0, 0, 0]);
});

test('segments that differ are refused where there is no place for them', t => {
  const { array, voltages } = randomCircuit(3, 4);
  const error = t.throws(() => approximate(array, voltages, 'dmr'), { instanceOf: InputError });
  t.regex(
    error.message,
    /crossbar: wordSegments\[1\]: found .* ohm; expected .* ohm as in all segments, to approximate/,
  );
  t.notThrows(() => approximate(array, voltages, 'ideal'));
});

test('far ends and open near ends are refused where a formula has no place for them', t => {
  const array = xbar([
    [1e-5, 2e-5],
    [3e-5, 4e-5],
  ]);
  const volts = Float64Array.of(1, 0.5);
  const end = (first: number, second: number): Float64Array => Float64Array.of(first, second);
  for (const name of ['dmr', 'aihwkit'] as const) {
    const bad = (change: Partial<CrossbarArray>, message: string): void => {
      const error = t.throws(() => approximate({ ...array, ...change }, volts, name), { instanceOf: InputError });
      t.is(error.message, message);
    };
    const far = 'expected Infinity, an open end, to approximate';
    bad({ driverFar: end(Infinity, 5) }, `crossbar: driverFar[1]: found 5 ohm; ${far}`);
    bad({ senseFar: end(0, Infinity) }, `crossbar: senseFar[0]: found 0 ohm; ${far}`);
    const near = 'found an open end; expected a number of ohm, to approximate';
    bad({ driver: end(0, Infinity) }, `crossbar: driver[1]: ${near}`);
    bad({ sense: end(Infinity, 0) }, `crossbar: sense[0]: ${near}`);
  }
  const ends = { driverFar: end(1, 1), senseFar: end(1, 1), sense: end(Infinity, 0) };
  t.deepEqual(approximate({ ...array, ...ends }, volts, 'ideal').outputs, approximate(array, volts, 'ideal').outputs);
});

// What is left out is part of the measured error.
test('drivers and sense resistance change the exact outputs and no approximation', t => {
  const cells = [
    [1e-3, 2e-3],
    [3e-3, 4e-3],
  ];
  const volts = Float64Array.of(1, 0.5);
  for (const name of ['ideal', 'dmr', 'aihwkit'] as const) {
    const without = approximate(xbar(cells, { wordLine: 1, bitLine: 1 }), volts, name);
    const with_ = approximate(xbar(cells, { wordLine: 1, bitLine: 1, driver: 50, sense: 20 }), volts, name);
    t.deepEqual(with_.outputs, without.outputs, name);
    t.true(with_.largestError > 10 * without.largestError, name);
  }
});

test('aihwkit: two cells by hand, the drop large enough for all of its terms', t => {
  const array = xbar([[1e-3], [2e-3]], { bitLine: 500 });
  // a = 2 · 500 · (1 · 1e-3 + 0.5 · 2e-3) = 2; c = 0.05 · 8 − 0.2 · 4 + 0.5 · 2 = 0.6. The lower cell is at the sense end and
  // loses nothing, the upper one half a line away: 1 − (1/2)² = 3/4 of c.
  const { outputs } = approximate(array, Float64Array.of(1, 0.5), 'aihwkit');
  t.true(difference(outputs, [1e-3 * (1 - 0.6 * 0.75) + 1e-3]) < 1e-15);
  // Voltages are relative to the largest: twice of all is twice the current.
  const twice = approximate(array, Float64Array.of(-2, -1), 'aihwkit').outputs;
  t.true(difference(twice, [-2 * 1.55e-3]) < 1e-15);
});

/** y = W x of the toolkit in its own terms: weights and inputs up to 1, inputs counted from the sense end. */
function toolkit(weights: number[][], x: number[], wireOverCell: number): number[] {
  const n = x.length;
  return weights.map(w => {
    const a = (n / wireOverCell) * w.reduce((sum, weight, j) => sum + Math.abs(weight * x[j]!), 0);
    const c = 0.05 * a ** 3 - 0.2 * a ** 2 + 0.5 * a;
    return w.reduce((sum, weight, j) => sum + weight * x[j]! * (1 - c * ((2 * j) / n - (j / n) ** 2)), 0);
  });
}

test('aihwkit: a random array as the toolkit states it', t => {
  const { array: base, voltages } = randomCircuit(9, 6, 7);
  const [ohm, most] = [700, Math.max(...base.conductance)];
  const array = crossbarArray(9, 6, base.conductance, { wordLine: 0, bitLine: ohm });
  const high = Math.max(...voltages.map(Math.abs));
  const column = (j: number): number[] =>
    Array.from({ length: 9 }, (_, i) => base.conductance[i * 6 + j]! / most).reverse();
  const x = [...voltages].map(volt => volt / high).reverse();
  const expected = toolkit(Array.from({ length: 6 }, (_, j) => column(j)), x, 1 / (ohm * most)); // biome-ignore format: one thing
  t.true(
    difference(
      approximate(array, voltages, 'aihwkit').outputs,
      expected.map(y => y * most * high),
    ) < 1e-13,
  );
});

test('dmr: four cells by hand', t => {
  const array = xbar(
    [
      [1e-3, 2e-3],
      [3e-3, 4e-3],
    ],
    { bitLine: 10, wordLine: 20 },
  );
  // Means of rows 1.5 and 3.5 mS: 1 + 10 · (2 · 1.5 + 1 · 3.5) mS = 1.065, and 1.5 mS lie one segment above the lower row.
  const [upper, lower] = [1 / 1.065, 1.015 / 1.065];
  // Means of columns 2 and 3 mS: 1 + 20 · (1 · 2 + 2 · 3) mS = 1.16, and 3 mS lie one segment beyond the first column.
  const [first, second] = [1.06 / 1.16, 1 / 1.16];
  const { outputs } = approximate(array, Float64Array.of(1, 0.5), 'dmr');
  const expected = [first * (1e-3 * upper + 1.5e-3 * lower), second * (2e-3 * upper + 2e-3 * lower)];
  t.true(difference(outputs, expected) < 1e-15);
});

test('dmr: a random array by its sums', t => {
  const [m, n] = [7, 11];
  const { array: base, voltages } = randomCircuit(m, n, 9);
  const [rw, rb] = [150, 400];
  const array = crossbarArray(m, n, base.conductance, { wordLine: rw, bitLine: rb });
  const g = (i: number, j: number): number => base.conductance[i * n + j]!;
  const sum = (count: number, term: (k: number) => number): number =>
    Array.from({ length: count }, (_, k) => term(k)).reduce((total, value) => total + value, 0);
  const row = (i: number): number => sum(n, j => g(i, j)) / n;
  const column = (j: number): number => sum(m, i => g(i, j)) / m;
  const a = (i: number): number =>
    (1 + rb * sum(m, k => Math.max(0, i - k) * row(k))) / (1 + rb * sum(m, k => (m - k) * row(k)));
  const b = (j: number): number =>
    (1 + rw * sum(n, k => Math.max(0, k - j) * column(k))) / (1 + rw * sum(n, k => (k + 1) * column(k)));
  const expected = Array.from({ length: n }, (_, j) => b(j) * sum(m, i => voltages[i]! * a(i) * g(i, j)));
  t.true(difference(approximate(array, voltages, 'dmr').outputs, expected) < 1e-13);
});
