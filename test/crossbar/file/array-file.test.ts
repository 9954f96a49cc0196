import test from 'ava';
import { isTwoWire, readArrayFile } from '../../../crossbar/file/array-file.js';
import { type CrossbarFile, crossbarFromTable } from '../../../crossbar/file/crossbar-file.js';
import { InputError } from '../../../edge/error.js';
import { difference } from '../circuits.js';

const file = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  conductance: [
    [1e-5, 2e-5, 3e-5],
    [4e-5, 0, 6e-5],
  ],
  wordLineResistance: 1,
  bitLineResistance: 2,
  inputs: [
    [0.1, 0.2],
    [0.3, 0],
  ],
  ...changes,
});

const crossbar = async (changes: Record<string, unknown>): Promise<CrossbarFile> => {
  const read = await readArrayFile(file(changes), 'a.json');
  if (isTwoWire(read)) throw new Error('a crossbar was meant');
  return read;
};

test('quantities may carry units, and resistances stand for conductances', async t => {
  const plain = await crossbar({ driverResistance: 100, senseResistance: 0.5 });
  const units = await crossbar({
    conductance: undefined,
    resistance: [
      [1e5, 5e4, 1 / 3e-5],
      [25e3, null, 1 / 6e-5],
    ],
    wordLineResistance: '1 ohm',
    bitLineResistance: '2 ohm',
    driverResistance: '0.1 kohm',
    senseResistance: '500 mohm',
  });
  t.true(difference(units.array.conductance, plain.array.conductance) < 1e-15);
  t.deepEqual({ ...units.array, conductance: 0 } as never, { ...plain.array, conductance: 0 } as never);
  t.deepEqual([...plain.array.driver], [100, 100]);
  t.deepEqual(units.inputs, plain.inputs);
});

const refused: [string, Record<string, unknown>, string][] = [
  [
    'an input of the wrong length',
    { inputs: [[0.1, 0.2], [0.1]] },
    'a.json: inputs[1]: found 1 voltages; expected 2, one per word line',
  ],
  [
    'bit-line inputs of another number',
    { bitInputs: [[0, 0, 0]] },
    'a.json: bitInputs: found 1 vectors; expected 2, as many as inputs',
  ],
  [
    'an open segment',
    { wordLineResistance: [1, 'open', 1] },
    'a.json: wordLineResistance[1]: found "open"; expected a finite resistance ≥ 0 ohm',
  ],
  [
    'too few segments',
    { bitLineResistance: [1] },
    'a.json: bitLineResistance: found 1 resistances; expected 2, one per segment',
  ],
  [
    'a line that floats alone',
    {
      driverResistance: ['open', 0],
      conductance: [
        [0, 0, 0],
        [1e-5, 1e-5, 1e-5],
      ],
    },
    'a.json: word line 0: found a floating line with no path to any terminal: both its ends are open and so are all cells ' +
      'that lead on; expected a driver or sense resistance < Infinity ohm, or a cell > 0 S to a line that has one',
  ],
  ['no inputs', { inputs: [] }, 'a.json: inputs: found []; expected at least one input vector'],
  [
    'a negative conductance',
    { conductance: [[1e-5, -1e-5]] },
    'a.json: conductance[0][1]: found -0.00001; expected a conductance ≥ 0 S',
  ],
  ['NaN', { conductance: [[NaN]] }, 'a.json: conductance[0][0]: found null; expected a conductance in S'],
  [
    'ragged rows',
    { conductance: [[1e-5, 1e-5], [1e-5]] },
    'a.json: conductance[1]: found 1 cells; expected 2, as many as in row 0',
  ],
  ['no cells', { conductance: [[], []] }, 'a.json: conductance[0]: found no cells; expected at least one'],
  [
    'a short cell',
    { conductance: undefined, resistance: [[0]] },
    'a.json: resistance[0][0]: found 0; expected a resistance > 0 ohm',
  ],
  ['two kinds of cells', { resistance: [[1e5]] }, 'a.json: found both; expected either "conductance" or "resistance"'],
  [
    'no kind of cells',
    { conductance: undefined },
    'a.json: found neither; expected either "conductance" or "resistance"',
  ],
  [
    'a negative wire',
    { wordLineResistance: -1 },
    'a.json: wordLineResistance: found -1; expected a resistance ≥ 0 in ohm, or with its unit, such as "0.35 ohm"',
  ],
  [
    'a negative wire with unit',
    { bitLineResistance: '-1 ohm' },
    'a.json: bitLineResistance: found "-1 ohm"; expected a finite resistance ≥ 0 ohm',
  ],
  [
    'another dimension',
    { senseResistance: '3 V' },
    'a.json: senseResistance: "3 V" is not a resistance; expected a resistance such as "0.35 ohm"',
  ],
];
for (const [name, changes, message] of refused)
  test(`refuses ${name}`, async t => {
    const error = await t.throwsAsync(readArrayFile(file(changes), 'a.json'), { instanceOf: InputError });
    t.is(error.message, message);
  });

test('lines may differ, and ends be open', async t => {
  const { array, law, capacitance, bitInputs } = await crossbar({
    wordLineResistance: [1, 2, '3 ohm'],
    driverResistance: ['open', 5],
    driverFarResistance: [7, 'open'],
    senseFarResistance: 9,
    cells: { law: 'sinh', b: 2 },
    capacitance: { wordLine: '1 fF', cell: 1e-16 },
    bitInputs: [
      [0, 0.1, 0],
      [0, 0, 0],
    ],
  });
  t.deepEqual([...array.wordSegments], [1, 2, 3]);
  t.deepEqual([...array.driver, ...array.driverFar], [Infinity, 5, 7, Infinity]);
  t.deepEqual([...array.sense, ...array.senseFar], [0, 0, 0, 9, 9, 9]);
  t.deepEqual(capacitance, { word: 1e-15, bit: 0, cell: 1e-16 });
  t.is(bitInputs!.data[1], 0.1);
  const current = new Float64Array(6);
  law!.evaluate(new Float64Array(6).fill(1), current, new Float64Array(6));
  t.is(current[0], (1e-5 * (Math.exp(2) - Math.exp(-2))) / 4);
});

test('a table of conductances, with wires from options', async t => {
  const cells = { rows: 2, cols: 2, data: Float64Array.of(1e-5, 0, 2e-5, 3e-5) };
  const { array, inputs } = await crossbarFromTable(cells, { wordLine: '1 ohm', driver: '20' }, 'g.npy', undefined);
  t.deepEqual([...array.wordSegments, ...array.bitSegments, ...array.driver], [1, 1, 0, 0, 20, 20]);
  t.deepEqual([inputs.rows, inputs.cols], [0, 2]);
  const bad = { ...cells, data: Float64Array.of(1e-5, NaN, 2e-5, 3e-5) };
  await t.throwsAsync(crossbarFromTable(bad, {}, 'g.npy', undefined), {
    message: 'g.npy: conductance[0][1]: found NaN S; expected a finite number ≥ 0 S',
  });
  await t.throwsAsync(crossbarFromTable(cells, { sense: '-1' }, 'g.npy', undefined), {
    message: '--sense: found -1; expected a finite resistance ≥ 0 ohm',
  });
});

test('refuses an unknown key', async t => {
  await t.throwsAsync(readArrayFile(file({ wordlineResistance: 1 }), 'a.json'), { message: /wordlineResistance/ });
});
