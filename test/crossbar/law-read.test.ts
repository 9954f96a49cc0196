import test from 'ava';
import { sinhCells } from '../../crossbar/cell-law.js';
import { conductionCells } from '../../crossbar/conduction-cells.js';
import { lawReader } from '../../crossbar/law-read.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { createDevice } from '../../devices/table.js';
import { difference, randomCircuit, xbar } from './circuits.js';

test('without wires a column carries the sum of its cells’ currents, by hand', t => {
  // I = g sinh(4 V)/4 at 0.1 and −0.2 V.
  const [a, b] = [Math.sinh(0.4) / 4, Math.sinh(-0.8) / 4];
  const array = xbar([
    [1, 2, 3],
    [5, 7, 11],
  ]);
  const { outputs, inputs, cellCurrent } = lawReader(
    array,
    sinhCells(array.conductance, 4),
  )(Float64Array.of(0.1, -0.2));
  t.true(difference(outputs, [a + 5 * b, 2 * a + 7 * b, 3 * a + 11 * b]) < 1e-15);
  t.true(difference(inputs, [6 * a, 23 * b]) < 1e-15);
  t.true(difference(cellCurrent, [a, 2 * a, 3 * a, 5 * b, 7 * b, 11 * b]) < 1e-15);
});

test('with wires it is the solution of the nonlinear array, whatever was read before', t => {
  const { array, voltages } = randomCircuit(9, 7, 3);
  const law = sinhCells(array.conductance, 6);
  const read = lawReader(array, law);
  const first = read(voltages);
  const expected = solveNonlinear(array, law, voltages);
  t.deepEqual([first.outputs, first.inputs], [expected.outputs, expected.inputs]);
  read(voltages.map(volt => -volt / 2));
  t.deepEqual(read(voltages).outputs, expected.outputs);
});

test('wires that almost vanish lead to the same currents as none', t => {
  const { array, voltages } = randomCircuit(6, 5, 4);
  const law = sinhCells(array.conductance, 5);
  const [none, faint] = [0, 1e-9].map(ohm => {
    const cells = Array.from({ length: 6 }, (_, i) => [...array.conductance.subarray(5 * i, 5 * i + 5)]);
    return lawReader(xbar(cells, { wordLine: ohm, bitLine: ohm }), law)(voltages).outputs;
  });
  t.true(difference(none!, faint!) < 1e-8);
});

test('a voltage that the cells do not know is refused by its row', t => {
  const array = xbar([[70e-6], [80e-6]]);
  const law = conductionCells(createDevice('rram-milo2021').conduction, array.conductance);
  t.notThrows(() => lawReader(array, law)(Float64Array.of(0.5, -0.5)));
  t.throws(() => lawReader(array, law)(Float64Array.of(0.5, -0.6)), {
    name: 'InputError',
    message: 'row 1: found -0.6 V; expected at most 0.5 V either way, where its cells are known',
  });
});

test('a law for another number of cells is refused', t => {
  t.throws(() => lawReader(xbar([[1, 1]]), sinhCells(Float64Array.of(1), 1)), { name: 'InputError' });
});
