import test from 'ava';
import { type TileCircuit, tileNetlist } from '../../../compiler/emit/tile.js';
import { probedCells, type WindowCircuit, windowNetlist } from '../../../compiler/emit/window.js';
import { windowCircuits } from '../../../compiler/emit/window-circuits.js';
import { type CellLaw, inSeries, linearCells, selectorCells, sinhCells } from '../../../crossbar/cell-law.js';
import { solveArray } from '../../../crossbar/line-pcg.js';
import { solveNonlinear } from '../../../crossbar/nonlinear.js';
import { lawInWindow, type Window } from '../../../crossbar/window.js';
import { spreadWindows, windowDecks } from '../../../sim/spice/deck.js';
import { loadEngine } from '../../../sim/spice/engine.js';
import { NgSpice } from '../../../sim/spice/ngspice.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { validateTiles, type WindowJob } from '../../../sim/spice/validate.js';
import { randomCircuit, terminals } from '../../crossbar/circuits.js';
import { nativeAvailable, runNative } from './native.js';
import { apart, randomTile } from './nodal.js';

let ngspice: NgSpice;
test.before(async () => {
  ngspice = await NgSpice.start(await loadEngine());
});

const box = (i0: number, i1: number, j0: number, j1: number): Window => ({ i0, i1, j0, j1 });

/** The currents of the window's columns, one array for each read, then those through its cells likewise. */
function read(plot: Plot, circuit: WindowCircuit): { columns: Float64Array[]; cells: Float64Array[] } {
  const { window, vectors } = circuit;
  const value = (vector: string, k: number): number => plot.vectors.get(vector)?.[k] ?? Number.NaN;
  const probes = probedCells(circuit).map(({ probe }) => `i(${probe})`);
  return {
    columns: vectors.map((_, k) =>
      Float64Array.from({ length: window.j1 - window.j0 }, (_, c) => value(`i(vsense${window.j0 + c})`, k)),
    ),
    cells: vectors.map((_, k) => Float64Array.from(probes, probe => value(probe, k))),
  };
}

/** The full netlist of the same circuit, with the currents of the cells of windows saved as well. */
function full(circuit: WindowCircuit, tile: TileCircuit, windows: readonly Window[] = [circuit.window]): Plot {
  const probes = windows.flatMap(window => probedCells({ ...circuit, window }).map(({ probe }) => probe));
  return ngspice.run(tileNetlist(tile).replace('\n.print', `\n+ ${probes.join('\n+ ')}\n.print`));
}

/** Ours, in the same form. */
function ours(circuit: WindowCircuit, solutions: readonly { outputs: Float64Array; cellCurrent: Float64Array }[]) {
  const { array, window } = circuit;
  const cells = probedCells(circuit);
  return {
    columns: solutions.map(({ outputs }) => outputs.slice(window.j0, window.j1)),
    cells: solutions.map(({ cellCurrent }) =>
      Float64Array.from(cells, ({ row, column }) => cellCurrent[row * array.cols + column]!),
    ),
  };
}

const windowsOf64: Record<string, Window> = {
  'in the middle': box(24, 40, 20, 36),
  'in the far corner': box(0, 12, 52, 64),
  'in the near corner': box(56, 64, 0, 8),
  'at the drivers': box(20, 30, 0, 6),
  'at the sense inputs': box(58, 64, 30, 40),
  'one cell': box(31, 32, 33, 34),
};

test('64×64, linear: a window reads as the full netlist does', t => {
  const { array, vectors } = randomTile(64, 64, 3);
  const tile = { title: 'full', array, vectors };
  const plots = full({ ...tile, window: windowsOf64['one cell']! }, tile, Object.values(windowsOf64));
  for (const [name, window] of Object.entries(windowsOf64)) {
    const circuit = { ...tile, window };
    const [found, whole] = [read(ngspice.run(windowNetlist(circuit)), circuit), read(plots, circuit)];
    const solved = ours(circuit, vectors.map(v => solveArray(array, v))); // biome-ignore format: a list
    for (const part of ['columns', 'cells'] as const) {
      t.true(apart(found[part], whole[part]) < 1e-9, `${name}, ${part}: ${apart(found[part], whole[part])}`);
      t.true(apart(found[part], solved[part]) < 1e-9, `${name}, ${part}, ours`);
    }
  }
});

