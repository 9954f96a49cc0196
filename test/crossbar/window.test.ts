import test from 'ava';
import type { CrossbarArray } from '../../crossbar/array.js';
import { linearCells, sinhCells } from '../../crossbar/cell-law.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import type { ArraySolution } from '../../crossbar/solution.js';
import {
  chords,
  lawInWindow,
  otherSources,
  restNodes,
  type Window,
  type WindowRest,
  windowRest,
} from '../../crossbar/window.js';
import { difference, entryDifference, randomCircuit, terminals, xbar } from './circuits.js';
import { type Rational, rationals } from './rational.js';

const [rows, cols] = [13, 17];
const box = (i0: number, i1: number, j0: number, j1: number): Window => ({ i0, i1, j0, j1 });
const windows: Record<string, Window> = {
  'in the middle': box(4, 9, 5, 12),
  'at the drivers': box(3, 7, 0, 4),
  'at the sense inputs': box(10, 13, 6, 11),
  'in the corner of both': box(9, 13, 0, 5),
  'in the corner far from both': box(0, 4, 12, 17),
  'all rows of some columns': box(0, 13, 3, 6),
  'all columns of some rows': box(5, 8, 0, 17),
  'one cell': box(6, 7, 8, 9),
  'one cell in a corner': box(0, 1, 0, 1),
  'the whole array': box(0, 13, 0, 17),
};

/** Node voltages (V) of a solution in the order of `restNodes`, and what the window and the terminals give to each (A). */
function boundary(
  array: CrossbarArray,
  window: Window,
  volts: TerminalVoltages,
  s: ArraySolution,
): { volts: number[]; amperes: number[] } {
  const { i0, i1, j0, j1 } = window;
  const nodes = restNodes(window, array);
  const found = { volts: new Array<number>(nodes.count).fill(0), amperes: new Array<number>(nodes.count).fill(0) };
  const at = (i: number, j: number): number => i * array.cols + j;
  const add = (node: number, volt: number, amperes: number): void => {
    found.volts[node] = volt;
    found.amperes[node]! += amperes;
  };
  for (let i = i0; i < i1; i++) {
    // What the terminal supplies less what the window takes from it on the way is left to the rest.
    add(nodes.word(i), volts.word[i]!, s.inputs[i]!);
    add(nodes.left(i), j0 > 0 ? s.wordVoltage[at(i, j0 - 1)]! : volts.word[i]!, -s.wordCurrent[at(i, j0)]!);
    if (j1 < array.cols) add(nodes.right(i), s.wordVoltage[at(i, j1 - 1)]!, s.wordCurrent[at(i, j1)]!);
    else add(nodes.word(i), volts.word[i]!, -s.farInputs[i]!);
  }
  for (let j = j0; j < j1; j++) {
    add(nodes.bit(j), volts.bit[j]!, -s.outputs[j]!);
    add(nodes.bottom(j), i1 < array.rows ? s.bitVoltage[at(i1, j)]! : volts.bit[j]!, s.bitCurrent[at(i1 - 1, j)]!);
    if (i0 > 0) add(nodes.top(j), s.bitVoltage[at(i0, j)]!, -s.bitCurrent[at(i0 - 1, j)]!);
    else add(nodes.bit(j), volts.bit[j]!, s.farOutputs[j]!);
  }
  return found;
}

/** A, out of every node into the mesh at these voltages. */
function meshCurrents(rest: WindowRest, nodeVolts: readonly number[], volts: TerminalVoltages): number[] {
  const { siemens, volts: means } = otherSources(rest, volts);
  return nodeVolts.map((volt, a) =>
    nodeVolts.reduce(
      (sum, other, b) => sum + rest.mesh.data[a * rest.mesh.cols + b]! * (volt - other),
      siemens[a]! * (volt - means[a]!),
    ),
  );
}

const bitVolts = Float64Array.from({ length: cols }, (_, j) => ((j % 5) - 2) / 7);

for (const [name, window] of Object.entries(windows))
  test(`${name}: the rest takes from each node what the array does, whatever is in the window`, t => {
    for (const [ends, change] of Object.entries(terminals)) {
      if (ends === 'both ends at 0 ohm') continue; // a current through 1e-30 ohm is no difference of voltages
      const { array: near, voltages: word } = randomCircuit(rows, cols);
      const array = change(near);
      const rest = windowRest(array, window);
      for (const cell of [0.3, 5]) {
        const volts = { word, bit: bitVolts };
        const other = array.conductance.map((g, k) => {
          const [i, j] = [Math.floor(k / cols), k % cols];
          return i >= window.i0 && i < window.i1 && j >= window.j0 && j < window.j1 ? (g + 1e-7) * cell : g;
        });
        const changed = { ...array, conductance: other };
        const solution = solveArray(changed, volts, { tolerance: 1e-14 });
        const edge = boundary(changed, window, volts, solution);
        const largest = Math.max(...solution.cellCurrent.map(Math.abs));
        const into = meshCurrents(rest, edge.volts, volts);
        const apart = Math.max(...into.map((amperes, a) => Math.abs(amperes - edge.amperes[a]!))) / largest;
        // 2 S times the rounding of a volt, against currents of about 1e-5 A and more.
        t.true(apart < 1e-9, `${ends}, cells × ${cell}: ${apart}`);
      }
    }
  });

