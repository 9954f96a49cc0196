import test from 'ava';
import { columnCurrent, tileNetlist } from '../../../compiler/emit/tile.js';
import { conductionCells } from '../../../crossbar/conduction-cells.js';
import { solveNonlinear } from '../../../crossbar/nonlinear.js';
import { staticCell } from '../../../devices/spice-cell.js';
import { createDevice, deviceTable } from '../../../devices/table.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { difference, randomCircuit, terminals } from '../../crossbar/circuits.js';
import { nativeAvailable, runNative } from './native.js';

const pool = new SpicePool({ workers: 1 });
test.after.always(() => pool.close());

async function inWasm(netlist: string): Promise<Plot> {
  const outcome = await pool.run(netlist);
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.result;
}

interface Cell {
  readonly model: string;
  readonly siemens: number;
  readonly volt: number;
}

/** Every device of the table, at five conductances from open to above its window and at six voltages. */
const cells: Cell[] = Object.keys(deviceTable).flatMap(model => {
  const { window, conduction } = createDevice(model);
  const range = Math.min(conduction.range, 1.5);
  const conductances = [0, window.min || 1e-9, (window.min + window.max) / 2, window.max, 1.2 * window.max];
  return conductances.flatMap(siemens =>
    [-1, -0.4, -0.01, 0.07, 0.6, 1].map(part => ({ model, siemens, volt: part * range })),
  );
});

const netlist = [
  'static cells',
  ...cells.flatMap(({ model, siemens, volt }, k) => [
    `v${k} p${k} 0 ${volt}`,
    staticCell(createDevice(model), `cell${k}`, `p${k}`, '0', siemens),
  ]),
  '.op',
  '.end',
  '',
].join('\n');

/** The cell that is farthest from its device, relative to the current. */
function worst({ vectors }: Plot): number {
  const apart = cells.map(({ model, siemens, volt }, k) => {
    const expected = createDevice(model).conduction.current(siemens, volt);
    const found = -vectors.get(`i(v${k})`)![0]!;
    return expected === 0 ? Math.abs(found) / 1e-9 : Math.abs(found / expected - 1);
  });
  return Math.max(...apart);
}

test('the static cell of every device, in WebAssembly', async t => {
  const apart = worst(await inWasm(netlist));
  t.log(`${cells.length} cells: ${apart.toExponential(1)} apart`);
  t.true(apart < 1e-9);
});

test('the same in an ngspice installed on this computer', t => {
  if (!nativeAvailable()) {
    t.log('no ngspice is installed: not tested');
    return t.pass();
  }
  const apart = worst(runNative(netlist));
  t.log(`${cells.length} cells: ${apart.toExponential(1)} apart`);
  t.true(apart < 1e-9);
});

const { conduction } = createDevice('rram-milo2021');

for (const [rows, cols, name] of [
  [16, 12, 'the near ends'],
  [9, 14, 'both ends'],
] as const)
  test(`an array of rram-milo2021, solved by Newton’s method and by ngspice: ${rows}×${cols}, ${name}`, async t => {
    const { array: plain, voltages } = randomCircuit(rows, cols, rows);
    const array = terminals[name]!(plain);
    // From 45 to 235 µS: the window, and what misses it.
    const g = array.conductance.map(siemens => 45e-6 + 1.9 * siemens);
    const law = conductionCells(conduction, g);
    const word = voltages.map(volt => 0.35 * volt);
    const bit = randomCircuit(cols, 1, 5).voltages.map(volt => 0.1 * volt);
    const { outputs } = solveNonlinear(array, law, { word, bit }, { tolerance: 1e-13 });
    const found = await inWasm(tileNetlist({ title: 'rram-milo2021', array, law, vectors: [word], bitVectors: [bit] }));
    const currents = Float64Array.from({ length: cols }, (_, j) => found.vectors.get(columnCurrent(j))![0]!);
    const apart = difference(currents, outputs);
    t.log(`${apart.toExponential(1)} of the largest current apart`);
    t.true(apart < 1e-9);
  });
