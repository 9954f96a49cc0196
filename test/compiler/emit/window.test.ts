import test from 'ava';
import { type WindowCircuit, windowNetlist } from '../../../compiler/emit/window.js';
import { windowCircuits } from '../../../compiler/emit/window-circuits.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { deviceCells, inSeries, linearCells, sinhCells } from '../../../crossbar/cell-law.js';
import { difference } from '../../crossbar/circuits.js';

/** 6×5 cells of 10 uS in wires of 1 and 2 ohm. */
const circuit = (change: Partial<WindowCircuit> = {}): WindowCircuit => ({
  title: 'block1 tile 0',
  array: crossbarArray(6, 5, new Float64Array(30).fill(1e-5), { wordLine: 1, bitLine: 2 }),
  window: { i0: 2, i1: 4, j0: 1, j1: 3 },
  vectors: [new Float64Array(6).fill(0.2)],
  ...change,
});
const lines = (prefix: string, change?: Partial<WindowCircuit>): string[] =>
  windowNetlist(circuit(change))
    .replaceAll('\n+', '')
    .split('\n')
    .filter(line => line.startsWith(prefix));
const firstWords = (found: readonly string[], count: number): string[] =>
  found.map(line => line.split(' ').slice(0, count).join(' '));

test('the cells and wires of the window keep the names they have in the whole array', t => {
  t.deepEqual(firstWords(lines('rc'), 3), ['rc2_1 w2_1 b2_1', 'rc2_2 w2_2 b2_2', 'rc3_1 w3_1 b3_1', 'rc3_2 w3_2 b3_2']);
  t.deepEqual(lines('rw'), ['rw2_1 w2_0 w2_1 1', 'rw2_2 w2_1 w2_2 1', 'rw3_1 w3_0 w3_1 1', 'rw3_2 w3_1 w3_2 1']);
  t.deepEqual(lines('rb'), ['rb2_1 b2_1 b3_1 2', 'rb2_2 b2_2 b3_2 2', 'rb3_1 b3_1 b4_1 2', 'rb3_2 b3_2 b4_2 2']);
  t.deepEqual(firstWords(lines('brow'), 2), ['brow2 in2', 'brow3 in3']);
  t.deepEqual(lines('vsense'), ['vsense1 out1 0 0', 'vsense2 out2 0 0']);
});

test('every node of the rest hangs in its mesh, and on one source for all other lines', t => {
  const nodes = ['w2_0', 'w3_0', 'w2_2', 'w3_2', 'b2_1', 'b2_2', 'b4_1', 'b4_2', 'in2', 'in3', 'out1', 'out2'];
  const mesh = lines('rm').map(line => line.split(' '));
  t.deepEqual([...new Set(mesh.flatMap(([, from, to]) => [from!, to!]))].sort(), [...nodes].sort());
  t.true(mesh.every(([, , , ohm]) => Number(ohm) > 0 && Number(ohm) < Infinity));
  // in2 and in3 reach the others only through w2_0 and w3_0, which are next to them.
  const linked = nodes.flatMap((node, a) => (node.startsWith('in') ? [] : [`re${a} e${a} ${node}`]));
  t.deepEqual(firstWords(lines('re'), 3), linked);
  t.is(lines('be').length, linked.length);
});

test('a window that is the whole array has no rest', t => {
  const window = { i0: 0, i1: 6, j0: 0, j1: 5 };
  t.deepEqual([...lines('rm', { window }), ...lines('re', { window }), ...lines('be', { window })], []);
  t.is(lines('rc', { window }).length, 30);
});

test('a node that 0 ohm joins to its terminal is the terminal', t => {
  const array = crossbarArray(6, 5, new Float64Array(30).fill(1e-5), { wordLine: 0, bitLine: 0 });
  t.deepEqual(firstWords(lines('rc', { array }), 3), ['rc2_1 in2 out1', 'rc2_2 in2 out2', 'rc3_1 in3 out1', 'rc3_2 in3 out2']); // biome-ignore format: a list
  t.true(lines('rm', { array }).every(line => Number(line.split(' ')[3]) > 1e-3));
});

test('nonlinear cells, and what to probe of two in series', t => {
  const g = new Float64Array(30).fill(1e-5);
  t.deepEqual(firstWords(lines('bc', { law: sinhCells(g, 2) }), 3).slice(0, 2), ['bc2_1 w2_1 b2_1', 'bc2_2 w2_2 b2_2']);
  const law = inSeries(linearCells(g), sinhCells(g, 2));
  t.is(lines('bc', { law }).length, 8);
  t.regex(lines('.save', { law })[0]!, /^\.save i\(vsense1\) i\(vsense2\) @bc2_1a\[i\] @bc2_2a\[i\] @bc3_1a/);
  const open = Float64Array.from(g, (siemens, k) => (k === 2 * 5 + 1 ? 0 : siemens));
  t.is(lines('bc', { law: sinhCells(open, 2) }).length, 3);
});

test('the header says what it is, how to run it and what to expect', t => {
  const { window, ...tile } = { ...circuit(), expected: [] };
  const [made] = windowCircuits(tile, window);
  const header = windowNetlist(made!).split('\n\n')[0]!;
  t.regex(
    header,
    /^block1 tile 0\n\* rows 2 to 3 and columns 1 to 2 of 6 rows x 5 columns, 1 read, written by Ohmweave\./,
  );
  t.regex(header, /ngspice -b FILE/);
  // Six cells of 2 uA, hardly less.
  const promised = /^\* read 0: (.*)$/m.exec(header)![1]!.split(' ').map(Number);
  t.true(difference(promised, [12e-6, 12e-6]) < 1e-3);
  t.regex(header, /^\* @rc2_1\[i\]: 0\.00000199/m);
  t.deepEqual(
    [...windowCircuits({ ...tile, law: sinhCells(new Float64Array(30).fill(1e-5), 2) }, window)].map(
      ({ title, notes }) => [title, /for these voltages alone/.test(notes!.join(' '))],
    ),
    [['block1 tile 0, read 0', true]],
  );
});

test('what cannot be written is refused', t => {
  const bad = (change: Partial<WindowCircuit>, message: RegExp): void => {
    t.throws(() => windowNetlist(circuit(change)), { name: 'InputError', message });
  };
  bad(
    { window: { i0: 2, i1: 7, j0: 1, j1: 3 } },
    /window: found rows 2:7, columns 1:3; expected at least one cell of 6×5/,
  );
  bad({ vectors: [] }, /vectors: found none/);
  bad({ vectors: [new Float64Array(5)] }, /vectors\[0\]: found 5 values; expected 6/);
  bad({ bitVectors: [] }, /bitVectors: found 0 reads; expected 1/);
  bad({ law: linearCells(new Float64Array(7)) }, /found one for 7 cells; expected one for 30/);
  bad({ law: deviceCells(Array.from({ length: 30 }, () => ({ current: (v: number) => v, slope: () => 1 }))) }, /without an expression/); // biome-ignore format: one line
  bad({ expected: [{ outputs: new Float64Array(5), cellCurrent: new Float64Array(4) }] }, /cell currents\[0\]: found 4 values; expected 30/); // biome-ignore format: one line
});
