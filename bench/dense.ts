// `node dist/bench/dense.js`: our products of matrices against plain loops in C and against NumPy's BLAS, in one run: CPU
// time, medians of interleaved rounds, one thread; then two threads against one, by the clock.
import { multiply, multiplyPlain, type Numbers, PackedMatrix } from '../kernels/dense.js';
import { ProductThreads } from '../kernels/product-threads.js';
import { randomStream } from '../numeric/random.js';
import { type DenseRivals, denseRivals } from './rivals.js';
import { contest, median, time, timings } from './timing.js';

const rounds = 5;
/** count, rows, columns. */
type Shape = readonly [number, number, number];
const shapes: readonly Shape[] = [
  [1, 128, 128],
  [1, 1024, 1024],
  [64, 64, 64],
  [1000, 128, 128],
  [512, 512, 512],
  [1024, 1024, 1024],
];

function random(type: 'f64' | 'f32', length: number): Numbers {
  const stream = randomStream(1, 'dense');
  const value = (_: unknown, k: number): number => stream.uniform(k);
  return type === 'f64' ? Float64Array.from({ length }, value) : Float32Array.from({ length }, value);
}

/** `work` so often per timing that the clock can tell, and the time of one. */
const each = (work: () => void, times: number): number[] =>
  timings(1, () => {
    for (let k = 0; k < times; k++) work();
  }).map(ms => ms / times);

function oneThread(rivals: DenseRivals): void {
  const header = ['type', 'count×rows×cols', 'ours', 'W kept packed', 'plain', 'C', 'ours / C', 'NumPy', 'GMAC/s'];
  const widths = [6, 18, 10, 15, 10, 10, 10, 10, 9];
  const print = (cells: readonly string[]): void =>
    console.log(cells.map((cell, k) => cell.padStart(widths[k]!)).join(''));
  print(header);
  for (const type of ['f64', 'f32'] as const)
    for (const shape of shapes) {
      const [count, rows, cols] = shape;
      const x = random(type, count * rows);
      const w = random(type, rows * cols);
      const out = random(type, count * cols);
      const packed = new PackedMatrix(w, rows, cols);
      const times = Math.max(1, Math.round(1e8 / (count * rows * cols)));
      const { c, numpy } = rivals;
      const ms = contest(rounds, {
        ours: () => each(() => multiply(x, count, w, rows, cols, out), times),
        packed: () => each(() => packed.multiply(x, count, out), times),
        plain: () => each(() => multiplyPlain(x, count, w, rows, cols, out), Math.max(1, times >> 3)),
        c: c && (() => c(shape, type, Math.min(times, 1000))),
        numpy: numpy && (() => numpy(shape, type, Math.min(times, 1000))),
      });
      const other = (value: number | undefined): string => (value === undefined ? '-' : time(value));
      print([
        type,
        `${count}×${rows}×${cols}`,
        time(ms.ours!),
        time(ms.packed!),
        time(ms.plain!),
        other(ms.c),
        ms.c === undefined ? '-' : (ms.ours! / ms.c).toFixed(2),
        other(ms.numpy),
        ((count * rows * cols) / (1e6 * Math.min(ms.ours!, ms.packed!))).toFixed(1),
      ]);
    }
}

async function twoThreads(): Promise<void> {
  console.log('\nTwo threads against one, time by the clock; in shared memory nothing is copied');
  for (const [count, rows, cols] of [
    [1000, 128, 128],
    [10_000, 128, 128],
    [1024, 1024, 1024],
  ] as const)
    for (const shared of [false, true]) {
      const place = (length: number): Float64Array =>
        shared ? new Float64Array(new SharedArrayBuffer(8 * length)) : new Float64Array(length);
      const [x, w, out] = [place(count * rows), place(rows * cols), place(count * cols)];
      x.set(random('f64', x.length));
      w.set(random('f64', w.length));
      const clock = (): number => {
        const start = performance.now();
        multiply(x, count, w, rows, cols, out);
        return performance.now() - start;
      };
      const one: number[] = [];
      const two: number[] = [];
      for (let round = 0; round < 2 * rounds; round++) {
        one.push(clock());
        const threads = await ProductThreads.open(1);
        clock();
        two.push(clock());
        await threads.close();
      }
      const where = shared ? ', in shared memory' : '';
      const [before, after] = [median(one), median(two)];
      console.log(
        `  ${count}×${rows}×${cols}${where}: ${time(before)} → ${time(after)}, ${(before / after).toFixed(2)}×`,
      );
    }
}

const rivals = denseRivals();
try {
  console.log(
    `Node ${process.version} on ${process.arch}; CPU time, medians of ${rounds} interleaved rounds, one thread`,
  );
  for (const note of rivals.notes) console.log(note);
  oneThread(rivals);
} finally {
  rivals.remove();
}
await twoThreads();
