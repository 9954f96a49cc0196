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

// On a shared bit line the currents of plus and minus devices cancel before they have gone far, with inputs of one sign.
test('interleaved pairs lose less to the wires', t => {
  const volts = voltages.map(Math.abs);
  const wires = { wordLine: 0, bitLine: 50 };
  const wanted = apply(volts, weights, 5);
  const beside = subtractPairs(solveArray(pairsSideBySide(pairs, wires), volts).outputs);
  const shared = solveArray(pairsInterleaved(pairs, wires), pairVoltages(volts)).outputs;
  t.true(difference(shared, wanted) < 0.8 * difference(beside, wanted));
});
