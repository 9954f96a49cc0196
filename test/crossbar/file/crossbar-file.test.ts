import test from 'ava';
import { crossbarArray } from '../../../crossbar/array.js';
import type { CellLaw } from '../../../crossbar/cell-law.js';
import { isTwoWire, readArrayFile } from '../../../crossbar/file/array-file.js';
import type { CrossbarFile } from '../../../crossbar/file/crossbar-file.js';
import { solveFile } from '../../../crossbar/file/solve-file.js';
import { solveArray } from '../../../crossbar/line-pcg.js';
import { pairsInterleaved, pairsSideBySide } from '../../../crossbar/pairs.js';
import { InputError } from '../../../edge/error.js';
import { matrix, toRows } from '../../../numeric/matrix.js';
import { difference, randomCircuit } from '../circuits.js';
import { gauss, nodal } from '../nodal.js';

const base = {
  conductance: [
    [1e-5, 2e-5, 3e-5],
    [4e-5, 0, 6e-5],
  ],
  wordLineResistance: 1,
  bitLineResistance: 2,
};
const wires = { wordLine: 1, bitLine: 2 };

const read = async (changes: object, table?: Parameters<typeof readArrayFile>[2]): Promise<CrossbarFile> => {
  const file = await readArrayFile({ ...base, ...changes }, 'a.json', table);
  if (isTwoWire(file)) throw new Error('a crossbar was meant');
  return file;
};

/** The current (A) of every cell at a voltage. */
function at(law: CellLaw, cells: number, volt: number): Float64Array {
  const current = new Float64Array(cells);
  law.evaluate(new Float64Array(cells).fill(volt), current, new Float64Array(cells));
  return current;
}

test('a transistor is a resistance in series, or what it leaks', async t => {
  const transistor = { onResistance: '5 kohm', offConductance: 1e-9, onRows: [0], onColumns: [0, 1] };
  const { array, law } = await read({ cells: { transistor } });
  t.is(law, undefined);
  const off = (g: number): number => (g * 1e-9) / (g + 1e-9);
  const expected = [1 / 105e3, 1 / 55e3, off(3e-5), off(4e-5), 0, off(6e-5)];
  t.true(difference(array.conductance, expected) < 1e-15);
  // Of a polynomial the range is kept, and linear is a law, too.
  const cells = { law: 'polynomial', coefficients: [1], range: 3, transistor };
  const bent = await read({ cells });
  t.is(bent.lawRange, 3);
  t.true(difference(at(bent.law!, 6, 0.5), expected.map(siemens => siemens / 2)) < 1e-15); // biome-ignore format: one thing
  t.is((await read({ cells: { law: 'linear', transistor } })).law, undefined);
});

test('a transistor beside a sinh law divides the voltage as the closed form says', async t => {
  // 0.1 V on the memristor takes g sinh(b V)/b; the transistor drops R times that.
  const amps = (1e-5 * Math.sinh(0.3)) / 3;
  const { law } = await read({ cells: { law: 'sinh', b: 3, transistor: { onResistance: 5000 } } });
  t.true(Math.abs(at(law!, 6, 0.1 + 5000 * amps)[0]! / amps - 1) < 1e-13);
  const off = await read({ cells: { law: 'sinh', b: 3, transistor: { onResistance: 5000, onRows: [1] } } });
  t.deepEqual([...at(off.law!, 6, 0.3)].map(Boolean), [false, false, false, true, false, true]);
  t.deepEqual([...off.array.conductance].map(Boolean), [false, false, false, true, false, true]);
});

test('a selector is in series with a memristor of any law', async t => {
  const selector = { conductance: 1e-4, b: 8, fullVoltage: 2 };
  const drop = (amps: number): number => Math.asinh((amps * Math.sinh(16)) / (1e-4 * 2)) / 8;
  for (const [cells, memristor] of [
    [{ selector }, (volt: number) => 1e-5 * volt],
    [{ law: 'sinh', b: 3, selector }, (volt: number) => (1e-5 * Math.sinh(3 * volt)) / 3],
    [
      { law: 'polynomial', coefficients: [1, 0, 2], range: 2, selector },
      (volt: number) => 1e-5 * (volt + 2 * volt ** 3),
    ],
  ] as const) {
    const { law } = await read({ cells });
    const amps = memristor(0.4);
    t.true(Math.abs(at(law!, 6, 0.4 + drop(amps))[0]! / amps - 1) < 1e-12);
  }
});

