// `node dist/bench/window.js [rows [window]]`: a window of sinh cells within a linear array, solved by Newton's method on the
// whole array and by ngspice in WebAssembly on the netlist of the window and the equivalent of its rest.
import { performance } from 'node:perf_hooks';
import { type ProbedCell, probedCells, windowNetlist } from '../compiler/emit/window.js';
import { sinhCells } from '../crossbar/cell-law.js';
import { solveNonlinear } from '../crossbar/nonlinear.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { lawInWindow, windowRest } from '../crossbar/window.js';
import { loadEngine } from '../sim/spice/engine.js';
import { NgSpice } from '../sim/spice/ngspice.js';
import { standardCase } from './cases.js';
import { time } from './timing.js';

const [rows = 512, side = 32] = process.argv.slice(2).map(Number);
const { array, volts } = standardCase(rows);
const law = sinhCells(array.conductance, 3);
const engine = await loadEngine();
const start = (at: number): number => Math.round((at * (rows - side)) / 2);
const clock = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
  const from = performance.now();
  return [await work(), performance.now() - from];
};

console.log(
  `${side}×${side} cells of I = g sinh(3 V) / 3 in ${rows}×${rows} linear ones, 1 to 100 uS, 1 ohm, 0 to 1 V`,
);
const [, operator] = await clock(() => effectiveOperator(array));
console.log(`the effective operator of the whole array, for comparison: ${time(operator)}`);
console.log(
  'window                reduction     Newton   netlist    ngspice   cell currents differ by   column currents',
);
for (const [name, at] of [
  ['far corner', [0, 2]],
  ['middle', [1, 1]],
  ['near corner', [2, 0]],
] as const) {
  const [i0, j0] = [start(at[0]), start(at[1])];
  const window = { i0, i1: i0 + side, j0, j1: j0 + side };
  const [rest, reduction] = await clock(() => windowRest(array, window));
  const [solution, newton] = await clock(() => solveNonlinear(array, lawInWindow(law, array, window), volts));
  const circuit = { title: name, array, law, window, vectors: [volts] };
  const netlist = windowNetlist(circuit, rest);
  const ngspice = await NgSpice.start(engine);
  const [plot, run] = await clock(() => ngspice.run(netlist));
  const largest = (of: Float64Array): number => of.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = (found: readonly number[], ours: readonly number[]): number =>
    found.reduce((most, value, k) => Math.max(most, Math.abs(value - ours[k]!)), 0) / largest(Float64Array.from(ours));
  const cells: readonly ProbedCell[] = probedCells(circuit);
  const value = (vector: string): number => plot.vectors.get(vector)?.[0] ?? Number.NaN;
  const ofCells = apart(
    cells.map(({ probe }) => value(`i(${probe})`)),
    cells.map(({ row, column }) => solution.cellCurrent[row * rows + column]!),
  );
  const columns = Array.from({ length: side }, (_, k) => j0 + k);
  const ofColumns = apart(
    columns.map(j => value(`i(vsense${j})`)),
    columns.map(j => solution.outputs[j]!),
  );
  console.log(
    `${name} ${i0},${j0}`.padEnd(22) +
      time(reduction).padStart(9) +
      time(newton).padStart(11) +
      `${(netlist.length / 2 ** 20).toFixed(1)} MiB`.padStart(10) +
      time(run).padStart(11) +
      ofCells.toExponential(1).padStart(26) +
      ofColumns.toExponential(1).padStart(18),
  );
}
