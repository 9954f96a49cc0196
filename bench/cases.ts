import { type CrossbarArray, crossbarArray } from '../crossbar/array.js';
import { randomStream } from '../numeric/random.js';

export interface Case {
  readonly array: CrossbarArray;
  readonly volts: Float64Array;
}

/** n × n cells, log-uniform from 1 to 100 uS, 1 ohm per segment, 0 to 1 V: solver comparisons in the field look like it. */
export function standardCase(n: number): Case {
  const stream = randomStream(1, 'bench', n, n);
  // A loop, since the garbage of Float64Array.from would hide what bench/memory.ts measures.
  const cells = new Float64Array(n * n);
  for (let k = 0; k < cells.length; k++) cells[k] = 1e-6 * 100 ** stream.uniform(k);
  const volts = Float64Array.from({ length: n }, (_, i) => stream.uniform(n * n + i));
  return { array: crossbarArray(n, n, cells, { wordLine: 1, bitLine: 1 }), volts };
}

/** Cells (S) by row i, column j of n and a uniform random number. */
export const patterns: Record<string, (i: number, j: number, n: number, u: number) => number> = {
  'log 1e-7..1e-3': (_i, _j, _n, u) => 1e-7 * 1e4 ** u,
  'all 1e-3': () => 1e-3,
  'half on': (_i, j, n) => (j < n / 2 ? 1e-3 : 1e-7),
  'quadrant on': (i, j, n) => (i < n / 2 && j < n / 2 ? 1e-3 : 1e-7),
  'every 8th row': i => (i % 8 === 0 ? 1e-3 : 1e-7),
  binary: (_i, _j, _n, u) => (u < 0.5 ? 1e-7 : 1e-3),
};

/** One point of the conditioning sweep: a pattern of cells, `ohm` per segment, 0 to 1 V. */
export function sweepCase(n: number, pattern: string, ohm: number): Case {
  const stream = randomStream(2, 'sweep', n);
  const cell = patterns[pattern]!;
  const cells = Float64Array.from({ length: n * n }, (_, k) => cell(Math.floor(k / n), k % n, n, stream.uniform(k)));
  const volts = Float64Array.from({ length: n }, (_, i) => stream.uniform(n * n + i));
  return { array: crossbarArray(n, n, cells, { wordLine: ohm, bitLine: ohm }), volts };
}
