import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { randomStream } from '../../numeric/random.js';

/** A crossbar from its rows of conductances (S), wires of `ohm` everywhere. */
export function xbar(
  rows: readonly (readonly number[])[],
  wires: { wordLine?: number; bitLine?: number; driver?: number; sense?: number } = {},
): CrossbarArray {
  return crossbarArray(rows.length, rows[0]!.length, Float64Array.from(rows.flat()), {
    wordLine: 0,
    bitLine: 0,
    ...wires,
  });
}

/** Conductances log-uniform from 1 to 100 uS with one cell in ten open, all wires different, and voltages from −1 to 1 V. */
export function randomCircuit(
  rows: number,
  cols: number,
  seed = 1,
  scale = 1,
): { array: CrossbarArray; voltages: Float64Array } {
  const draw = (name: string, n: number): Float64Array => {
    const stream = randomStream(seed, name, rows, cols);
    return Float64Array.from({ length: n }, (_, k) => stream.uniform(k));
  };
  const open = draw('open', rows * cols);
  return {
    array: {
      rows,
      cols,
      conductance: draw('conductance', rows * cols).map((u, k) => (open[k]! < 0.1 ? 0 : 1e-6 * 100 ** u)),
      wordSegments: draw('word', cols).map(u => scale * (0.5 + 5 * u)),
      bitSegments: draw('bit', rows).map(u => scale * (0.5 + 5 * u)),
      driver: draw('driver', rows).map(u => scale * 200 * u),
      driverFar: new Float64Array(rows).fill(Infinity),
      sense: draw('sense', cols).map(u => scale * 200 * u),
      senseFar: new Float64Array(cols).fill(Infinity),
    },
    voltages: draw('volts', rows).map(u => 2 * u - 1),
  };
}

/** The changes that give lines other terminals than a driver at the left and a sense amplifier at the bottom. */
export const terminals: Record<string, (array: CrossbarArray) => CrossbarArray> = {
  'the near ends': a => a,
  'both ends': a => ({ ...a, driverFar: a.driver.map(ohm => ohm + 3), senseFar: a.sense.map(ohm => 2 * ohm) }),
  'the far ends': a => ({
    ...a,
    driver: a.driverFar,
    driverFar: a.driver,
    sense: a.senseFar,
    senseFar: a.sense,
  }),
  'both ends at 0 ohm': a => ({
    ...a,
    driver: a.driver.map(() => 0),
    driverFar: a.driver.map(() => 0),
    sense: a.sense.map(() => 0),
    senseFar: a.sense.map(() => 0),
  }),
  'every other line floating': a => ({
    ...a,
    driver: a.driver.map((ohm, i) => (i % 2 ? Infinity : ohm)),
    sense: a.sense.map((ohm, j) => (j % 2 ? Infinity : ohm)),
    // A floating line must have a path to a terminal, so that no cell is open.
    conductance: a.conductance.map(siemens => siemens + 1e-7),
  }),
  'floating bit lines': a => ({
    ...a,
    sense: a.senseFar,
    conductance: a.conductance.map(siemens => siemens + 1e-7),
  }),
};

/** The circuits of the golden values: whole microsiemens and 256ths of a volt from mulberry32, no rounding anywhere. */
export function goldenCircuit(
  n: number,
  wires: { wordLine: number; bitLine: number; driver: number; sense: number },
): { array: CrossbarArray; voltages: Float64Array } {
  const uniform = mulberry32(n);
  const conductance = Float64Array.from({ length: n * n }, () => (1 + Math.floor(99 * uniform())) * 1e-6);
  const voltages = Float64Array.from({ length: n }, () => Math.floor(256 * uniform()) / 256);
  return { array: crossbarArray(n, n, conductance, wires), voltages };
}

/** T. Ettinger's 32-bit generator; the golden values were made with it. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Largest difference of two vectors, relative to the largest entry of the second. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  let scale = 0;
  for (let k = 0; k < expected.length; k++) {
    error = Math.max(error, Math.abs(found[k]! - expected[k]!));
    scale = Math.max(scale, Math.abs(expected[k]!));
  }
  return scale === 0 ? error : error / scale;
}

/** Largest relative difference of any entry. */
export function entryDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  for (let k = 0; k < expected.length; k++) {
    const scale = Math.max(Math.abs(expected[k]!), Math.abs(found[k]!));
    if (scale > 0) error = Math.max(error, Math.abs(found[k]! - expected[k]!) / scale);
  }
  return error;
}

/** xᵀ M for a row-major matrix with `cols` columns. */
export function apply(x: Float64Array, m: Float64Array, cols: number): Float64Array {
  return Float64Array.from({ length: cols }, (_, j) => x.reduce((sum, value, i) => sum + value * m[i * cols + j]!, 0));
}
