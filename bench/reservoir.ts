// `node dist/bench/reservoir.js [longest]`: the last-state features of MARS (3 blocks) against those of a one-layer echo state
// network of the same width in NumPy, by turns: time by the clock with all processors, CPU time on one thread, the fastest of
// some rounds. Then what a product reaches, beside NumPy's BLAS.
import { loadavg } from 'node:os';
import { multiply } from '../kernels/dense.js';
import { stackWith } from '../kernels/stack.js';
import { StackThreads } from '../kernels/stack-threads.js';
import { referenceEngine, runGraph } from '../models/execute.js';
import { type FeatureOptions, networkFeatures } from '../models/features.js';
import type { Graph } from '../models/graph.js';
import { defaultTolerance, horizons } from '../models/horizon.js';
import { lower } from '../models/lower.js';
import type { Network } from '../models/network.js';
import { esn } from '../models/reservoirs/esn.js';
import { trainReservoir } from '../models/reservoirs/train.js';
import type { SeriesSet } from '../models/series.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainMars } from '../models/train-mars.js';
import { randomStream } from '../numeric/random.js';
import { denseRivals, esnRival, type Timing } from './rivals.js';
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
function marsOf(units: number): Network {
  return trainMars(syntheticControl(1, 2).train, { units, omega: 1 / Math.sqrt(units), calibration: 0 }, 1);
}

/** Our own echo state network, run by the graph executor. */
function esnOf(units: number): Graph {
  const { network } = trainReservoir(esn, syntheticControl(1, 2).train, { units, calibration: 0 }, 1);
  return lower(network);
}

function timed(work: () => void, repetitions: number): Timing[] {
  return Array.from({ length: repetitions }, () => {
    const start = performance.now();
    const cpu = cpuTime(work);
    return { clock: performance.now() - start, cpu };
  });
}

/** What is timed, by name, and which time counts. */
const columns = [
  ['ours', 'clock'],
  ['float32', 'clock'],
  ['all steps', 'clock'],
  ['one thread', 'cpu'],
  ['NumPy', 'clock'],
  ['its threads', 'clock'],
  ['our ESN', 'cpu'],
] as const;
type Column = (typeof columns)[number][0];
type Result = Partial<Record<Column, number>>;

/** Fastest of interleaved rounds, ms; what takes too long or is not there is left out. */
function compare(units: number, length: number, series: number, threads: StackThreads): Result {
  const network = marsOf(units);
  const loop = esnOf(units);
  const set = inputs(length, series);
  const steps = length * series;
  const long = steps > longRun;
  const repetitions = long ? 1 : 3;
  const ours = (options: FeatureOptions): Timing[] => timed(() => networkFeatures(network, set, options), repetitions);
  const numpy = (blasThreads: number) => (): readonly Timing[] =>
    rival!.run({ units, length, series }, blasThreads, repetitions);
  const contestants: Partial<Record<Column, () => readonly Timing[]>> = {
    ours: () => ours({}),
    ...(rival && { NumPy: numpy(1), 'its threads': numpy(1 + threads.others) }),
    float32: () => ours({ type: 'float32' }),
    ...(steps * units ** 2 <= 1e10 && { 'all steps': () => ours({ tolerance: 0 }) }),
    'one thread': () => {
      stackWith(undefined);
      const alone = ours({});
      stackWith(threads);
      return alone;
    },
    ...(steps * units ** 2 <= 2e9 && { 'our ESN': () => timed(() => runGraph(loop, set, referenceEngine()), 1) }),
  };
  const fastest: Result = {};
  for (let round = 0; round < (long ? 3 : 7); round++) {
    for (const [name, which] of columns) {
      const times = contestants[name]?.().map(timing => timing[which]);
      if (times) fastest[name] = Math.min(fastest[name] ?? Number.POSITIVE_INFINITY, ...times);
    }
    process.stderr.write('.');
  }
  return fastest;
}

/** How many times faster than NumPy's better way. */
function advantage({ ours, NumPy, 'its threads': more }: Result): number | undefined {
  return ours && NumPy && more && Math.min(NumPy, more) / ours;
}

function print(name: string, cells: readonly string[]): void {
  console.log(name.padStart(14) + cells.map(cell => cell.padStart(12)).join(''));
}

function printResult(name: string, result: Result): void {
  const faster = advantage(result);
  const times = columns.map(([column]) => (result[column] === undefined ? '-' : time(result[column])));
  print(name, [...times, faster === undefined ? '-' : `${faster.toFixed(2)}×`]);
}

const rival = esnRival();
const threads = await StackThreads.open();
console.log(
  `Node ${process.version} on ${process.arch}, ${1 + threads.others} threads, load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(rival?.notes ?? 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy libopenblas0)');
console.log('By the clock but for one thread and our ESN, which are CPU time; the fastest of interleaved rounds');
console.log('\nOne series, features of the last step: MARS, 3 blocks, against an echo state network of the same width');
const header = [...columns.map(([column]) => column), 'faster'];
print('units, steps', header);
const targets: string[] = [];
const powers: string[] = [];
for (const units of widths) {
  const results = lengths.map(length => {
    const result = compare(units, length, 1, threads);
    printResult(`${units}, ${length}`, result);
    const faster = advantage(result);
    const least = length === 100_000 ? 10 : length === 1000 && units === 100 ? 1 : undefined;
    if (faster !== undefined && least !== undefined)
      targets.push(
        `${units} units, ${length} steps: ${faster.toFixed(2)}× NumPy’s speed, ${met(faster, least, 'at least')}`,
      );
    return result;
  });
  const power = (column: Column): string => {
    const times = results.flatMap(result => result[column] ?? []);
    return times.length < 2 ? '-' : exponent(lengths.slice(0, times.length), times).toFixed(2);
  };
  const needed = horizons(
    marsOf(units).layers.filter(layer => layer.type === 'mars-block'),
    defaultTolerance,
  )!;
  powers.push(
    `${units} units: ours ${power('ours')}, all steps ${power('all steps')}, NumPy ${power('NumPy')}; of the last steps the blocks compute ${needed.join(', ')}`,
  );
}
console.log('\n64 series of 1000 steps, which NumPy has in one product a step');
print('units, steps', header);
printResult('100, 64×1000', compare(100, 1000, 64, threads));
await threads.close();

console.log('\nCost ∝ length to the power of');
for (const line of powers) console.log(`  ${line}`);

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
