// `node dist/bench/crossbar-solve.js`: our exact crossbar solvers against mathjs' sparse LU on the same nodal equations,
// in the same run. CPU milliseconds, the best of a few runs; "ratio" is mathjs over ours, for one input vector and for
// the operator of all inputs. Conductances log-uniform from 1 to 100 uS, 1 ohm per segment, voltages from 0 to 1 V.
import { lusolve, type Matrix as MathMatrix, slu, sparse } from 'mathjs';
import { type CrossbarArray, crossbarArray } from '../crossbar/array.js';
import { solveArray } from '../crossbar/line-pcg.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { randomStream } from '../numeric/random.js';

const segment = 1;

function random(rows: number, cols: number): { array: CrossbarArray; volts: Float64Array } {
  const stream = randomStream(1, 'bench', rows, cols);
  const cells = Float64Array.from({ length: rows * cols }, (_, k) => 1e-6 * 100 ** stream.uniform(k));
  const volts = Float64Array.from({ length: rows }, (_, i) => stream.uniform(rows * cols + i));
  return { array: crossbarArray(rows, cols, cells, { wordLine: segment, bitLine: segment }), volts };
}

/** The nodal equations of the same array: word nodes 0 … mn − 1, bit nodes mn … 2mn − 1, solved by sparse LU. */
function outputsByMathjs({ rows, cols, conductance }: CrossbarArray, volts: Float64Array): number[] {
  const n = rows * cols;
  const columns = Array.from({ length: 2 * n }, () => new Map<number, number>());
  const right = new Array<number>(2 * n).fill(0);
  const add = (i: number, j: number, g: number): void => {
    columns[j]!.set(i, (columns[j]!.get(i) ?? 0) + g);
  };
  const join = (a: number, b: number, g: number): void => {
    add(a, a, g);
    add(b, b, g);
    add(a, b, -g);
    add(b, a, -g);
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const node = i * cols + j;
      join(node, n + node, conductance[node]!);
      if (j > 0) join(node - 1, node, 1 / segment);
      else {
        add(node, node, 1 / segment);
        right[node]! += volts[i]! / segment;
      }
      if (i < rows - 1) join(n + node, n + node + cols, 1 / segment);
      else add(n + node, n + node, 1 / segment);
    }
  }
  const values: number[] = [];
  const index: number[] = [];
  const ptr = [0];
  for (const column of columns) {
    for (const [i, g] of [...column].sort((a, b) => a[0] - b[0])) {
      index.push(i);
      values.push(g);
    }
    ptr.push(values.length);
  }
  // mathjs' types do not name the class of sparse matrices, whose constructor takes the parts.
  const Sparse = sparse().constructor as new (parts: object) => MathMatrix;
  const factors = slu(new Sparse({ values, index, ptr, size: [2 * n, 2 * n] }), 1, 0.001);
  const nodes = lusolve(factors, right) as MathMatrix;
  return Array.from({ length: cols }, (_, j) => nodes.get([n + (rows - 1) * cols + j, 0]) / segment);
}

function cpu<T>(runs: number, work: () => T): { ms: number; result: T } {
  let ms = Number.POSITIVE_INFINITY;
  let result: T | undefined;
  for (let k = 0; k < runs; k++) {
    const start = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(start);
    ms = Math.min(ms, (user + system) / 1000);
  }
  return { ms, result: result as T };
}

console.log('cells      mathjs LU   ours, one input (ratio)   ours, all inputs (ratio)   largest difference');
for (const size of [32, 64, 128]) {
  const { array, volts } = random(size, size);
  const rival = cpu(size > 64 ? 1 : 3, () => outputsByMathjs(array, volts));
  const one = cpu(10, () => solveArray(array, volts));
  const all = cpu(10, () => effectiveOperator(array));
  const largest = Math.max(...rival.result);
  const difference = Math.max(...rival.result.map((i, j) => Math.abs(i - one.result.outputs[j]!))) / largest;
  const against = (ms: number): string => `${ms.toFixed(2)} ms (${Math.round(rival.ms / ms)}×)`;
  console.log(
    `${size}×${size}`.padEnd(9),
    `${rival.ms.toFixed(0)} ms`.padStart(10),
    against(one.ms).padStart(24),
    against(all.ms).padStart(26),
    difference.toExponential(1).padStart(20),
  );
}