test('a write holds the lines by its scheme', async t => {
  const lines = async (scheme: string): Promise<number[][]> => {
    const { inputs, bitInputs } = await read({ write: { cell: [1, 2], volts: 3, scheme } });
    return [[...inputs.data], [...bitInputs!.data]];
  };
  t.deepEqual(await lines('V/2'), [[1.5, 3], [1.5, 1.5, 0]]); // biome-ignore format: two lists
  t.deepEqual(await lines('V/3'), [[1, 3], [2, 2, 0]]); // biome-ignore format: two lists
  t.deepEqual(await lines('grounded'), [[0, 3], [0, 0, 0]]); // biome-ignore format: two lists
  const floating = await read({ write: { cell: [1, 2], volts: 3, scheme: 'floating' } });
  t.deepEqual([...floating.array.driver, ...floating.array.sense], [Infinity, 0, Infinity, Infinity, 0]);
  const { outputs, power } = await solveFile(floating);
  const oracle = nodal(floating.array, [0, 3], [0, 0, 0]);
  const { bit } = oracle.voltages(gauss(oracle.matrix, oracle.currents));
  t.true(difference(outputs.data, [0, 0, bit[5]! / 2]) < 1e-10);
  t.true(Math.abs(power[0]! / (3 * outputs.data[2]!) - 1) < 1e-12);
});

test('pairs are the arrays of the library, and their inputs those of the weights', async t => {
  const minus = base.conductance.map(row => row.map(siemens => siemens / 2 + 1e-6));
  const pairs = { rows: 2, cols: 3, plus: Float64Array.from(base.conductance.flat()), minus: Float64Array.from(minus.flat()) }; // biome-ignore format: one thing
  const inputs = [[0.1, 0.2]];
  const beside = await read({ pairs: 'side by side', minusConductance: minus, inputs });
  t.deepEqual(beside.array, pairsSideBySide(pairs, wires));
  t.deepEqual([...beside.inputs.data], [0.1, 0.2]);
  const shared = await read({ pairs: 'interleaved', minusConductance: minus, inputs });
  t.deepEqual(shared.array, pairsInterleaved(pairs, wires));
  t.deepEqual([...shared.inputs.data], [0.1, -0.1, 0.2, -0.2]);
  const uneven = await read({ pairs: 'interleaved', minusConductance: minus, bitLineResistance: [2, 3] });
  t.deepEqual([...uneven.array.bitSegments], [0, 2, 0, 3]);
  const values = matrix(1, 2, Float64Array.of(0.3, 0.4));
  const table = { name: 'v.npy', values };
  t.deepEqual([...(await read({ pairs: 'interleaved', minusConductance: minus }, table)).inputs.data], [0.3, -0.3, 0.4, -0.4]); // biome-ignore format: one thing
});