test('a mesh of resistances: symmetric, no conductance below 0, none to anything but nodes and terminals', t => {
  for (const window of Object.values(windows))
    for (const change of Object.values(terminals)) {
      const array = change(randomCircuit(rows, cols, 2).array);
      const rest = windowRest(array, window);
      const { mesh, others } = rest;
      for (let a = 0; a < mesh.rows; a++)
        for (let b = 0; b < mesh.cols; b++) {
          t.true(mesh.data[a * mesh.cols + b]! >= 0);
          t.is(mesh.data[a * mesh.cols + b], mesh.data[b * mesh.cols + a]);
        }
      t.true(others.data.every(siemens => siemens >= 0 && siemens < Infinity));
      // With every terminal at the same voltage no current flows anywhere.
      const same = { word: new Float64Array(rows).fill(0.25), bit: new Float64Array(cols).fill(0.25) };
      const currents = meshCurrents(rest, new Array<number>(mesh.rows).fill(0.25), same);
      const scale = 1e-15 * Math.max(...others.data, 1e-30);
      t.true(currents.every(amperes => Math.abs(amperes) <= scale));
    }
});

test('three cells of a row: the rest in closed form', t => {
  // in ─1─ a ─2─ b ─3─ c; cells to bit lines sensed through 4, 5 and 6 ohm. The window is the first column.
  const array = {
    ...xbar([[0.5, 0.25, 0.125]]),
    wordSegments: Float64Array.of(1, 2, 3),
    sense: Float64Array.of(4, 5, 6),
  };
  const { mesh, others } = windowRest(array, box(0, 1, 0, 1));
  const nodes = restNodes(box(0, 1, 0, 1), array);
  t.is(nodes.count, 3); // a, in and out0
  // b reaches the terminal of column 1 through 4 + 5 ohm and that of column 2 through 3 + 8 + 6; a reaches b through 2.
  const [toOne, toTwo] = [1 / 9, 1 / 17];
  const sum = 1 / 2 + toOne + toTwo;
  const row = others.data.subarray(nodes.right(0) * 4, nodes.right(0) * 4 + 4);
  t.true(entryDifference(row, [0, 0, (toOne / 2) / sum, (toTwo / 2) / sum]) < 1e-15); // biome-ignore format: fractions
  t.true(mesh.data.every(siemens => siemens === 0));
});

/** The star-mesh transformation in exact arithmetic, node by node; every resistor outside the window stamped by hand. */
function exactRest(array: CrossbarArray, window: Window): { mesh: number[]; others: number[] } {
  const { i0, i1, j0, j1 } = window;
  const { add, mul, div, of, value } = rationals;
  const nodes = restNodes(window, array);
  const joined = new Map<string, Map<string, Rational>>();
  const conduct = (a: string, b: string, siemens: Rational): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      // biome-ignore format: a list
      const row = joined.get(from) ?? new Map<string, Rational>();
      joined.set(from, row.set(to, row.has(to) ? add(row.get(to)!, siemens) : siemens));
    }
  };
  const wire = (a: string, b: string, ohm: number): void => {
    if (ohm < Infinity) conduct(a, b, div(of(1), of(ohm)));
  };
  const word = (i: number, j: number): string => (j < 0 ? `in${i}` : `w${i},${j}`);
  const bit = (i: number, j: number): string => (i === array.rows ? `out${j}` : `b${i},${j}`);
  for (let i = 0; i < array.rows; i++)
    for (let j = 0; j < array.cols; j++) {
      if (i >= i0 && i < i1 && j >= j0 && j < j1) continue;
      conduct(word(i, j), bit(i, j), of(array.conductance[i * array.cols + j]!));
      wire(word(i, j - 1), word(i, j), array.wordSegments[j]! + (j === 0 ? array.driver[i]! : 0));
      wire(bit(i, j), bit(i + 1, j), array.bitSegments[i]! + (i === array.rows - 1 ? array.sense[j]! : 0));
      if (j === array.cols - 1) wire(word(i, j), word(i, -1), array.driverFar[i]!);
      if (i === 0) wire(bit(i, j), bit(array.rows, j), array.senseFar[j]!);
    }
  const names = new Array<string>(nodes.count).fill('');
  for (let i = i0; i < i1; i++) {
    names[nodes.left(i)] = word(i, j0 - 1);
    if (j1 < array.cols) names[nodes.right(i)] = word(i, j1 - 1);
    names[nodes.word(i)] = word(i, -1);
  }
  for (let j = j0; j < j1; j++) {
    names[nodes.bottom(j)] = bit(i1, j);
    if (i0 > 0) names[nodes.top(j)] = bit(i0, j);
    names[nodes.bit(j)] = bit(array.rows, j);
  }
  for (const [node, row] of joined) {
    if (/^(in|out)/.test(node) || names.includes(node)) continue;
    const ends = [...row];
    const sum = ends.reduce((total, [, siemens]) => add(total, siemens), of(0));
    for (const [end] of ends) joined.get(end)!.delete(node);
    ends.forEach(([a, toA], k) => {
      for (const [b, toB] of ends.slice(k + 1)) conduct(a, b, div(mul(toA, toB), sum));
    });
    joined.delete(node);
  }
  const between = (a: string, b: string): number => value(joined.get(a)?.get(b) ?? of(0));
  const terminal = [
    ...Array.from({ length: array.rows }, (_, i) => word(i, -1)),
    ...Array.from({ length: array.cols }, (_, j) => bit(array.rows, j)),
  ];
  return {
    mesh: names.flatMap(a => names.map(b => (a === b ? 0 : between(a, b)))),
    others: names.flatMap(a => terminal.map(b => (names.includes(b) ? 0 : between(a, b)))),
  };
}

