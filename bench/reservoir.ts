// `node dist/bench/reservoir.js [longest]`: the last-state features of MARS (3 blocks) against those of a one-layer echo state
// network of the same width in NumPy, by turns: time by the clock with all processors, CPU time on one thread, the fastest of
// some rounds. Then what a product reaches, beside NumPy's BLAS.
import { availableParallelism, loadavg } from 'node:os';
import { multiply } from '../kernels/dense.js';
import { StackThreads } from '../kernels/stack-threads.js';
import { type FeatureOptions, lastFeatures } from '../models/features.js';
import { horizons } from '../models/horizon.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainMars } from '../models/train-mars.js';
import { randomStream } from '../numeric/random.js';
import { denseRivals, type EsnRival, esnRival, type Timing } from './rivals.js';
import { cpuTime, exponent, met, time, timings } from './timing.js';

const widths = [100, 400, 800];
const longest = Number(process.argv[2] ?? 100_000);
const lengths = [100, 1000, 10_000, 100_000].filter(length => length <= longest);
/** Longer than this, one run is enough for the clock. */
const longRun = 20_000;

/** Uniform inputs on (−1, 1), which the rival has, too. */
function inputs(length: number, series: number): SeriesSet {
  const stream = randomStream(1, 'reservoir');
  const one = (k: number) => ({
    values: Float64Array.from({ length }, (_, t) => 2 * stream.uniform(k * length + t) - 1),
    length,
    label: -1,
  });
  return { name: 'inputs', channels: 1, classes: [], series: Array.from({ length: series }, (_, k) => one(k)) };
}

/** MARS as published but for the width: three blocks, Δ = 0.1, s = 6, exact steps; its weights are drawn, as always. */
function reservoir(units: number): Network {
  return trainMars(syntheticControl(1, 2).train, { units, omega: 1 / Math.sqrt(units), calibration: 0 }, 1);
}

function timed(work: () => void, repetitions: number): Timing[] {
  return Array.from({ length: repetitions }, () => {
    const start = performance.now();
    const cpu = cpuTime(work);
    return { clock: performance.now() - start, cpu };
  });
}

const least = (timings: readonly Timing[], what: keyof Timing): number => Math.min(...timings.map(one => one[what]));

/** Fastest of interleaved rounds, ms: all of ours, NumPy's on one BLAS thread and on all. */
interface Result {
  readonly both: number;
  readonly one: number;
  readonly single: number;
  readonly whole: number;
  readonly numpy: number | undefined;
  readonly numpyBoth: number | undefined;
  readonly ratio: number | undefined;
}

function compare(network: Network, set: SeriesSet, threads: StackThreads, rival: EsnRival | undefined): Result {
  const [units, length, series] = [network.layers[1]!.weights.rows, set.series[0]!.length, set.series.length];
  const steps = length * series;
  const rounds = steps > longRun ? 2 : 7;
  const repetitions = steps > longRun ? 1 : 3;
  const ours = (options: FeatureOptions): Timing[] => timed(() => lastFeatures(network, set, options), repetitions);
  const found: Record<'both' | 'one' | 'single' | 'whole' | 'numpy' | 'numpyBoth', Timing[]> = {
    ...{ both: [], one: [], single: [], whole: [], numpy: [], numpyBoth: [] },
  };
  for (let round = 0; round < rounds; round++) {
    found.both.push(...ours({ threads }));
    if (rival) {
      found.numpy.push(...rival.run({ units, length, series }, 1, repetitions));
      found.numpyBoth.push(...rival.run({ units, length, series }, availableParallelism(), repetitions));
    }
    found.one.push(...ours({}));
    found.single.push(...ours({ threads, type: 'float32' }));
    if (steps * units * units <= 1e10) found.whole.push(...ours({ threads, tolerance: 0 }));
    process.stderr.write('.');
  }
  const both = least(found.both, 'clock');
  const numpy = rival && least(found.numpy, 'clock');
  const numpyBoth = rival && least(found.numpyBoth, 'clock');
  return {
    ...{ both, numpy, numpyBoth },
    one: least(found.one, 'cpu'),
    single: least(found.single, 'clock'),
    whole: found.whole.length > 0 ? least(found.whole, 'clock') : Number.NaN,
    ratio: rival && Math.min(numpy!, numpyBoth!) / both,
  };
}

