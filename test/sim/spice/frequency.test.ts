import test from 'ava';
import { frequencyNetlist } from '../../../compiler/emit/frequency.js';
import { columnCurrent } from '../../../compiler/emit/tile.js';
import { sinhCells } from '../../../crossbar/cell-law.js';
import { solveNonlinear } from '../../../crossbar/nonlinear.js';
import { analyseFrequency } from '../../../sim/spice/frequency.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { randomCircuit, terminals, xbar } from '../../crossbar/circuits.js';
import { nativeAvailable, runNative } from './native.js';

const pool = new SpicePool({ workers: 1 });
test.after.always(() => pool.close());

const capacitance = { word: 1e-15, bit: 2e-15, cell: 0.2e-15 };
const still = (rows: number, cols: number) => ({ word: new Float64Array(rows), bit: new Float64Array(cols) });

for (const name of ['the near ends', 'both ends at 0 ohm', 'every other line floating'])
  test(`ngspice agrees with nodal analysis to 1e-9 of the largest transfer: 8×8, ${name}`, async t => {
    const array = terminals[name]!(randomCircuit(8, 8, 4, 40).array);
    const circuit = { title: name, array, capacitance, bias: still(8, 8), row: 2 };
    const { worst, columns, hertz } = await analyseFrequency(pool, circuit);
    t.log(`${hertz.length} frequencies, ${worst.toExponential(1)}`);
    t.true(worst < 1e-9);
    for (const { bandwidth, simulatedBandwidth } of columns)
      t.true(
        Number.isNaN(bandwidth)
          ? Number.isNaN(simulatedBandwidth)
          : Math.abs(bandwidth / simulatedBandwidth - 1) < 1e-6,
      );
  });

test('one line is the closed form: bandwidth (1/R + G) / 2πC, phase −45° there', async t => {
  const [g, wire, farad] = [20e-6, 5e3, 3e-15];
  const circuit = {
    ...{ title: 'one pole', array: xbar([[g]], { wordLine: wire }), bias: still(1, 1), row: 0 },
    capacitance: { word: farad, bit: 0, cell: 0 },
  };
  const { columns, hertz } = await analyseFrequency(pool, circuit);
  const [{ bandwidth, phase, magnitude, still: atRest }] = columns as [(typeof columns)[0]];
  const pole = (1 / wire + g) / (2 * Math.PI * farad);
  t.true(Math.abs(bandwidth / pole - 1) < 1e-6);
  t.true(Math.abs(atRest * (wire + 1 / g) - 1) < 1e-12);
  hertz.forEach((f, k) => {
    t.true(Math.abs(phase[k]! + Math.atan(f / pole)) < 1e-9);
    t.true(Math.abs((magnitude[k]! / atRest) * Math.hypot(1, f / pole) - 1) < 1e-9);
  });
});

test('cells that follow a law are linear about the bias', async t => {
  const { array } = randomCircuit(5, 4, 9, 40);
  const law = sinhCells(array.conductance, 5);
  const bias = { word: Float64Array.of(0.6, -0.4, 0.2, 0.5, 0.1), bit: Float64Array.of(0, 0.1, 0, -0.2) };
  const circuit = { title: 'sinh', array, law, capacitance, bias, row: 0 };
  const { worst, columns } = await analyseFrequency(pool, circuit);
  t.log(worst.toExponential(1));
  t.true(worst < 1e-6);
  // At 0 Hz it is the difference quotient of the array itself.
  const [above, below] = [1e-4, -1e-4].map(step => {
    const word = bias.word.map((volt, i) => (i === 0 ? volt + step : volt));
    return solveNonlinear(array, law, { ...bias, word }).outputs;
  });
  columns.forEach(({ still: siemens }, j) => {
    t.true(Math.abs(Math.abs(above![j]! - below![j]!) / 2e-4 - siemens) < 1e-6 * columns[0]!.still);
  });
});

const native = nativeAvailable() ? test : test.skip;
native('an installed ngspice gives the same', async t => {
  const { array } = randomCircuit(6, 5, 2, 40);
  const circuit = { title: 'native', array, capacitance, bias: still(6, 5), row: 1 };
  const { columns, hertz } = await analyseFrequency(pool, circuit);
  const { vectors } = runNative(frequencyNetlist(circuit, { from: hertz[0]!, to: hertz.at(-1)! }));
  const most = Math.max(...columns.map(column => column.still));
  columns.forEach(({ magnitude }, j) => {
    const found = vectors.get(columnCurrent(j))!;
    magnitude.forEach((size, k) => {
      t.true(Math.abs(Math.hypot(found[2 * k]!, found[2 * k + 1]!) - size) < 1e-9 * most);
    });
  });
});

test('an array without capacitance is refused', async t => {
  const circuit = { title: 'a.json', array: xbar([[1e-5]]), bias: still(1, 1), row: 0 };
  await t.throwsAsync(analyseFrequency(pool, { ...circuit, capacitance: { word: 0, bit: 0, cell: 0 } }), {
    message: 'a.json: found no capacitance; expected at least one > 0 F: nothing else depends on the frequency',
  });
  const open = { ...circuit, array: xbar([[0]]), capacitance };
  await t.throwsAsync(analyseFrequency(pool, open), { message: /row 0: found nothing that passes/ });
});
