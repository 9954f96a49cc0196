import test from 'ava';
import { polynomialCells, sinhCells } from '../../../crossbar/cell-law.js';
import type { CrossbarFile } from '../../../crossbar/file/crossbar-file.js';
import { solveFile } from '../../../crossbar/file/solve-file.js';
import { solveArray } from '../../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../../crossbar/operator.js';
import { settle } from '../../../crossbar/transient.js';
import { InputError } from '../../../edge/error.js';
import { matrix } from '../../../numeric/matrix.js';
import { difference, randomCircuit } from '../circuits.js';

const { array, voltages } = randomCircuit(4, 3);
/** The same voltages `count` times. */
const file = (count: number): CrossbarFile => ({
  array,
  inputs: matrix(
    count,
    4,
    Float64Array.from({ length: 4 * count }, (_, k) => voltages[k % 4]!),
  ),
});

test('few inputs and many give the same currents by different solvers', async t => {
  const few = await solveFile(file(2));
  t.is(few.solver.method, 'line-pcg');
  t.is(few.solutions, undefined);
  const many = await solveFile(file(40));
  t.deepEqual(many.solver, { method: 'operator', engine: 'wasm' });
  t.deepEqual([many.outputs.rows, many.outputs.cols], [40, 3]);
  t.true(difference(many.outputs.data.slice(-6), few.outputs.data) < 1e-11);
  t.true(difference(many.inputCurrents.data.slice(-8), few.inputCurrents.data) < 1e-11);
  t.true(difference(many.power.slice(-2), few.power) < 1e-11);
  const each = await solveFile(file(40), { method: 'pcg', engine: 'plain' });
  t.true(difference(each.outputs.data, many.outputs.data) < 1e-11);
  t.true(
    difference((await solveFile(file(1), { method: 'operator' })).outputs.data, few.outputs.data.slice(0, 3)) < 1e-11,
  );
});

test('fields, heat, approximation and settling are there when asked for', async t => {
  const result = await solveFile(
    {
      ...file(2),
      array: { ...array, wordSegments: new Float64Array(3).fill(1), bitSegments: new Float64Array(4).fill(1) },
      capacitance: { word: 1e-15, bit: 1e-15, cell: 0 },
    },
    { fields: true, heat: true, approximate: 'dmr', settle: 0.01 },
  );
  t.is(result.solutions!.length, 2);
  t.true(Math.abs(result.heat![1]!.total / result.power[1]! - 1) < 1e-9);
  t.true(result.approximation!.largestError > 0 && result.approximation!.largestError < 0.1);
  t.true(result.transient!.settlingTime > 0);
});

test('driven bit lines and nonlinear cells are solved one by one', async t => {
  const bit = Float64Array.of(0.1, 0, -0.1);
  const driven = await solveFile({
    ...file(30),
    bitInputs: matrix(
      30,
      3,
      Float64Array.from({ length: 90 }, (_, k) => bit[k % 3]!),
    ),
  });
  t.is(driven.solver.method, 'line-pcg');
  t.deepEqual(driven.outputs.data.slice(87), solveArray(array, { word: voltages, bit }).outputs);
  const bent = await solveFile({ ...file(1), law: sinhCells(array.conductance, 3) });
  t.is(bent.solver.method, 'newton');
});

test('what does not go together is refused', async t => {
  const bad = async (run: Promise<unknown>, message: string): Promise<void> => {
    t.is((await t.throwsAsync(run, { instanceOf: InputError })).message, message);
  };
  const law = sinhCells(array.conductance, 3);
  await bad(
    solveFile({ ...file(1), law }, { method: 'operator' }),
    'method operator: found cells that are not linear; expected method pcg or auto',
  );
  await bad(
    solveFile({ ...file(1), law }, { approximate: 'ideal' }),
    'approximation ideal: found nonlinear cells or driven bit lines; expected linear cells, bit lines at 0 V',
  );
  await bad(
    solveFile(file(1), { settle: 0.01 }),
    'settling: found no capacitance; expected "capacitance" in the array file, such as {"wordLine": "1 fF"}',
  );
});

test('a law is not asked beyond its range', async t => {
  const law = polynomialCells(array.conductance, [1, 0, -0.1], 1.5);
  const bent = { ...file(2), law };
  t.is((await solveFile({ ...bent, lawRange: 1.5 })).outputs.rows, 2);
  const error = await t.throwsAsync(solveFile({ ...bent, lawRange: 0.01 }), { instanceOf: InputError });
  t.regex(error.message, /^polynomial law: input 0: found 0\.\d+ V across cell \(\d, \d\); expected at most its range/);
});

test('operators and settlings may be computed elsewhere', async t => {
  const asked: string[] = [];
  const result = await solveFile(
    { ...file(2), capacitance: { word: 1e-15, bit: 0, cell: 0 } },
    {
      method: 'operator',
      settle: 0.01,
      operate: async (...what) => {
        asked.push('operator');
        return effectiveOperator(...what);
      },
      follow: async (...what) => {
        asked.push('settling');
        return settle(...what);
      },
    },
  );
  t.deepEqual(asked, ['operator', 'settling']);
  t.true(result.operator !== undefined && result.transient!.settlingTime > 0);
});

test('long work can be stopped between two inputs', async t => {
  const done: number[] = [];
  const between = async (count: number): Promise<void> => {
    done.push(count);
    if (count === 3) throw new Error('stopped');
  };
  await t.throwsAsync(solveFile(file(10), { between }), { message: 'stopped' });
  t.deepEqual(done, [1, 2, 3]);
});