test('64×64, sinh cells in the window: ours, reduced and full netlist are the same', t => {
  const { array, vectors } = randomTile(64, 64, 2);
  const loud = vectors.map(v => v.map(volts => 3 * volts));
  for (const name of ['in the middle', 'in the far corner', 'in the near corner']) {
    const window = windowsOf64[name]!;
    const law = sinhCells(array.conductance, 4);
    const circuit = { title: name, array, law, window, vectors: loud };
    const mixed = lawInWindow(law, array, window);
    const expression = (cell: number, volt: string): string => {
      const [i, j] = [Math.floor(cell / 64), cell % 64];
      const inside = i >= window.i0 && i < window.i1 && j >= window.j0 && j < window.j1;
      return (inside ? law : linearCells(array.conductance)).expression!(cell, volt);
    };
    const whole = read(full(circuit, { title: name, array, law: { ...mixed, expression }, vectors: loud }), circuit);
    const found = read(ngspice.run(windowNetlist(circuit)), circuit);
    const solved = ours(circuit, loud.map(v => solveNonlinear(array, mixed, v))); // biome-ignore format: a list
    // At 0.6 V a cell carries 2.3 times its g V, so that the window is far from linear.
    for (const part of ['columns', 'cells'] as const) {
      t.true(apart(found[part], whole[part]) < 1e-8, `${name}, ${part}: ${apart(found[part], whole[part])}`);
      t.true(apart(found[part], solved[part]) < 1e-8, `${name}, ${part}, ours: ${apart(found[part], solved[part])}`);
    }
  }
});

test('any ends, wires of 0 ohm, open cells and held bit lines', t => {
  for (const [ends, change] of Object.entries(terminals))
    for (const scale of [1, 0])
      for (const window of [box(2, 5, 3, 6), box(0, 3, 0, 4), box(5, 7, 5, 9), box(0, 7, 0, 9)]) {
        const { array: near, voltages } = randomCircuit(7, 9, 5);
        const array = change({
          ...near,
          wordSegments: near.wordSegments.map((ohm, j) => (j % 3 ? ohm * scale : 0)),
          bitSegments: near.bitSegments.map((ohm, i) => (i % 2 ? ohm * scale : 0)),
          driver: near.driver.map((ohm, i) => (i % 2 ? ohm : 0)),
        });
        const bit = Float64Array.from({ length: 9 }, (_, j) => (j % 4 ? 0 : -0.3));
        const vectors = [voltages, voltages.map(volt => -volt / 2), new Float64Array(7)];
        const tile = { title: ends, array, vectors, bitVectors: [bit, bit.map(volt => -volt), bit] };
        const circuit = { ...tile, window };
        const [found, whole] = [read(ngspice.run(windowNetlist(circuit)), circuit), read(full(circuit, tile), circuit)];
        const where = `${ends}, wires × ${scale}, ${JSON.stringify(window)}`;
        // Currents from row to row through what is nearly a short are much larger than those that are compared.
        for (const part of ['columns', 'cells'] as const)
          t.true(apart(found[part], whole[part]) < 1e-9, `${where}, ${part}: ${apart(found[part], whole[part])}`);
      }
});

