import test from 'ava';
import { solveArray } from '../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import {
  type DevicePairs,
  pairsInterleaved,
  pairsSideBySide,
  pairVoltages,
  subtractPairs,
} from '../../crossbar/pairs.js';
import { InputError } from '../../edge/error.js';
import { apply, difference, randomCircuit } from './circuits.js';
import { gauss, nodal } from './nodal.js';

const { array: plus, voltages } = randomCircuit(6, 5, 1);
const pairs: DevicePairs = {
  rows: 6,
  cols: 5,
  plus: plus.conductance,
  minus: randomCircuit(6, 5, 2).array.conductance,
};
const weights = pairs.plus.map((siemens, k) => siemens - pairs.minus[k]!);

test('without wires both ways of pairing give the product with the differences', t => {
  const wires = { wordLine: 0, bitLine: 0 };
  const expected = apply(voltages, weights, 5);
  const beside = solveArray(pairsSideBySide(pairs, wires), voltages).outputs;
  t.true(difference(subtractPairs(beside), expected) < 1e-14);
  const shared = solveArray(pairsInterleaved(pairs, wires), pairVoltages(voltages)).outputs;
  t.true(difference(shared, expected) < 1e-14);
});

test('with wires an interleaved array agrees with nodal analysis, by either solver', t => {
  const array = pairsInterleaved(pairs, { wordLine: 5, bitLine: 5, driver: 50, sense: 10 });
  const volts = pairVoltages(voltages);
  const oracle = nodal(array, volts);
  const { bit } = oracle.voltages(gauss(oracle.matrix, oracle.currents));
  const { outputs, bitVoltage } = solveArray(array, volts);
  t.true(difference(bitVoltage, bit) < 1e-10);
  t.true(difference(apply(volts, effectiveOperator(array).transfer.data, 5), outputs) < 1e-11);
});

// Their word lines are half as long, and on a shared bit line currents of both signs cancel before they have gone far.
test('interleaved pairs lose less to the wires of a large array', t => {
  const large = {
    rows: 32,
    cols: 32,
    plus: randomCircuit(32, 32, 1).array.conductance,
    minus: randomCircuit(32, 32, 2).array.conductance,
  };
  const volts = randomCircuit(32, 32).voltages.map(Math.abs);
  const wires = { wordLine: 5, bitLine: 5 };
  const wanted = apply(
    volts,
    large.plus.map((siemens, k) => siemens - large.minus[k]!),
    32,
  );
  const beside = subtractPairs(solveArray(pairsSideBySide(large, wires), volts).outputs);
  const shared = solveArray(pairsInterleaved(large, wires), pairVoltages(volts)).outputs;
  t.true(difference(shared, wanted) < 0.7 * difference(beside, wanted));
});

// Two pairs on one bit line of 5 ohm segments, by hand: nodes from the top, where the cells of a pair share theirs.
//   g₀ V₀ − g₁ V₀ enter node a, g₂ V₁ − g₃ V₁ enter node b;  a ── 5 ohm ── b ── 5 ohm ── 0 V
// With the 0-ohm segments one place further down, the second pair would be torn apart.
test('the cells of an interleaved pair are at one place of the bit line', t => {
  const plus = Float64Array.of(1e-2, 3e-2);
  const minus = Float64Array.of(4e-2, 2e-2);
  const [v0, v1] = [0.7, -0.4];
  const array = pairsInterleaved({ rows: 2, cols: 1, plus, minus }, { wordLine: 0, bitLine: 5 });
  const wire = 1 / 5;
  const [gA, gB] = [plus[0]! + minus[0]!, plus[1]! + minus[1]!];
  const [iA, iB] = [(plus[0]! - minus[0]!) * v0, (plus[1]! - minus[1]!) * v1];
  // (gA + wire) a − wire b = iA;  −wire a + (gB + 2 wire) b = iB
  const determinant = (gA + wire) * (gB + 2 * wire) - wire * wire;
  const a = (iA * (gB + 2 * wire) + iB * wire) / determinant;
  const b = (iB * (gA + wire) + iA * wire) / determinant;
  const volts = pairVoltages(Float64Array.of(v0, v1));
  t.deepEqual([...volts], [v0, -v0, v1, -v1]);
  const { outputs, bitVoltage } = solveArray(array, volts);
  t.true(difference(bitVoltage, [a, a, b, b]) < 1e-12);
  t.true(difference(outputs, [b * wire]) < 1e-12);
  t.true(difference(apply(volts, effectiveOperator(array).transfer.data, 1), [b * wire]) < 1e-12);
});

test('pairs of which devices are missing are refused', t => {
  const wires = { wordLine: 1, bitLine: 1 };
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  for (const layOut of [pairsSideBySide, pairsInterleaved]) {
    bad(
      () => layOut({ ...pairs, minus: pairs.minus.subarray(1) }, wires),
      'pairs: minus: found 29 values; expected 30',
    );
    bad(() => layOut({ ...pairs, plus: new Float64Array(35) }, wires), 'pairs: plus: found 35 values; expected 30');
  }
  bad(
    () => subtractPairs(new Float64Array(3)),
    'pairs: outputs: found 3 currents; expected an even number, two per pair of bit lines',
  );
});
