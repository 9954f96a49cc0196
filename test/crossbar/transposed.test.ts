import test from 'ava';
import { solveArray } from '../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { turned, turnedBack } from '../../crossbar/transposed.js';
import { transpose } from '../../numeric/matrix.js';
import { apply, difference, entryDifference, randomCircuit, terminals, xbar } from './circuits.js';
import { gauss, nodal } from './nodal.js';

for (const [name, change] of Object.entries(terminals))
  test(`the operator of the turned array is the transpose, by reciprocity: ${name}`, t => {
    const array = change(randomCircuit(7, 5, 3).array);
    const back = turnedBack(effectiveOperator(turned(array)));
    t.deepEqual([back.transfer.rows, back.transfer.cols, back.input.rows], [5, 7, 5]);
    t.true(entryDifference(back.transfer.data, transpose(effectiveOperator(array).transfer).data) < 1e-12);
  });

test('its currents are those of driven bit lines, and agree with dense nodal analysis', t => {
  const { array } = randomCircuit(7, 5, 4);
  const bit = randomCircuit(5, 1, 5).voltages;
  const word = new Float64Array(7);
  const { transfer, input } = turnedBack(effectiveOperator(turned(array)));
  const { inputs, outputs } = solveArray(array, { word, bit });
  t.true(difference(apply(bit, transfer.data, 7), inputs.map(amps => -amps)) < 1e-10); // biome-ignore format: one thing
  t.true(difference(apply(bit, input.data, 5), outputs.map(amps => -amps)) < 1e-10); // biome-ignore format: one thing
  const oracle = nodal(array, word, bit);
  const volts = oracle.voltages(gauss(oracle.matrix, oracle.currents));
  const first = Float64Array.from({ length: 7 }, (_, i) => volts.word[i * 5]! / (array.driver[i]! + array.wordSegments[0]!)); // biome-ignore format: one thing
  t.true(difference(apply(bit, transfer.data, 7), first) < 1e-10);
});

test('without wires it is the transpose of the cells, exactly; turned twice, the array itself', t => {
  const array = xbar([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a grid
  t.deepEqual([...turnedBack(effectiveOperator(turned(array))).transfer.data], [1, 4, 2, 5, 3, 6]);
  const other = randomCircuit(4, 3).array;
  t.deepEqual(turned(turned(other)), other);
});
