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
