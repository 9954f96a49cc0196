import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../../compiler/emit/tile.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { loadEngine } from '../../../sim/spice/engine.js';
import { NgSpice } from '../../../sim/spice/ngspice.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { nativeAvailable, printNative, runNative } from './native.js';
import { apart, nodalCurrents, randomTile } from './nodal.js';

let ngspice: NgSpice;
test.before(async () => {
  ngspice = await NgSpice.start(await loadEngine());
});

/** reads × columns from a plot with one vector per column. */
const currents = (plot: Plot, { array, vectors }: TileCircuit): Float64Array[] =>
  vectors.map((_, k) =>
    Float64Array.from({ length: array.cols }, (_, j) => plot.vectors.get(columnCurrent(j))?.[k] ?? Number.NaN),
  );
const spice = (circuit: TileCircuit): Float64Array[] => currents(ngspice.run(tileNetlist(circuit)), circuit);
const nodal = ({ array, vectors }: TileCircuit): Float64Array[] => vectors.map(v => nodalCurrents(array, v));
const tile = (
  rows: number,
  cols: number,
  siemens: number[],
  wires: [number, number, number, number],
  v: number[][],
) => ({
  title: 'test',
  array: crossbarArray(rows, cols, Float64Array.from(siemens), {
    wordLine: wires[0],
    bitLine: wires[1],
    driver: wires[2],
    sense: wires[3],
  }),
  vectors: v.map(row => Float64Array.from(row)),
});

test('1×1 is a voltage divider', t => {
  // 100 kohm cell + 1 + 2 + 30 + 4 ohm in series
  const [read] = spice(tile(1, 1, [1e-5], [1, 2, 30, 4], [[0.2]]));
  t.true(Math.abs(read![0]! / (0.2 / 100037) - 1) < 1e-13); // a few roundings
});

test('without wires the currents are the products V·G', t => {
  const found = spice(tile(2, 3, [1e-6, 2e-6, 3e-6, 4e-6, 0, 6e-6], [0, 0, 0, 0], [[0.1, -0.2], [0.3, 0.4]])); // biome-ignore format: a circuit
  const expected = [[0.1e-6 - 0.8e-6, 0.2e-6, 0.3e-6 - 1.2e-6], [1.9e-6, 0.6e-6, 3.3e-6]]; // biome-ignore format: a table
  t.true(
    apart(
      found,
      expected.map(row => Float64Array.from(row)),
    ) < 1e-13,
  );
});

test('IR drop, rectangular arrays and unequal wires agree with dense nodal elimination', t => {
  // biome-ignore format: a list
  for (const [rows, cols] of [[8, 8], [3, 11], [11, 3], [1, 9], [9, 1]] as const)
    for (const scale of [1, 300]) {
      const circuit = randomTile(rows, cols, 3);
      const { array } = circuit;
      array.wordSegments.forEach((ohm, j) => {
        array.wordSegments[j] = scale * ohm * (1 + j);
      });
      array.sense.forEach((ohm, j) => {
        array.sense[j] = scale * ohm * (1 + j / 7);
      });
      t.true(apart(spice(circuit), nodal(circuit)) < 1e-11, `${rows}×${cols}`);
    }
});

