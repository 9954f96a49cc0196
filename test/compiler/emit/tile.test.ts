import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type TileCircuit, tileNetlist } from '../../../compiler/emit/tile.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { deviceCells, inSeries, linearCells, sinhCells } from '../../../crossbar/cell-law.js';

// dist/test/compiler/emit/tile.test.js -> the sources beside which the golden files lie
const folder = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'test/compiler/emit');

const tile = (rows: number, cols: number, change: Partial<TileCircuit> = {}): TileCircuit => ({
  title: 'block1 tile 0',
  array: crossbarArray(rows, cols, new Float64Array(rows * cols).fill(1e-5), { wordLine: 1, bitLine: 2 }),
  vectors: [new Float64Array(rows).fill(0.2)],
  ...change,
});
/** The netlist's lines that begin with a prefix, continuation lines joined. */
const lines = (circuit: TileCircuit, prefix: string): string[] =>
  tileNetlist(circuit)
    .replaceAll('\n+', '')
    .split('\n')
    .filter(line => line.startsWith(prefix));

test('a 2×3 tile, as committed', t => {
  const found = tileNetlist({
    title: 'block1 tile 0',
    notes: ['programmed with seed 7', 'read 1 h after programming'],
    array: {
      rows: 2,
      cols: 3,
      conductance: Float64Array.of(25e-6, 1e-6, 1 / 3e5, 0, 12.5e-6, 7e-6),
      wordSegments: Float64Array.of(0.35, 0.35, 0),
      bitSegments: Float64Array.of(0.35, 0.35),
      driver: Float64Array.of(100, 100.7),
      driverFar: new Float64Array(2).fill(Infinity),
      sense: Float64Array.of(5, 5, 5),
      senseFar: new Float64Array(3).fill(Infinity),
    },
    vectors: [Float64Array.of(0.2, -0.1), Float64Array.of(0, 1 / 3)],
    expected: [
      Float64Array.of(4.98461665549e-6, -1.04804494143e-6, -3.3908319246e-8),
      Float64Array.of(1.59497336655e-13, 4.15814432152e-6, 2.32860028537e-6),
    ],
  });
  const golden = join(folder, 'tile-2x3.cir');
  if (found !== readFileSync(golden, 'utf8')) writeFileSync(golden.replace('.cir', '-changed.cir'), found);
  t.is(found, readFileSync(golden, 'utf8'));
});

test('segments of 0 ohm merge nodes under the name nearest to source and sense', t => {
  const array = crossbarArray(2, 2, new Float64Array(4).fill(1e-5), { wordLine: 0, bitLine: 0, driver: 3 });
  t.deepEqual(lines(tile(2, 2, { array }), 'rw'), ['rw0_0 in0 w0_0 3', 'rw1_0 in1 w1_0 3']);
  t.deepEqual(lines(tile(2, 2, { array }), 'rb'), []);
  t.deepEqual(
    lines(tile(2, 2, { array }), 'rc').map(line => line.split(' ').slice(0, 3).join(' ')),
    ['rc0_0 w0_0 out0', 'rc0_1 w0_0 out1', 'rc1_0 w1_0 out0', 'rc1_1 w1_0 out1'],
  );
});

test('open cells are left out', t => {
  const array = crossbarArray(1, 3, Float64Array.of(1e-5, 0, 2e-5), { wordLine: 1, bitLine: 1 });
  t.deepEqual(
    lines(tile(1, 3, { array }), 'rc').map(line => line.split(' ')[0]),
    ['rc0_0', 'rc0_2'],
  );
});

test('far ends and open ends', t => {
  const wires = { wordLine: 0, bitLine: 2, driver: Infinity, driverFar: 7, sense: 5, senseFar: 0 };
  const array = crossbarArray(2, 2, new Float64Array(4).fill(1e-5), wires);
  t.deepEqual(lines(tile(2, 2, { array }), 'rw'), ['rwf0 in0 w0_0 7', 'rwf1 in1 w1_0 7']);
  // The top of the bit lines is at the sense input, too.
  t.deepEqual(lines(tile(2, 2, { array }), 'rb'), [
    'rb0_0 out0 b1_0 2',
    'rb0_1 out1 b1_1 2',
    'rb1_0 b1_0 out0 7',
    'rb1_1 b1_1 out1 7',
  ]);
  const floating = { ...array, senseFar: new Float64Array(2).fill(Infinity), sense: Float64Array.of(5, Infinity) };
  t.deepEqual(lines(tile(2, 2, { array: floating }), 'rb'), [
    'rb0_0 b0_0 b1_0 2',
    'rb0_1 b0_1 b1_1 2',
    'rb1_0 b1_0 out0 7',
  ]);
  t.deepEqual(lines(tile(2, 2, { array: floating }), 'vsense'), ['vsense0 out0 0 0', 'vsense1 out1 0 0']);
});