test('where all cells follow a law, the chords of each read stand for the rest', t => {
  const { array, vectors } = randomTile(20, 16, 2);
  const loud = vectors.map(v => v.map(volts => 4 * volts));
  const laws: Record<string, CellLaw> = {
    sinh: sinhCells(array.conductance, 4),
    series: inSeries(selectorCells(array.conductance, 5, 0.5), linearCells(array.conductance)),
  };
  for (const [name, law] of Object.entries(laws)) {
    const tile = { title: name, array, law, vectors: loud };
    let reads = 0;
    for (const circuit of windowCircuits(tile, box(3, 9, 10, 16))) {
      const found = read(ngspice.run(windowNetlist(circuit)), circuit);
      const solved = ours(circuit, circuit.expected);
      const whole = read(full(circuit, { ...tile, vectors: circuit.vectors }), circuit);
      for (const part of ['columns', 'cells'] as const) {
        t.true(apart(found[part], solved[part]) < 1e-8, `${name}, ${part}: ${apart(found[part], solved[part])}`);
        t.true(apart(found[part], whole[part]) < 1e-8, `${name}, ${part}, full netlist`);
      }
      reads++;
    }
    t.is(reads, 2);
  }
});

test('the installed ngspice gives the same currents', async t => {
  if (!nativeAvailable()) {
    t.log('ngspice is not on the PATH: skipped the comparison with it');
    return t.pass();
  }
  const { array, vectors } = randomTile(40, 40, 2);
  const circuit = { title: 'native', array, law: sinhCells(array.conductance, 4), vectors, window: box(0, 8, 30, 40) };
  const netlist = windowNetlist(circuit);
  const [native, wasm] = [read(runNative(netlist), circuit), read(ngspice.run(netlist), circuit)];
  t.true(apart(native.cells, wasm.cells) < 1e-8);
  t.true(apart(native.columns, wasm.columns) < 1e-8);
  const [both] = await validateTiles([windowJob(circuit, circuit.window)], { engine: 'both' });
  t.is(both!.status, 'agrees');
  t.true(both!.enginesApart! < 1e-8);
});

function windowJob(tile: TileCircuit, window: Window): WindowJob {
  return { name: 'w', window, vectors: tile.vectors.length, decks: () => windowDecks(tile, window) };
}

test('a window is validated; a wrong cell of it, or outside of it, is found', async t => {
  const { array, vectors } = randomTile(24, 24, 3);
  const window = box(2, 8, 14, 20);
  const tile = { title: 'w', array, vectors };
  const [verdict] = await validateTiles([windowJob(tile, window)]);
  const { name, rows, cols, vectors: reads, status } = verdict!;
  t.deepEqual({ name, rows, cols, reads, status }, { name: 'w', rows: 6, cols: 6, reads: 3, status: 'agrees' });
  t.deepEqual(verdict!.window, window);
  t.true(verdict!.worst < 1e-11);

  const spoilt = (row: number, column: number): WindowJob => {
    const cells = array.conductance.slice();
    cells[row * 24 + column]! *= 1.5;
    const decks = windowDecks({ ...tile, array: { ...array, conductance: cells } }, window);
    const [right] = windowDecks(tile, window);
    return { ...windowJob(tile, window), decks: () => [{ ...decks[0]!, groups: right!.groups }] };
  };
  const wrong = await validateTiles([spoilt(5, 17), spoilt(20, 16)]);
  t.deepEqual(wrong.map(v => [v.status, v.worstColumn]), [['differs', 17], ['differs', 16]]); // biome-ignore format: a table
});

test('netlists that cannot be made stop all; once cancelled, they are not made', async t => {
  const { array, vectors } = randomTile(3, 3, 1);
  const tile = { title: 'w', array, vectors };
  await t.throwsAsync(validateTiles([windowJob(tile, box(0, 4, 0, 1))]), { name: 'InputError' });
  const [cancelled] = await validateTiles([windowJob(tile, box(0, 4, 0, 1))], { signal: AbortSignal.abort() });
  t.deepEqual([cancelled!.status, cancelled!.message], ['failed', 'cancelled']);
});

test('windows spread over an array: both corners and the middle, each once', t => {
  t.deepEqual(spreadWindows({ rows: 10, cols: 8 }, { rows: 4, cols: 2 }), [
    box(0, 4, 6, 8),
    box(3, 7, 3, 5),
    box(6, 10, 0, 2),
  ]);
  t.deepEqual(spreadWindows({ rows: 2, cols: 3 }, { rows: 4, cols: 4 }), [box(0, 2, 0, 3)]);
});
