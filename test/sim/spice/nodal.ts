import type { TileCircuit } from '../../../compiler/emit/tile.js';
import type { CrossbarArray } from '../../../crossbar/array.js';
import { randomStream } from '../../../numeric/random.js';

/**
 * Column currents (A) by textbook nodal analysis: stamp every resistor, eliminate densely. 0 ohm merges the nodes it
 * joins. Written for the tests alone, and in another way than the netlist's: node numbers and a union-find.
 */
export function nodalCurrents(array: CrossbarArray, voltages: Float64Array): Float64Array {
  const { rows, cols } = array;
  const word = (i: number, j: number): number => i * cols + j;
  const bit = (i: number, j: number): number => rows * cols + i * cols + j;
  const source = (i: number): number => 2 * rows * cols + i;
  const sense = (j: number): number => 2 * rows * cols + rows + j;

  const resistors: [from: number, to: number, ohm: number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const first = j === 0;
      const last = i === rows - 1;
      const wordOhm = array.wordSegments[j]! + (first ? array.driver[i]! : 0);
      const bitOhm = array.bitSegments[i]! + (last ? array.sense[j]! : 0);
      resistors.push([first ? source(i) : word(i, j - 1), word(i, j), wordOhm]);
      resistors.push([bit(i, j), last ? sense(j) : bit(i + 1, j), bitOhm]);
      resistors.push([word(i, j), bit(i, j), 1 / array.conductance[i * cols + j]!]);
    }

  const parent = Int32Array.from({ length: sense(cols) }, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  // Sources and sense inputs have the largest numbers and stay the names of their groups.
  for (const [from, to, ohm] of resistors)
    if (ohm === 0) parent[Math.min(find(from), find(to))] = Math.max(find(from), find(to));

  const size = 2 * rows * cols;
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
  const known = (node: number): number => (node < sense(0) ? voltages[node - size]! : 0);
  for (const [a, b, ohm] of resistors) {
    if (ohm === 0) continue;
    const [from, to] = [find(a), find(b)];
    for (const [here, there] of [
      [from, to],
      [to, from],
    ] as const) {
      if (here >= size) continue;
      matrix[here]![here]! += 1 / ohm;
      if (there < size) matrix[here]![there]! -= 1 / ohm;
      else matrix[here]![size]! += known(there) / ohm;
    }
  }
  for (let node = 0; node < size; node++) if (matrix[node]![node] === 0) matrix[node]![node] = 1;
  const solved = eliminate(matrix);

  const voltage = (node: number): number => (find(node) < size ? solved[find(node)]! : known(find(node)));
  const currents = new Float64Array(cols);
  for (const [a, b, ohm] of resistors)
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      if (ohm > 0 && find(to) >= sense(0) && find(from) !== find(to))
        currents[find(to) - sense(0)]! += (voltage(from) - voltage(to)) / ohm;
  return currents;
}

/** Gauss with partial pivoting on [A | b]. */
function eliminate(matrix: Float64Array[]): Float64Array {
  const size = matrix.length;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(matrix[i]![k]!) > Math.abs(matrix[pivot]![k]!)) pivot = i;
    [matrix[k], matrix[pivot]] = [matrix[pivot]!, matrix[k]!];
    for (let i = k + 1; i < size; i++) {
      const factor = matrix[i]![k]! / matrix[k]![k]!;
      if (factor !== 0) for (let j = k; j <= size; j++) matrix[i]![j]! -= factor * matrix[k]![j]!;
    }
  }
  const x = new Float64Array(size);
  for (let k = size - 1; k >= 0; k--) {
    let sum = matrix[k]![size]!;
    for (let j = k + 1; j < size; j++) sum -= matrix[k]![j]! * x[j]!;
    x[k] = sum / matrix[k]![k]!;
  }
  return x;
}

/** A tile with conductances of 1 to 25 µS, 0.35 ohm wires, 10 ohm drivers, 5 ohm sense, ±0.2 V reads; seeded. */
export function randomTile(rows: number, cols: number, reads: number, seed = 1): TileCircuit {
  const cell = randomStream(seed, 'cell');
  const read = randomStream(seed, 'read');
  return {
    title: `random ${rows}x${cols}`,
    array: {
      rows,
      cols,
      conductance: Float64Array.from({ length: rows * cols }, (_, k) => 1e-6 + 24e-6 * cell.uniform(k)),
      wordSegments: new Float64Array(cols).fill(0.35),
      bitSegments: new Float64Array(rows).fill(0.35),
      driver: new Float64Array(rows).fill(10),
      driverFar: new Float64Array(rows).fill(Infinity),
      sense: new Float64Array(cols).fill(5),
      senseFar: new Float64Array(cols).fill(Infinity),
    },
    vectors: Array.from({ length: reads }, (_, k) =>
      Float64Array.from({ length: rows }, (_, i) => 0.4 * read.uniform(k * rows + i) - 0.2),
    ),
  };
}

/** Largest |difference| relative to the largest |value|. */
export function apart(found: readonly Float64Array[], expected: readonly Float64Array[]): number {
  let difference = 0;
  let largest = 0;
  expected.forEach((row, k) => {
    row.forEach((value, j) => {
      difference = Math.max(difference, Math.abs(value - (found[k]?.[j] ?? Number.NaN)));
      largest = Math.max(largest, Math.abs(value));
    });
  });
  return largest === 0 ? difference : difference / largest;
}
