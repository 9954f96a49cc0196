import test from 'ava';
import { programCircuits } from '../../../compiler/emit/program.js';
import { tileNetlist } from '../../../compiler/emit/tile.js';
import { rowsOf } from '../../../compiler/plan.js';
import { tilesOf } from '../../../compiler/program-record.js';
import { tileConductances } from '../../../compiler/tile-array.js';
import { conductionCells } from '../../../crossbar/conduction-cells.js';
import { solveArray } from '../../../crossbar/line-pcg.js';
import { solveNonlinear } from '../../../crossbar/nonlinear.js';
import { createDevice } from '../../../devices/table.js';
import { validateTiles } from '../../../sim/spice/validate.js';
import { randomSteps, tinyCoder } from '../../models/builders.js';
import { nodalCurrents } from '../../sim/spice/nodal.js';
import { apart, chip, hardware, mars, pcm, randomSeries } from '../builders.js';

const on = hardware({
  device: pcm(),
  array: {
    rows: 12,
    columns: 8,
    wordLineResistance: 5,
    bitLineResistance: 3,
    driverResistance: 100,
    senseResistance: 20,
  },
  dac: { bits: 8 },
});
const program = chip(mars({ units: 6 }), on, randomSeries([20, 20]), 7);
const circuits = programCircuits(program, 3600, 5);

test('each tile is a circuit, in order, with the devices it has then', t => {
  const tiles = tilesOf(program);
  t.true(tiles.length > 4);
  t.deepEqual(
    circuits.map(({ name }) => name),
    tiles.map(({ tile }) => tile.name),
  );
  circuits.forEach(({ circuit }, k) => {
    const { tile } = tiles[k]!;
    t.deepEqual(circuit.array.conductance, tileConductances(tile, on, 3600));
    t.is(circuit.array.rows, rowsOf(tile));
    t.regex(circuit.title, /^random MARS .*\[\d,\d\], 3600 s after programming$/);
    t.true(circuit.notes![0]!.includes('chip seed 7'));
  });
});

test('the expected currents are those of two other solvers', t => {
  for (const { name, circuit } of circuits) {
    const { array, vectors, expected } = circuit;
    vectors.forEach((volts, k) => {
      const scale = 0.2 * 25e-6; // A: one fully driven cell
      const iterated = solveArray(array, volts).outputs;
      const eliminated = nodalCurrents(array, volts);
      expected![k]!.forEach((amperes, j) => {
        t.true(Math.abs(amperes - iterated[j]!) < 1e-10 * scale, name);
        t.true(Math.abs(amperes - eliminated[j]!) < 1e-10 * scale, name);
      });
    });
  }
});

test('as many vectors as asked for, or as the calibration inputs have', t => {
  const reads = (count: number): number[] =>
    programCircuits(program, 0, count).map(({ circuit }) => circuit.vectors.length);
  t.true(reads(3).slice(0, -1).every(found => found === 3)); // biome-ignore format: one thing
  t.is(reads(3).at(-1), 2); // the readout has met two series
  t.is(reads(1000)[0], 40);
});

test('they drive within the read voltage, and write as netlists', t => {
  for (const { circuit } of circuits) {
    t.true(circuit.vectors.every(row => row.every(volts => Math.abs(volts) <= 0.2 + 1e-15)));
    t.true(tileNetlist(circuit).endsWith('.end\n'));
  }
});

const curved = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };

test('cells of devices that are not ohmic have their law, and the expected currents are of the nonlinear circuit', t => {
  const bent = chip(mars({ units: 6 }), { ...on, device: { ...on.device, ...curved } }, randomSeries([20, 20]), 7);
  const { conduction } = createDevice('rram-milo2021');
  for (const { name, circuit } of programCircuits(bent, 3600, 2)) {
    const { array, vectors, expected } = circuit;
    const law = conductionCells(conduction, array.conductance);
    vectors.forEach((volts, k) => {
      t.deepEqual(expected[k], solveNonlinear(array, law, volts).outputs, name);
    });
    t.true(tileNetlist(circuit).includes(`i=${conduction.expression(array.conductance[0]!, 'v(')}`.slice(0, 20)));
  }
  t.true(circuits.every(({ circuit }) => !('law' in circuit)));
});

test('ngspice agrees on them, and would not on resistors', async t => {
  const bent = chip(mars({ units: 6 }), { ...on, device: { ...on.device, ...curved } }, randomSeries([20, 20]), 7);
  const jobs = programCircuits(bent, 0, 3);
  for (const { status, worst } of await validateTiles(jobs)) {
    t.is(status, 'agrees');
    t.true(worst < 1e-8, `${worst}`);
  }
  const resistors = jobs.map(({ name, circuit: { law: _, ...circuit } }) => ({ name, circuit }));
  for (const { status } of await validateTiles(resistors)) t.is(status, 'differs');
});

test('arrays that are read in both directions come twice, and ngspice confirms both', async t => {
  const coder = tinyCoder({ form: 'residual' });
  const both = programCircuits(chip(coder, on, randomSteps(8, 4), 7), 3600, 3);
  t.deepEqual(
    both.map(({ name }) => name),
    ['coder[0,0]', 'coder[0,1]', 'coder[0,0] backwards', 'coder[0,1] backwards'],
  );
  for (const { circuit } of both) {
    const { array, vectors, expected } = circuit;
    vectors.forEach((volts, k) => {
      t.true(apart(nodalCurrents(array, volts), expected[k]!) < 1e-12 * 0.2 * 25e-6);
    });
  }
  for (const { status, worst } of await validateTiles(both)) {
    t.is(status, 'agrees');
    t.true(worst < 1e-9);
  }
});
