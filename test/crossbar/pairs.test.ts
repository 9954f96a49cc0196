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
