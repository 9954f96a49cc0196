// Crossbar solvers side by side: `node dist/bench/crossbar-solve.js`. CPU milliseconds, the best of a few runs.
// Conductances log-uniform from 1 to 100 uS, 1 ohm per segment, voltages from 0 to 1 V.
import { crossbarArray } from '../crossbar/array.js';
import { solveArray } from '../crossbar/line-pcg.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { multiply, multiplyPlain } from '../kernels/dense.js';
import { randomStream } from '../numeric/random.js';

function best(runs: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < runs; k++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const uniform = (name: string, length: number): Float64Array => {
  const stream = randomStream(1, name);
  return Float64Array.from({ length }, (_, k) => stream.uniform(k));
};

const vectors = 1000;
console.log(`cells      one input  iterations  operator: wasm  plain  ${vectors} products: wasm  plain`);
for (const [rows, cols] of [
  [32, 32],
  [64, 64],
  [128, 128],
  [101, 200],
  [256, 256],
] as const) {
  const cells = uniform('cells', rows * cols).map(u => 1e-6 * 100 ** u);
  const array = crossbarArray(rows, cols, cells, { wordLine: 1, bitLine: 1 });
  const volts = uniform('volts', rows);
  const x = uniform('inputs', vectors * rows);
  const { transfer } = effectiveOperator(array);
  const times = [
    best(10, () => solveArray(array, volts)),
    solveArray(array, volts).iterations,
    best(10, () => effectiveOperator(array, { engine: 'wasm' })),
    best(3, () => effectiveOperator(array, { engine: 'plain' })),
    best(10, () => multiply(x, vectors, transfer.data, rows, cols)),
    best(3, () => multiplyPlain(x, vectors, transfer.data, rows, cols)),
  ];
  console.log(
    `${rows}×${cols}`.padEnd(9),
    ...times.map(ms => (Number.isInteger(ms) ? `${ms}` : ms.toFixed(2)).padStart(11)),
  );
}
