import test from 'ava';
import { expm, inv, type Matrix, matrix, multiply } from 'mathjs';
import type { CrossbarArray } from '../../crossbar/array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { ConvergenceError } from '../../crossbar/line-system.js';
import { type Capacitance, settle, type Transient } from '../../crossbar/transient.js';
import { InputError } from '../../edge/error.js';
import { difference, randomCircuit, terminals, xbar } from './circuits.js';
import { gauss, nodal } from './nodal.js';

test('one node: an exponential, settled after τ ln(1/accuracy)', t => {
  const array = xbar([[1e-3]], { wordLine: 1000 });
  const tau = 1e-12 * 500;
  for (const accuracy of [1e-2, 1e-3, 1e-5]) {
    const s = settle(array, { word: 1e-12, bit: 0, cell: 0 }, Float64Array.of(1), { accuracy });
    t.true(Math.abs(s.settlingTime / (tau * Math.log(1 / accuracy)) - 1) < 2e-3, `${accuracy}`);
    s.times.forEach((time, k) => {
      const expected = s.final[0]! * -Math.expm1(-time / tau);
      t.true(Math.abs(s.outputs[k]![0]! - expected) < 0.1 * accuracy * s.final[0]!);
    });
    // ∫ V (V − u)/R dt, with u = (1 − e^(−t/τ)) / 2.
    const end = s.times.at(-1)!;
    const drawn = 1e-3 * (end / 2 + (tau / 2) * -Math.expm1(-end / tau));
    t.true(Math.abs(s.energy / drawn - 1) < accuracy);
  }
});

test('a capacitance across the cell alone: the current jumps up and decays', t => {
  // The cell and its capacitance behind 1000 ohm: I = V/R at 0+, V/(R + 1/g) at rest.
  const s = settle(xbar([[1e-3]], { wordLine: 1000 }), { word: 0, bit: 0, cell: 1e-12 }, Float64Array.of(1));
  t.true(Math.abs(s.settlingTime / (5e-10 * Math.log(1000)) - 1) < 2e-3);
  t.true(Math.abs(s.outputs[1]![0]! / 1e-3 - 1) < 0.05);
});

/** Node voltages and outputs at a time by the matrix exponential of the nodal equations; all segments are > 0 ohm. */
function byExponential(
  array: CrossbarArray,
  c: Capacitance,
  word: Float64Array,
  bit: Float64Array,
): (time: number) => number[] {
  const { rows, cols } = array;
  const n = rows * cols;
  const { matrix: conductances, currents } = nodal(array, word, bit);
  const masses = Array.from({ length: 2 * n }, (_, a) =>
    Array.from({ length: 2 * n }, (_, b) => {
      if (a === b) return (a < n ? c.word : c.bit) + c.cell;
      return Math.abs(a - b) === n ? -c.cell : 0;
    }),
  );
  const rates = multiply(inv(matrix(masses)), matrix(conductances)) as Matrix;
  const rest = gauss(conductances, currents);
  return time => {
    const decay = expm(multiply(rates, -time) as Matrix) as unknown as Matrix;
    const gone = (multiply(decay, matrix(rest)) as Matrix).toArray() as number[];
    const y = rest.map((volt, k) => volt - gone[k]!);
    return Array.from({ length: cols }, (_, j) => {
      const near = (y[n + (rows - 1) * cols + j]! - bit[j]!) / (array.bitSegments[rows - 1]! + array.sense[j]!);
      const far = (y[n + j]! - bit[j]!) / array.senseFar[j]!;
      return near + far;
    });
  };
}

for (const name of ['the near ends', 'both ends'])
  test(`agrees with the matrix exponential of the nodal equations: terminals at ${name}`, t => {
    const { array: base, voltages } = randomCircuit(3, 4, 5);
    const array = terminals[name]!(base);
    const c = { word: 2e-15, bit: 1e-15, cell: 5e-16 };
    for (const bit of [new Float64Array(4), Float64Array.of(0.1, -0.2, 0.3, 0)]) {
      const s = settle(array, c, { word: voltages, bit });
      const expected = byExponential(array, c, voltages, bit);
      const scale = Math.max(...s.final.map(Math.abs));
      for (let k = 1; k < s.times.length; k += 5)
        s.outputs[k]!.forEach((amps, j) => {
          t.true(Math.abs(amps - expected(s.times[k]!)[j]!) < 5e-4 * scale, `step ${k}, output ${j}`);
        });
      t.deepEqual(s.final, solveArray(array, { word: voltages, bit }).outputs);
    }
  });

test('more resistance settles later, and the time is proportional to the capacitance', t => {
  const { array, voltages } = randomCircuit(8, 8);
  const c = { word: 1e-15, bit: 1e-15, cell: 1e-16 };
  const time = (a: CrossbarArray, f: number): number =>
    settle(a, { word: f * c.word, bit: f * c.bit, cell: f * c.cell }, voltages).settlingTime;
  const once = time(array, 1);
  t.true(Math.abs(time(array, 10) / (10 * once) - 1) < 1e-3);
  t.true(time({ ...array, driver: array.driver.map(ohm => ohm + 1000) }, 1) > once);
});

test('ideal wires and no capacitance settle at once', t => {
  const { array, voltages } = randomCircuit(3, 4);
  const s: Transient = settle(array, { word: 0, bit: 0, cell: 0 }, voltages);
  t.is(s.settlingTime, 0);
  t.true(difference(s.outputs[0]!, s.final) === 0);
});

test('segments of 0 ohm', t => {
  const { array: base, voltages } = randomCircuit(4, 4);
  const array = { ...base, wordSegments: base.wordSegments.map((ohm, j) => (j % 2 ? ohm : 0)) };
  const s = settle(array, { word: 1e-15, bit: 1e-15, cell: 0 }, voltages);
  t.true(s.settlingTime > 0 && difference(s.outputs.at(-1)!, s.final) < 1e-4);
});

test('bad input is refused, and an array that does not settle says how far it came', t => {
  const { array, voltages } = randomCircuit(3, 4);
  const c = { word: 1e-15, bit: 1e-15, cell: 0 };
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  bad(
    () => settle(array, { ...c, word: -1 }, voltages),
    'crossbar: capacitance: word: found -1 F; expected a finite number ≥ 0 F',
  );
  bad(
    () => settle(array, c, voltages, { accuracy: 2 }),
    'settling: accuracy: found 2; expected a part between 0 and 1',
  );
  t.throws(() => settle(array, c, voltages, { maxSteps: 5 }), {
    instanceOf: ConvergenceError,
    message: /the outputs of the array were still away by [\d.e-]+ in 5 iterations/,
  });
});
