import test, { type ExecutionContext } from 'ava';
import { copyOfArray, crossbarArray } from '../../crossbar/array.js';
import { ArrayLife } from '../../crossbar/array-life.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { reprogrammedOperator } from '../../crossbar/reprogram.js';
import { InputError } from '../../edge/error.js';
import { randomStream } from '../../numeric/random.js';
import { difference, entryDifference, randomCircuit, terminals } from './circuits.js';

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
  t.deepEqual(life.array, array);
});

test('an operator or a cell that is not of the array is refused', t => {
  const { array } = randomCircuit(3, 4);
  const operator = effectiveOperator(array);
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  bad(
    () => reprogrammedOperator(effectiveOperator(randomCircuit(4, 3).array), array, { row: 0, col: 0 }, 1e-5),
    'operator to reprogram: transfer: found 4×3 with 12 values; expected 3×4 for this array',
  );
  bad(
    () => reprogrammedOperator({ ...operator, input: operator.transfer }, array, { row: 0, col: 0 }, 1e-5),
    'operator to reprogram: input: found 3×4 with 12 values; expected 3×3 for this array',
  );
  // The cell that 0.5 · 4 + 1 counts to is a whole number.
  for (const [row, col] of [
    [0.5, 1],
    [1, 0.5],
    [-1, 4],
    [3, 0],
    [NaN, 0],
  ] as const)
    bad(
      () => reprogrammedOperator(operator, array, { row, col }, 1e-5),
      `crossbar: reprogrammed cell: found [${row}][${col}]; expected a cell of 3×4`,
    );
});

// Bit line 1 has no sense end, and its only way to one moves from the upper to the lower cell.
test('cells reprogrammed one after the other: no line needs a path before the last', t => {
  const wires = { wordLine: 10, bitLine: 10 };
  const array = {
    ...crossbarArray(2, 2, Float64Array.of(1e-4, 0, 1e-4, 1e-4), wires),
    sense: Float64Array.of(10, Infinity),
  };
  const life = new ArrayLife(array);
  life.operator();
  life.reprogram({ row: 1, col: 1, siemens: 0 }, { row: 0, col: 1, siemens: 1e-4 });
  const expected = effectiveOperator({ ...array, conductance: Float64Array.of(1e-4, 1e-4, 1e-4, 0) });
  t.true(difference(life.operator().transfer.data, expected.transfer.data) < 1e-12);
  t.true(difference(life.operator().input.data, expected.input.data) < 1e-12);
  t.is(life.operatorsComputed, 1);
});

test('what is off by rounding alone does not become negative', t => {
  let smallest = Infinity;
  for (let seed = 0; seed < 40; seed++) {
    const { array } = randomCircuit(4, 3, seed);
    const open = { ...array, conductance: array.conductance.map((g, k) => (k % 3 === 1 ? 0 : g)) };
    open.conductance[4] = 1e-4;
    const { transfer, input } = reprogrammedOperator(effectiveOperator(open), open, { row: 1, col: 1 }, 0);
    smallest = Math.min(smallest, ...transfer.data);
    for (let i = 0; i < 4; i++)
      for (let k = 0; k < 4; k++) {
        t.true(i === k || input.data[4 * i + k]! <= 0);
        t.is(input.data[4 * i + k], input.data[4 * k + i]);
      }
  }
  t.is(smallest, 0);
  for (const siemens of [1e-3, 1, 10]) {
    const one = crossbarArray(1, 1, Float64Array.of(siemens), { wordLine: 11, bitLine: 11 });
    t.true(reprogrammedOperator(effectiveOperator(one), one, { row: 0, col: 0 }, 0).transfer.data[0]! >= 0);
  }
});

test('a good cell taken to 0 and then to little keeps its digits', t => {
  const life = new ArrayLife(crossbarArray(1, 1, Float64Array.of(1), { wordLine: 11, bitLine: 11 }));
  life.operator();
  life.reprogram({ row: 0, col: 0, siemens: 0 });
  t.is(life.operator().transfer.data[0], 0);
  life.reprogram({ row: 0, col: 0, siemens: 1e-9 });
  const right = 1 / (1e9 + 22);
  t.true(Math.abs(life.operator().transfer.data[0]! / right - 1) < 1e-12);
});

