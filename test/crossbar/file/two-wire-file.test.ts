import test from 'ava';
import { isTwoWire, readArrayFile } from '../../../crossbar/file/array-file.js';
import { solveRead, solveTwoWireFile } from '../../../crossbar/file/solve-two-wire-file.js';
import type { TwoWireFile } from '../../../crossbar/file/two-wire-file.js';
import { InputError } from '../../../edge/error.js';
import { matrix } from '../../../numeric/matrix.js';
import { difference } from '../circuits.js';
import { doubles } from '../rational.js';
import { columnOracle } from '../two-wire-nodal.js';

const base = {
  conductance: [
    [1e-5, 2e-5],
    [3e-5, 0],
    [5e-5, 6e-5],
  ],
  supplyLineResistance: [1, 2, '3 ohm'],
  bitLineResistance: 2,
  driverResistance: [100, 'open'],
  driverFarResistance: ['open', 50],
  senseResistance: 5,
  supplyVolts: [0.2, -0.3],
  gates: [
    [1, 1, 0],
    [0, 0, 1],
  ],
};

const read = async (changes: object = {}, table?: Parameters<typeof readArrayFile>[2]): Promise<TwoWireFile> => {
  const file = await readArrayFile({ ...base, ...changes }, 'a.json', table);
  if (!isTwoWire(file)) throw new Error('an array with supply lines was meant');
  return file;
};

test('the file makes the array, and its reads agree with dense nodal analysis', async t => {
  const bitInputs = [
    [0.01, 0.02],
    [0, -0.05],
  ];
  const file = await read({ bitInputs, cells: { transistor: { onResistance: '5 kohm' } } });
  const { array, supply } = file;
  t.deepEqual([...array.supplySegments, ...array.bitSegments], [1, 2, 3, 2, 2, 2]);
  t.deepEqual([...array.driver, ...array.driverFar], [100, Infinity, Infinity, 50]);
  t.deepEqual([...array.sense, ...array.senseFar], [5, 5, Infinity, Infinity]);
  t.true(Math.abs(1 / array.conductance[0]! - 105e3) < 1e-8);
  t.is(array.conductance[3], 0);
  const { outputs, inputCurrents, power, heat, solutions } = await solveTwoWireFile(file, { heat: true, fields: true });
  for (const [k, volts] of bitInputs.entries()) {
    const expected = volts.map((volt, j) => {
      const on = (row: number): boolean => base.gates[k]![row] === 1;
      return columnOracle(doubles, array, j, on).output * (supply[j]! - volt);
    });
    t.true(difference(outputs.data.subarray(2 * k, 2 * k + 2), expected) < 1e-12);
    t.true(difference(inputCurrents.data.subarray(2 * k, 2 * k + 2), expected) < 1e-12);
    const watts = expected.reduce((sum, amps, j) => sum + amps * (supply[j]! - volts[j]!), 0);
    t.true(Math.abs(power[k]! / watts - 1) < 1e-12 && Math.abs(heat![k]!.total / watts - 1) < 1e-9);
    t.deepEqual(solutions![k], solveRead(file, k));
  }
});

test('all gates are on by default, a table replaces them, and one supply is for all columns', async t => {
  t.deepEqual([...(await read({ gates: undefined })).gates.data], [1, 1, 1]);
  const values = matrix(2, 3, Float64Array.of(1, 0, 1, 0, 1, 0));
  t.deepEqual((await read({}, { name: 'g.npy', values })).gates, values);
  t.deepEqual([...(await read({ supplyVolts: 0.1 })).supply], [0.1, 0.1]);
});

test('pairs side by side lie in neighbouring columns', async t => {
  const minusResistance = base.conductance.map(row => row.map(() => 1e6));
  const file = await read({
    pairs: 'side by side',
    minusResistance,
    supplyVolts: 0.2,
    driverResistance: 0,
    driverFarResistance: 'open',
  });
  t.deepEqual([file.array.cols, file.pairs], [4, 'side by side']);
  t.deepEqual([...file.array.conductance.subarray(0, 4)], [1e-5, 1e-6, 2e-5, 1e-6]);
});