test('any small array with open cells and missing wires agrees with nodal elimination', t => {
  const ohm = fc.oneof(fc.constant(0), fc.double({ min: 1e-2, max: 1e3, noNaN: true }));
  const siemens = fc.oneof(fc.constant(0), fc.double({ min: 1e-7, max: 1e-3, noNaN: true }));
  const volt = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  const list = (of: fc.Arbitrary<number>, length: number): fc.Arbitrary<Float64Array> =>
    fc.array(of, { minLength: length, maxLength: length }).map(values => Float64Array.from(values));
  const circuits = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([rows, cols]) =>
    fc.record({
      title: fc.string(),
      array: fc.record({
        rows: fc.constant(rows),
        cols: fc.constant(cols),
        conductance: list(siemens, rows * cols),
        wordSegments: list(ohm, cols),
        bitSegments: list(ohm, rows),
        driver: list(ohm, rows),
        sense: list(ohm, cols),
        driverFar: fc.constant(new Float64Array(rows).fill(Infinity)),
        senseFar: fc.constant(new Float64Array(cols).fill(Infinity)),
      }),
      vectors: fc.array(list(volt, rows), { minLength: 1, maxLength: 3 }),
    }),
  );
  fc.assert(
    fc.property(circuits, circuit => {
      const expected = nodal(circuit);
      const found = spice(circuit);
      // Currents between rows can be far larger than those of the columns; rounding is relative to them.
      const scale = Math.max(...circuit.vectors.map(v => Math.max(...v.map(Math.abs)))) * 1e-3;
      for (const [k, row] of expected.entries())
        for (const [j, value] of row.entries())
          if (!(Math.abs(found[k]![j]! - value) <= 1e-9 * Math.abs(value) + 1e-12 * scale))
            throw new Error(`read ${k}, column ${j}: ngspice ${found[k]![j]}, nodal ${value}`);
    }),
    { numRuns: 60, seed: 7 },
  );
  t.pass();
});

test('more than a thousand reads that hardly differ are still told apart', t => {
  // From index 1000 on, ngspice's default reltol = 1e-3 takes neighbouring indices for equal; these reads, too.
  const { array, vectors } = randomTile(2, 2, 1200);
  const circuit = { title: 'near', array, vectors: vectors.map(v => v.map(volts => 0.1 * (1 + 1e-3 * volts))) };
  t.true(apart(spice(circuit), nodal(circuit)) < 1e-12);
});

test('the committed netlist gives the currents its header promises', t => {
  // dist/test/sim/spice/tile.test.js -> test/compiler/emit of the sources
  const netlist = readFileSync(new URL('../../../../test/compiler/emit/tile-2x3.cir', import.meta.url), 'utf8');
  const promised = [...netlist.matchAll(/^\* read \d: (.*)$/gm)].map(([, row]) =>
    Float64Array.from(row!.split(' '), Number),
  );
  const { vectors } = ngspice.run(netlist);
  const found = promised.map((row, k) => row.map((_, j) => vectors.get(columnCurrent(j))![k]!));
  t.is(promised.length, 2);
  t.true(apart(found, promised) < 1e-11); // twelve digits are given
});

test('the installed ngspice gives the same currents', t => {
  if (!nativeAvailable()) {
    t.log('ngspice is not on the PATH: skipped the comparison with it');
    return t.pass();
  }
  for (const [rows, cols] of [
    [1, 1],
    [8, 8],
    [24, 16],
  ] as const) {
    // biome-ignore format: a list
    const circuit = randomTile(rows, cols, 5);
    const native = currents(runNative(tileNetlist(circuit)), circuit);
    const difference = apart(spice(circuit), native);
    t.log(`${rows}×${cols}: WebAssembly and installed ngspice differ by ${difference}`);
    t.true(difference < 1e-9);
  }
});

test('what `ngspice -b` prints is readable and right, also with 200 columns', t => {
  if (!nativeAvailable()) {
    t.log('ngspice is not on the PATH: skipped its batch output');
    return t.pass();
  }
  const circuit = randomTile(3, 200, 2);
  const printed = printNative(tileNetlist(circuit));
  const expected = nodal(randomTile(3, 200, 2));
  const lines = printed.split('\n');
  let seen = 0;
  lines.forEach((line, at) => {
    const columns = [...line.matchAll(/vsense(\d+)#/g)].map(match => Number(match[1]));
    if (columns.length === 0) return;
    for (const k of [0, 1]) {
      const values = lines[at + 2 + k]!.trim().split(/\s+/).slice(2).map(Number); // after index and sweep
      columns.forEach((j, c) => {
        seen++;
        t.true(Math.abs(values[c]! / expected[k]![j]! - 1) < 1e-5); // six digits are printed
      });
    }
  });
  t.is(seen, 400);
});