const toZeroAndBack = (t: ExecutionContext, hard: boolean): number => {
  const { array } = randomCircuit(5, 6, 4);
  const conductance = array.conductance.map((g, k) => (hard && k < 6 ? 1e-3 * g : g === 0 ? 1e-6 : g));
  if (hard) conductance[8] = 0.5;
  const life = new ArrayLife({ ...array, conductance }, { tolerance: 1e-6 });
  life.operator();
  const stream = randomStream(1, 'to 0 and back');
  for (let cycle = 0; cycle < 2000; cycle++) {
    const cell = Math.floor(30 * stream.uniform(cycle));
    const place = { row: Math.floor(cell / 6), col: cell % 6 };
    for (const siemens of [0, conductance[cell]!]) {
      life.reprogram({ ...place, siemens });
      const { transfer, input } = life.operator();
      if (cycle % 50 !== 0 && cycle < 1990) continue;
      const right = effectiveOperator(life.array);
      t.true(difference(transfer.data, right.transfer.data) < 1e-12);
      t.true(difference(input.data, right.input.data) < 1e-12);
      t.true(entryDifference(transfer.data, right.transfer.data) < 1e-9);
      t.true(entryDifference(input.data, right.input.data) < 1e-9);
    }
  }
  t.log(`${life.operatorsComputed} operators computed for 4000 changes`);
  return life.operatorsComputed;
};

test('2000 times to 0 and back, every entry keeps its digits, and few operators are computed', t => {
  t.true(toZeroAndBack(t, false) < 1000);
});

// One row with little in it, and one cell that is far better than its wires: most updates lose too much.
test('2000 times to 0 and back where it is hard, every entry keeps its digits', t => {
  t.true(toZeroAndBack(t, true) < 3000);
});

test('a coarse tolerance is kept over 2000 drifts', t => {
  const { array, voltages } = randomCircuit(12, 10, 6, 30);
  const tolerance = 1e-6;
  const life = new ArrayLife(array, { tolerance });
  const stream = randomStream(1, 'drifts');
  let worst = 0;
  for (let drift = 0; drift < 2000; drift++) {
    const part = 1e-3 * (1 + (drift % 7));
    life.drift(array.conductance.map((g, k) => g * (1 + part * (stream.uniform(120 * drift + k) - 0.5))));
    const found = life.solve(voltages);
    if (drift % 100 !== 99) continue;
    const right = solveArray(life.array, voltages, { tolerance: 1e-14 });
    worst = Math.max(worst, difference(found.outputs, right.outputs), difference(found.cellCurrent, right.cellCurrent));
  }
  t.log(`off by ${worst.toExponential(1)}`);
  t.true(worst < tolerance);
});

test('nothing that is given or taken can be changed from outside', t => {
  const { array, voltages } = randomCircuit(6, 5, 2);
  const given = copyOfArray(array);
  const life = new ArrayLife(given);
  const spoil = (...values: Float64Array[]): void => {
    for (const each of values) each.fill(1e-3);
  };
  const right = solveArray(array, voltages);
  const operator = effectiveOperator(array);
  const volts = voltages.slice();
  const check = (): void => {
    t.deepEqual(life.array, array);
    t.deepEqual(life.operator(), operator);
    t.true(difference(life.solve(volts).outputs, right.outputs) < 1e-11);
    t.true(difference(life.solve(volts).wordCurrent, right.wordCurrent) < 1e-10);
  };
  check();
  spoil(given.conductance, given.wordSegments, given.bitSegments, given.driver, given.driverFar, given.sense);
  check();
  const { transfer, input } = life.operator();
  spoil(transfer.data, input.data, life.array.conductance, life.array.sense);
  const s = life.solve(volts);
  spoil(s.wordVoltage, s.bitVoltage, s.cellCurrent, s.outputs, s.inputs, s.wordCurrent, s.bitCurrent);
  check();
  const drifted = array.conductance.map(g => 2 * g);
  life.drift(drifted);
  spoil(drifted);
  life.drift(array.conductance);
  check();
  volts.fill(0.5);
  t.true(difference(life.solve(volts).outputs, solveArray(array, volts).outputs) < 1e-11);
});
