import test from 'ava';
import { readArrayFile, solveFile } from '../../crossbar/solve-file.js';
import { InputError } from '../../edge/error.js';
import { difference } from './circuits.js';

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

test('quantities may carry units, and resistances stand for conductances', async t => {
  const plain = await readArrayFile(file({ driverResistance: 100, senseResistance: 0.5 }), 'array.json');
  const units = await readArrayFile(
    file({
      conductance: undefined,
      resistance: [
        [1e5, 5e4, 1 / 3e-5],
        [25e3, null, 1 / 6e-5],
      ],
      wordLineResistance: '1 ohm',
      bitLineResistance: '2 ohm',
      driverResistance: '0.1 kohm',
      senseResistance: '500 mohm',
    }),
    'array.json',
  );
  t.true(difference(units.array.conductance, plain.array.conductance) < 1e-15);
  t.deepEqual({ ...units.array, conductance: 0 }, { ...plain.array, conductance: 0 } as never);
  t.deepEqual([...plain.array.driver], [100, 100]);
  t.deepEqual(units.inputs, plain.inputs);
});

test('few inputs and many give the same currents by different solvers', async t => {
  const few = solveFile(await readArrayFile(file(), 'array.json'));
  t.is(few.solver.method, 'line-pcg');
  t.is(few.fields, undefined);
  const inputs = Array.from({ length: 40 }, (_, k) => (k % 2 ? [0.3, 0] : [0.1, 0.2]));
  const many = solveFile(await readArrayFile(file({ inputs }), 'array.json'));
  t.deepEqual(many.solver, { method: 'operator', engine: 'wasm' });
  t.is(many.outputs.length, 40);
  for (const k of [0, 1]) {
    t.true(difference(many.outputs[38 + k]!, few.outputs[k]!) < 1e-12);
    t.true(difference(many.inputCurrents[38 + k]!, few.inputCurrents[k]!) < 1e-12);
    t.true(Math.abs(many.power[38 + k]! / few.power[k]! - 1) < 1e-12);
  }
});

test('fields are there when asked for', async t => {
  const result = solveFile(await readArrayFile(file(), 'array.json'), { fields: true });
  const { wordVoltage, bitVoltage, cellCurrent } = result.fields![0]!;
  t.deepEqual([wordVoltage.length, wordVoltage[0]!.length], [2, 3]);
  const current = 6e-5 * (wordVoltage[1]![2]! - bitVoltage[1]![2]!);
  t.is(cellCurrent[1]![2], current);
});

const refused: [string, Record<string, unknown>, string][] = [
  [
    'an input of the wrong length',
    { inputs: [[0.1, 0.2], [0.1]] },
    'a.json: inputs[1]: found 1 voltages; expected 2, one per word line',
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

test('refuses an unknown key', async t => {
  await t.throwsAsync(readArrayFile(file({ wordlineResistance: 1 }), 'a.json'), { message: /wordlineResistance/ });
});