test('every conductance is that of exact arithmetic to a few units in the last place', t => {
  for (const [name, change] of Object.entries(terminals)) {
    // 1e-30 and 1e-7 are no short fractions.
    if (name === 'both ends at 0 ohm' || name.includes('float')) continue;
    for (const window of [box(1, 3, 2, 4), box(0, 2, 0, 3), box(2, 4, 3, 5)]) {
      // Whole ohms and powers of 2, so that the fractions stay short; spread so wide that a difference would lose digits.
      const { array: a } = randomCircuit(4, 5, 6);
      const whole = (ohms: Float64Array): Float64Array => ohms.map(Math.ceil);
      const array = change({
        ...a,
        conductance: a.conductance.map((_, k) => 2 ** -((k * 7) % 31)),
        ...{ wordSegments: whole(a.wordSegments), bitSegments: whole(a.bitSegments) },
        ...{ driver: whole(a.driver), sense: whole(a.sense) },
      });
      const [found, exact] = [windowRest(array, window), exactRest(array, window)];
      t.true(entryDifference(found.mesh.data, exact.mesh) < 1e-14, name);
      t.true(entryDifference(found.others.data, exact.others) < 1e-14, name);
    }
  }
});

test('both engines agree, and the cells in the window do not count', t => {
  const { array } = randomCircuit(40, 30, 3);
  const window = box(11, 20, 7, 19);
  const [wasm, plain] = (['wasm', 'plain'] as const).map(engine => windowRest(array, window, { engine }));
  t.true(entryDifference(wasm!.mesh.data, plain!.mesh.data) < 1e-13);
  t.true(entryDifference(wasm!.others.data, plain!.others.data) < 1e-13);
  const inside = lawInWindow(linearCells(new Float64Array(1200).fill(7)), array, window);
  const slope = new Float64Array(1200);
  inside.evaluate(new Float64Array(1200), new Float64Array(1200), slope);
  t.is(slope.filter(siemens => siemens === 7).length, 9 * 12);
  t.deepEqual(windowRest({ ...array, conductance: slope }, window, { engine: 'wasm' }).mesh, wasm!.mesh);
});

test('chords of a solution make a linear array with the same one', t => {
  const { array, voltages } = randomCircuit(9, 8, 4);
  const law = sinhCells(array.conductance, 3);
  const { wordVoltage, bitVoltage, cellCurrent, outputs } = solveNonlinear(array, law, voltages, { tolerance: 1e-13 });
  const conductance = chords(
    law,
    wordVoltage.map((volt, k) => volt - bitVoltage[k]!),
  );
  const linear = solveArray({ ...array, conductance }, voltages);
  t.true(difference(linear.cellCurrent, cellCurrent) < 1e-11);
  t.true(difference(linear.outputs, outputs) < 1e-11);
  t.deepEqual([...chords(sinhCells(Float64Array.of(2e-6), 5), Float64Array.of(0))], [2e-6]);
});

test('a window must lie in the array', t => {
  const { array } = randomCircuit(4, 5);
  for (const window of [box(0, 5, 0, 1), box(2, 2, 0, 1), box(-1, 1, 0, 1), box(0, 1, 3, 6), box(0, 0.5, 0, 1)])
    t.throws(() => windowRest(array, window), { name: 'InputError', message: /expected at least one cell of 4×5/ });
  t.throws(() => windowRest({ ...array, conductance: array.conductance.fill(-1) }, box(0, 1, 0, 1)), {
    name: 'InputError',
  });
});