test('a transposed read, each way it can be solved, agrees with dense nodal analysis', async t => {
  const { array } = randomCircuit(5, 4, 9);
  const one = randomCircuit(4, 1, 3).voltages;
  const file = (count: number): CrossbarFile => ({
    array,
    transposed: true,
    inputs: matrix(count, 4, Float64Array.from({ length: 4 * count }, (_, k) => one[k % 4]!)), // biome-ignore format: one thing
  });
  const oracle = nodal(array, new Float64Array(5), one);
  const { word } = oracle.voltages(gauss(oracle.matrix, oracle.currents));
  const expected = Array.from({ length: 5 }, (_, i) => word[i * 4]! / (array.driver[i]! + array.wordSegments[0]!));
  const few = await solveFile(file(2), { heat: true, fields: true });
  const many = await solveFile(file(40));
  t.deepEqual([few.solver.method, many.solver.method], ['line-pcg', 'operator']);
  t.deepEqual([few.outputs.cols, many.outputs.cols, few.inputCurrents.cols, many.inputCurrents.cols], [5, 5, 4, 4]);
  t.true(difference(few.outputs.data.slice(5), expected) < 1e-10);
  t.true(difference(many.outputs.data.slice(-5), expected) < 1e-10);
  t.true(difference(many.inputCurrents.data.slice(-4), few.inputCurrents.data.slice(4)) < 1e-10);
  const watts = one.reduce((sum, volt, j) => sum + volt * few.inputCurrents.data[j]!, 0);
  for (const found of [few.power[1]!, many.power[39]!, few.heat![1]!.total]) t.true(Math.abs(found / watts - 1) < 1e-9);
  t.deepEqual(few.solutions![0], solveArray(array, { word: new Float64Array(5), bit: one }));
});

test('settling and approximations of a transposed read are those of the transposed circuit', async t => {
  const [g, c] = [1e-5, 1e-15];
  // One cell: τ = C (R ∥ 1/g) where the bit line is driven through R.
  const array = crossbarArray(1, 1, Float64Array.of(g), { wordLine: 0, bitLine: 1e5 });
  const inputs = matrix(1, 1, Float64Array.of(0.2));
  const file: CrossbarFile = { array, transposed: true, inputs, capacitance: { word: 0, bit: c, cell: 0 } };
  const { transient, approximation } = await solveFile(file, { settle: 0.01, approximate: 'ideal' });
  t.true(Math.abs(transient!.settlingTime / (c * 5e4 * Math.log(100)) - 1) < 2e-3);
  t.deepEqual([...approximation!.outputs.data], [g * 0.2]);
  t.true(Math.abs(approximation!.largestError - 1) < 1e-9);
});

test('approximations of pairs are measured by the differences', async t => {
  const minusConductance = toRows(matrix(2, 3, Float64Array.of(1e-6, 0, 3e-6, 1e-5, 1e-5, 1e-5)));
  const file = await read({ pairs: 'side by side', minusConductance, inputs: [[0.2, 0.1]] });
  const { approximation, outputs } = await solveFile(file, { approximate: 'ideal' });
  const weight = (i: number, j: number): number => base.conductance[i]![j]! - minusConductance[i]![j]!;
  const expected = [0, 1, 2].map(j => 0.2 * weight(0, j) + 0.1 * weight(1, j));
  t.true(difference(approximation!.outputs.data, expected) < 1e-14);
  const exact = [0, 1, 2].map(j => outputs.data[2 * j]! - outputs.data[2 * j + 1]!);
  const worst = Math.max(...exact.map((amps, j) => Math.abs(amps - expected[j]!)));
  t.true(Math.abs(approximation!.largestError / (worst / Math.max(...exact.map(Math.abs))) - 1) < 1e-6);
});