const columns = [
  ['units', 6],
  ['steps', 9],
  ['ours', 10],
  ['float32', 10],
  ['all steps', 10],
  ['one thread', 11],
  ['NumPy', 10],
  ['all threads', 12],
  ['faster', 8],
] as const;
const print = (cells: readonly string[]): void =>
  console.log(cells.map((cell, k) => cell.padStart(columns[k]![1])).join(''));
const other = (ms: number | undefined): string => (ms === undefined || Number.isNaN(ms) ? '-' : time(ms));

const rival = esnRival();
const threads = await StackThreads.open();
console.log(
  `Node ${process.version} on ${process.arch}, ${1 + threads.others} threads, load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(rival?.notes ?? 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy libopenblas0)');
console.log('ours, float32, all steps, NumPy: by the clock; one thread: CPU time; the fastest of interleaved rounds');
console.log('\nOne series, features of the last step: MARS, 3 blocks, against an echo state network of the same width');
print(columns.map(([name]) => name));
const targets: string[] = [];
const fits: string[] = [];
for (const units of widths) {
  const network = reservoir(units);
  const results = lengths.map(length => {
    const result = compare(network, inputs(length, 1), threads, rival);
    const { both, single, whole, one, numpy, numpyBoth, ratio } = result;
    const cells = [both, single, whole, one, numpy, numpyBoth].map(other);
    print([`${units}`, `${length}`, ...cells, ratio === undefined ? '-' : `${ratio.toFixed(2)}×`]);
    if (ratio !== undefined && length === 1000 && units === 100)
      targets.push(`${units} units, ${length} steps, over NumPy: ${ratio.toFixed(2)}×, ${met(ratio, 1, 'at least')}`);
    if (ratio !== undefined && length === 100_000)
      targets.push(`${units} units, ${length} steps, over NumPy: ${ratio.toFixed(1)}×, ${met(ratio, 10, 'at least')}`);
    return result;
  });
  const needed = horizons(network.layers, 1e-12)!;
  const power = (what: 'both' | 'numpy'): string =>
    results[0]![what] === undefined
      ? '-'
      : exponent(
          lengths,
          results.map(result => result[what]!),
        ).toFixed(2);
  fits.push(
    `${units} units: ours ∝ length^${power('both')}, NumPy ∝ length^${power('numpy')}; blocks compute ${needed.join(', ')} steps at most`,
  );
}

console.log('\n64 series of 1000 steps, 100 units; NumPy has all in one product');
const batch = compare(reservoir(100), inputs(1000, 64), threads, rival);
print(columns.map(([name]) => name));
print([
  '100',
  '64×1000',
  ...[batch.both, batch.single, batch.whole, batch.one, batch.numpy, batch.numpyBoth].map(other),
  batch.ratio === undefined ? '-' : `${batch.ratio.toFixed(2)}×`,
]);
await threads.close();

console.log('\nCost against length');
for (const fit of fits) console.log(`  ${fit}`);

console.log('\nThe product of 1000 steps on one thread, Gflop/s at 2 flops per multiplication, CPU time');
const rivals = denseRivals();
try {
  for (const units of widths)
    for (const type of ['f64', 'f32'] as const) {
      const [x, w] = [inputs(units, 1000), inputs(units, units)].map(set => {
        const values = set.series.flatMap(one => Array.from(one.values));
        return type === 'f64' ? Float64Array.from(values) : Float32Array.from(values);
      });
      const out = type === 'f64' ? new Float64Array(1000 * units) : new Float32Array(1000 * units);
      const runs = 15;
      const rate = (ms: readonly number[]): number => (2e-6 * 1000 * units ** 2) / Math.min(...ms);
      const own = rate(timings(runs, () => multiply(x!, 1000, w!, units, units, out)));
      const numpy = rivals.numpy && rate(rivals.numpy([1000, units, units], type, runs));
      console.log(`  ${type} ${units}×${units}: ${own.toFixed(1)}, NumPy ${numpy?.toFixed(1) ?? '-'}`);
      if (type === 'f64')
        targets.push(`product, ${units} units: ${own.toFixed(1)} Gflop/s, ${met(own, 10, 'at least')}`);
    }
} finally {
  rivals.remove();
}

console.log('\nTargets');
for (const target of targets) console.log(`  ${target}`);
console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
