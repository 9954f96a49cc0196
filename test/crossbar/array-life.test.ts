import test from 'ava';
import { ArrayLife } from '../../crossbar/array-life.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { reprogrammedOperator } from '../../crossbar/reprogram.js';
import { InputError } from '../../edge/error.js';
import { randomStream } from '../../numeric/random.js';
import { difference, randomCircuit, terminals } from './circuits.js';

for (const [name, change] of Object.entries(terminals))
  test(`one cell reprogrammed, the operator updated or computed anew: terminals at ${name}`, t => {
    const array = change(randomCircuit(12, 17, 2).array);
    const before = effectiveOperator(array);
    for (const [row, col, siemens] of [
      [0, 0, 3e-5],
      [5, 16, 0],
      [11, 8, 1e-3],
      [7, 7, 1e-9],
    ] as const) {
      const found = reprogrammedOperator(before, array, { row, col }, siemens);
      const conductance = array.conductance.slice();
      conductance[row * 17 + col] = siemens;
      const expected = effectiveOperator({ ...array, conductance });
      const scale = Math.max(...conductance);
      const near = (a: Float64Array, b: Float64Array): boolean =>
        a.every((value, k) => Math.abs(value - b[k]!) < 1e-12 * scale);
      t.true(near(found.transfer.data, expected.transfer.data), `[${row}][${col}] transfer`);
      t.true(near(found.input.data, expected.input.data), `[${row}][${col}] input`);
    }
  });

test('a life: the operator follows, and is computed only where it must be', t => {
  const { array, voltages } = randomCircuit(20, 15, 3);
  const life = new ArrayLife(array);
  const check = (computed: number): void => {
    const { transfer, input } = life.operator();
    const expected = effectiveOperator(life.array);
    t.true(difference(transfer.data, expected.transfer.data) < 1e-12);
    t.true(difference(input.data, expected.input.data) < 1e-12);
    t.is(life.operatorsComputed, computed);
    t.true(difference(life.solve(voltages).outputs, solveArray(life.array, voltages).outputs) < 1e-10);
  };
  check(1);
  check(1);
  life.reprogram({ row: 3, col: 4, siemens: 8e-5 }, { row: 19, col: 14, siemens: 0 });
  life.reprogram({ row: 3, col: 4, siemens: 2e-5 });
  check(1);
  life.drift(life.array.conductance.map(siemens => 0.9 * siemens));
  check(2);
  const many = Array.from({ length: 40 }, (_, k) => ({ row: k % 20, col: k % 15, siemens: 1e-6 * (k + 1) }));
  life.reprogram(...many);
  check(3);
});

test('a small drift takes fewer iterations than a start from nothing, to the same result', t => {
  const { array, voltages } = randomCircuit(80, 80, 4);
  const cold = solveArray(array, voltages).iterations;
  const stream = randomStream(1, 'drift');
  let before = cold + 1;
  for (const part of [1e-2, 1e-4, 1e-6]) {
    const life = new ArrayLife(array);
    t.is(life.solve(voltages).iterations, cold);
    life.drift(array.conductance.map((siemens, k) => siemens * (1 + part * (stream.uniform(k) - 0.5))));
    const warm = life.solve(voltages);
    t.true(warm.iterations < before, `${part}: ${warm.iterations} iterations, ${cold} from nothing`);
    before = warm.iterations;
    t.true(difference(warm.outputs, solveArray(life.array, voltages).outputs) < 1e-10);
  }
});

test('what cannot be reprogrammed is refused, and nothing has changed', t => {
  const { array } = randomCircuit(3, 4);
  const life = new ArrayLife(array);
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  bad(
    () => life.reprogram({ row: 3, col: 0, siemens: 1e-5 }),
    'crossbar: reprogrammed cell: found [3][0]; expected a cell of 3×4',
  );
  bad(
    () => life.reprogram({ row: 2, col: 1, siemens: -1e-5 }),
    'crossbar: conductance[2][1]: found -0.00001 S; expected a finite number ≥ 0 S',
  );
  bad(() => life.drift(new Float64Array(11)), 'crossbar: conductance: found 11 values; expected 12');
  bad(
    () => reprogrammedOperator(life.operator(), array, { row: 0, col: 4 }, 1),
    'crossbar: reprogrammed cell: found [0][4]; expected a cell of 3×4',
  );
  t.is(life.array, array);
});
