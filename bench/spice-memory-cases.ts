import { tileNetlist } from '../compiler/emit/tile.js';
import { crossbarArray } from '../crossbar/array.js';
import { sinhCells } from '../crossbar/cell-law.js';
import { randomStream } from '../numeric/random.js';

/** A kind of circuit, and the MiB of WebAssembly memory that ngspice had taken after it (`node dist/bench/spice-memory.js`). */
export interface MemoryCase {
  readonly netlist: () => string;
  readonly measured: number;
}

const many = (count: number, line: (k: number) => string): string[] => Array.from({ length: count }, (_, k) => line(k));
const deck = (...lines: string[]): string => ['memory', 'v1 n0 0 1', ...lines, '.options klu', '.end', ''].join('\n');
const only = '.save i(v1)';

const ladder = (n: number): string[] => [...many(n, k => `r${k} n${k} n${k + 1} 1`), `rend n${n} 0 1`];

/** n × n nodes, each joined to its neighbours. */
const mesh = (n: number): string[] =>
  many(n * n, k => {
    const right = (k + 1) % n === 0 ? [] : [`rh${k} n${k} n${k + 1} 1`];
    const down = k + n >= n * n ? [] : [`rv${k} n${k} n${k + n} 1`];
    return [...right, ...down].join('\n');
  }).filter(line => line !== '');

/** Each of n nodes joined to every other one. */
const complete = (n: number): string[] =>
  many(n, i => many(i, j => `r${i}_${j} n${i} n${j} 1`).join('\n')).filter(line => line !== '');

function tile(rows: number, cols: number, law = false): string {
  const cell = randomStream(1, 'cell');
  const conductance = Float64Array.from({ length: rows * cols }, (_, k) => 1e-6 + 24e-6 * cell.uniform(k));
  const array = crossbarArray(rows, cols, conductance, { wordLine: 0.35, bitLine: 0.35, driver: 10, sense: 5 });
  const vectors = [0.1, -0.1, 0.2, -0.2].map(volts => new Float64Array(rows).fill(volts));
  return tileNetlist({ title: 'memory', array, vectors, ...(law && { law: sinhCells(conductance, 3) }) });
}

export const memoryCases: Readonly<Record<string, MemoryCase>> = {
  'ladder, 100 000': { netlist: () => deck(...ladder(100_000), only, '.op'), measured: 151 },
  'ladder, all voltages saved': { netlist: () => deck(...ladder(100_000), '.op'), measured: 205 },
  'mesh, 100×100': { netlist: () => deck(...mesh(100), 'rend n9999 0 1', only, '.op'), measured: 65 },
  'mesh, 200×200': { netlist: () => deck(...mesh(200), 'rend n39999 0 1', only, '.op'), measured: 322 },
  'complete graph of 600': { netlist: () => deck(...complete(600), 'rend n599 0 1', only, '.op'), measured: 180 },
  'tile, 128×128': { netlist: () => tile(128, 128), measured: 207 },
  'tile, 64×256': { netlist: () => tile(64, 256), measured: 188 },
  'tile, 100×100, nonlinear': { netlist: () => tile(100, 100, true), measured: 134 },
  'diodes, 20 000': {
    netlist: () => deck(...ladder(20_000), ...many(20_000, k => `d${k} n${k} 0 dm`), '.model dm d', only, '.op'),
    measured: 60,
  },
  'transient, 1 000 000 points': {
    netlist: () => deck('ra n0 n1 1k', 'ca n1 0 1n', '.tran 1u 1 0 1u'),
    measured: 98,
  },
};