test('columns that are held at a voltage', t => {
  const bitVectors = [Float64Array.of(0.1, -0.2)];
  t.deepEqual(lines(tile(1, 2, { bitVectors }), 'vsense'), ['vsense0 out0 hold0 0', 'vsense1 out1 hold1 0']);
  t.deepEqual(lines(tile(1, 2, { bitVectors }), 'bhold'), [
    'bhold0 hold0 0 v=pwl(v(idx), 0,0.1, 1,0.1)',
    'bhold1 hold1 0 v=pwl(v(idx), 0,-0.2, 1,-0.2)',
  ]);
});

test('rows that are read in place of columns', t => {
  t.deepEqual(lines(tile(2, 3, { read: 'rows' }), '.save'), ['.save i(brow0) i(brow1)']);
  t.deepEqual(lines(tile(2, 3, { read: 'rows' }), '.print'), ['.print dc i(brow0) i(brow1)']);
  const expected = [new Float64Array(3)];
  t.throws(() => tileNetlist(tile(2, 3, { read: 'rows', expected })), {
    message: 'block1 tile 0: expected[0]: found 3 values; expected 2',
  });
});

test('nonlinear cells are B sources, laws in series have a node between them', t => {
  const g = Float64Array.of(1e-5, 0);
  const wires = { wordLine: 0, bitLine: 0 };
  const array = crossbarArray(1, 2, g, wires);
  t.deepEqual(lines(tile(1, 2, { array, law: sinhCells(g, 4) }), 'bc'), [
    'bc0_0 in0 out0 i=0.0000025*sinh(4*(v(in0,out0)))',
  ]);
  const law = inSeries(sinhCells(Float64Array.of(1e-4, 1e-4), 2), linearCells(g));
  t.deepEqual(lines(tile(1, 2, { array, law }), 'bc'), [
    'bc0_0a in0 m0_0 i=0.00005*sinh(2*(v(in0,m0_0)))',
    'bc0_0b m0_0 out0 i=0.00001*(v(m0_0,out0))',
  ]);
});

test('every number reads back as the same float64', t => {
  const conductance = Float64Array.from({ length: 40 }, (_, k) => 1e-6 * Math.exp(k / 13));
  const array = crossbarArray(5, 8, conductance, { wordLine: 1 / 3, bitLine: 2 / 7 });
  const written = lines(tile(5, 8, { array }), 'rc').map(line => Number(line.split(' ')[3]));
  t.deepEqual(written, [...conductance].map(siemens => 1 / siemens)); // biome-ignore format: a list
  t.true(lines(tile(5, 8, { array }), 'rb').every(line => Number(line.split(' ')[3]) === 2 / 7));
});

test('no line is longer than 110 characters', t => {
  const vectors = Array.from({ length: 60 }, (_, k) => new Float64Array(2).fill(-1 / (3 + k)));
  const circuit = tile(2, 200, { vectors, expected: vectors.map(() => new Float64Array(200).fill(-1 / 3e6)) });
  const longest = Math.max(...tileNetlist(circuit).split('\n').map(line => line.length)); // biome-ignore format: one thing
  t.true(longest <= 110, `${longest}`);
});

test('title and notes cannot break out of their lines', t => {
  const netlist = tileNetlist(tile(1, 1, { title: ' a\nr1 0 1 2 ', notes: ['b\nr2 0 1 2'] }));
  t.is(netlist.split('\n')[0], 'a r1 0 1 2');
  t.true(netlist.includes('\n* b\n* r2 0 1 2\n'));
  t.is(tileNetlist(tile(1, 1, { title: '' })).split('\n')[0], 'tile');
});

test('bad circuits are refused with the place', t => {
  const bad = (change: Partial<TileCircuit>, message: string): void => {
    t.throws(() => tileNetlist(tile(2, 2, change)), { name: 'InputError', message: `block1 tile 0: ${message}` });
  };
  const { array } = tile(2, 2);
  const conductance = Float64Array.of(1, 2, 3, -4);
  bad({ vectors: [] }, 'vectors: found none; expected at least one');
  bad({ vectors: [new Float64Array(3)] }, 'vectors[0]: found 3 values; expected 2');
  bad({ vectors: [Float64Array.of(0.1, Number.NaN)] }, 'vectors[0][1]: found NaN; expected a finite number');
  bad({ bitVectors: [] }, 'bitVectors: found 0 reads; expected 1, one for each vector');
  bad({ bitVectors: [new Float64Array(1)] }, 'bitVectors[0]: found 1 values; expected 2');
  const device = { current: (volt: number) => 1e-5 * volt, slope: () => 1e-5 };
  bad(
    { law: deviceCells([device, device, device, device]) },
    'cell [0][0]: found a law without an expression that ngspice can read; expected one of crossbar/cell-law.ts',
  );
  bad({ law: sinhCells(new Float64Array(5), 1) }, 'cell law: found one for 5 cells; expected one for 4, 2×2');
  bad({ expected: [] }, 'expected: found 0 reads; expected 1, one for each vector');
  bad({ expected: [new Float64Array(1)] }, 'expected[0]: found 1 values; expected 2');
  bad({ array: { ...array, conductance } }, 'conductance[1][1]: found -4 S; expected a finite number ≥ 0 S');
});