const write = { cell: [0, 0], volts: 2, scheme: 'V/2' };
const held = 'found it beside "write"; expected none: "write" says what all lines are held at';
const minus = { pairs: 'interleaved', minusConductance: base.conductance };
const transistor = { onResistance: 5000 };
const selector = { conductance: 1e-4, b: 8, fullVoltage: 2 };
// biome-ignore format: one line each
const refused: [name: string, changes: object, message: string][] = [
  ['both kinds of lines', { supplyLineResistance: 1 }, 'found both; expected either "wordLineResistance" or "supplyLineResistance"'],
  ['no kind of lines', { wordLineResistance: undefined }, 'found neither; expected either "wordLineResistance" or "supplyLineResistance"'],
  ['gates', { gates: [[1, 1]] }, 'gates: found it beside "wordLineResistance"; expected "supplyLineResistance" in its place: columns with a supply line each are what gates read'],
  ['a write with inputs', { write, inputs: [[1, 1]] }, `inputs: ${held}`],
  ['a write of pairs', { write, ...minus }, `pairs: ${held}`],
  ['a write that reads', { write, read: 'word lines' }, `read: ${held}`],
  ['a write beyond the array', { write: { ...write, cell: [0, 3] } }, 'write.cell[1]: found bit line 3; expected a whole number from 0 to 2'],
  ['a write of half a row', { write: { ...write, cell: [0.5, 1] } }, 'write.cell[0]: found 0.5; expected a whole number'],
  ['a write of one number', { write: { ...write, cell: [0] } }, 'write.cell: found [0]; expected a word line and a bit line, such as [0, 2]'],
  ['an unknown scheme', { write: { ...write, scheme: 'V/4' } }, 'write.scheme: found "V/4"; expected "V/2", "V/3", "grounded" or "floating"'],
  ['half a pair', { pairs: 'interleaved' }, 'found neither; expected either "minusConductance" or "minusResistance"'],
  ['minus devices alone', { minusConductance: base.conductance }, 'minusConductance: found no "pairs"; expected "pairs" to say how the two devices lie'],
  ['minus devices of another size', { ...minus, minusConductance: [[1e-5]] }, 'minusConductance: found 1×1 cells; expected 2×3, one per cell of "conductance"'],
  ['an unknown layout', { ...minus, pairs: 'stacked' }, 'pairs: found "stacked"; expected "side by side" or "interleaved"'],
  ['pairs with bit lines driven', { ...minus, inputs: [[0, 0]], bitInputs: [[0, 0, 0]] }, 'bitInputs: found "pairs"; expected none: pairs are read at virtual ground, or by "read"'],
  ['inputs per device', { ...minus, inputs: [[1, 1, 1, 1]] }, 'inputs[0]: found 4 voltages; expected 2, one per word line pair'],
  ['segments per device', { ...minus, bitLineResistance: [1, 1, 1, 1] }, 'bitLineResistance: found 4 resistances; expected 2, one per pair'],
  ['bit inputs of a transposed read', { read: 'word lines', bitInputs: [[0, 0, 0]] }, 'bitInputs: found "read": "word lines"; expected "inputs", one voltage per bit line: the word lines are at virtual ground'],
  ['word-line inputs of a transposed read', { read: 'word lines', inputs: [[0, 0]] }, 'inputs[0]: found 2 voltages; expected 3, one per bit line'],
  ['an unknown read', { read: 'rows' }, 'read: found "rows"; expected "bit lines" or "word lines"'],
  ['a transistor and a selector', { cells: { transistor, selector } }, 'cells: found both a transistor and a selector; expected at most one of them in series'],
  ['a transistor without resistance', { cells: { transistor: { onResistance: '0 ohm' } } }, 'cells.transistor.onResistance: found 0 ohm; expected a resistance > 0 ohm'],
  ['a transistor of -1 ohm', { cells: { transistor: { onResistance: -1 } } }, 'cells.transistor.onResistance: found -1; expected a resistance > 0 in ohm, or with its unit, such as "5 kohm"'],
  ['gates beyond the array', { cells: { transistor: { ...transistor, onColumns: [0, 3] } } }, 'cells.transistor.onColumns[1]: found 3; expected a whole number from 0 to 2'],
  ['a selector of no conductance', { cells: { selector: { ...selector, conductance: 0 } } }, 'cells.selector.conductance: found 0; expected a conductance > 0 S'],
  ['a selector that overflows', { cells: { selector: { ...selector, b: 800 } } }, 'selector law: full voltage: found 2 V; expected more than 0 V and less than 0.875 V'],
];
for (const [name, changes, message] of refused)
  test(`refuses ${name}`, async t => {
    const error = await t.throwsAsync(read(changes), { instanceOf: InputError });
    t.is(error.message, `a.json: ${message}`);
  });

test('refuses a table beside a write, and one of another width', async t => {
  const table = { name: 'v.csv', values: matrix(1, 2) };
  await t.throwsAsync(read({ write }, table), {
    message: 'v.csv: found "write" in a.json; expected none: "write" says what all lines are held at',
  });
  await t.throwsAsync(read({ read: 'word lines' }, table), {
    message: 'v.csv: found 2 columns; expected 3, one per bit line of a.json',
  });
});