test('long work can be stopped between two reads', async t => {
  const done: number[] = [];
  const between = async (count: number): Promise<void> => {
    done.push(count);
    throw new Error('stopped');
  };
  await t.throwsAsync(solveTwoWireFile(await read(), { between }), { message: 'stopped' });
  t.deepEqual(done, [1]);
});

const beside = 'found it beside "supplyLineResistance"; expected';
const selector = { conductance: 1e-4, b: 8, fullVoltage: 2 };
const transistor = { onResistance: 5000 };
const refused: [name: string, changes: object, message: string][] = [
  ['inputs', { inputs: [[1]] }, `inputs: ${beside} "supplyVolts", and "gates" to say which rows are on`],
  ['a read of word lines', { read: 'word lines' }, `read: ${beside} none: the currents out of the bit lines are read`],
  ['capacitance', { capacitance: {} }, `capacitance: ${beside} none: arrays with supply lines are solved at rest`],
  ['a law', { cells: { law: 'sinh', b: 1 } }, 'cells.law: found "sinh"; expected "linear": columns with supply lines are solved directly'], // biome-ignore format: one line each
  ['a selector', { cells: { selector } }, 'cells.selector: found a selector; expected a transistor: its gate is what the rows drive'], // biome-ignore format: one line each
  ['gates of the transistor', { cells: { transistor: { ...transistor, onRows: [0] } } }, `cells.transistor.onRows: ${beside} "gates" to say which rows are on; a cell that is off is open`], // biome-ignore format: one line each
  ['leakage', { cells: { transistor: { ...transistor, offConductance: 1e-9 } } }, `cells.transistor.offConductance: ${beside} "gates" to say which rows are on; a cell that is off is open`], // biome-ignore format: one line each
  ['no supply', { supplyVolts: undefined }, 'supplyVolts: found nothing; expected a voltage in V, or a list of them, one per column'], // biome-ignore format: one line each
  ['too few supplies', { supplyVolts: [1] }, 'supplyVolts: found 1 voltages; expected 2, one per column'],
  ['too few gates', { gates: [[1, 1]] }, 'gates[0]: found 2 gates; expected 3, one per row'],
  ['half a gate', { gates: [[1, 0.5, 0]] }, 'gates[0][1]: found 0.5; expected 1 (on) or 0 (off)'],
  ['no reads', { gates: [] }, 'gates: found []; expected at least one vector'],
  ['other bit voltages', { bitInputs: [[0, 0]] }, 'bitInputs: found 1 vectors; expected 2, as many as reads'],
  ['drivers per row', { driverResistance: [1, 2, 3] }, 'driverResistance: found 3 resistances; expected 2, one per column'], // biome-ignore format: one line each
  [
    'interleaved pairs',
    { pairs: 'interleaved', minusConductance: base.conductance },
    'pairs: found "interleaved"; expected "side by side": a column has one supply, so that its cells cannot have ' +
      'voltages of both signs',
  ],
  [
    'a line that floats in one read',
    { senseResistance: [5, 'open'], gates: [[0, 1, 1], [0, 1, 0]] }, // biome-ignore format: one line each
    'read 1: bit line 1: found a floating line with no path to any terminal: both its ends are open and no cell leads ' +
      'on; expected a sense resistance < Infinity ohm, or a cell > 0 S in a row that is on',
  ],
];
for (const [name, changes, message] of refused)
  test(`refuses ${name}`, async t => {
    const error = await t.throwsAsync(read(changes), { instanceOf: InputError });
    t.is(error.message, `a.json: ${message}`);
  });

test('refuses a table of anything but gates', async t => {
  const table = (cols: number, value: number) => ({ name: 'g.csv', values: matrix(1, cols, new Float64Array(cols).fill(value)) }); // biome-ignore format: one thing
  await t.throwsAsync(read({}, table(2, 1)), { message: 'g.csv: found 2 columns; expected 3, one per row of a.json' });
  await t.throwsAsync(read({}, table(3, 0.2)), {
    message: 'g.csv: row 0, column 0: found 0.2; expected a gate of a.json: 1 (on) or 0 (off)',
  });
});
