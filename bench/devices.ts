// `node dist/bench/devices.js`: programming an array of phase-change cells, ageing them by a year and drawing the read noise
// of a run, in ns per device, against the same formulas in NumPy with its own generator: CPU time, medians of interleaved
// rounds, one thread. Each part is measured on its own as well, and the whole once cold, as a program that runs once meets it.
// Later runs take the memory of the one before, ours by name, NumPy's by its allocator.
import { type Cells, conductancesAt, programCells } from '../devices/cells.js';
import { noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { createDevice } from '../devices/table.js';
import { randomStream } from '../numeric/random.js';
import { mean } from '../numeric/statistics.js';
import { deviceRival } from './rivals.js';
import { contest, cpuTime, duel, met, time, timings } from './timing.js';

const rounds = 7;
const side = 1024;
const count = side * side;
const year = 365 * 86400;
const readTime = 250e-9;
const run = 1e-3;

const device = createDevice('pcm');
const target = Float64Array.from({ length: count }, (_, k) => (25e-6 * (k % 1000)) / 999);
const address = Float64Array.from({ length: count }, (_, k) => k);
const draws = { seed: 1, matrix: 'bench', generation: 0 };

const program = (old?: Cells): Cells =>
  programCells(device, { levels: 0, stuckLow: 0, stuckHigh: 0 }, target, address, draws, old);
const age = (cells: Cells, out?: Float64Array): Float64Array => conductancesAt(device, cells, year, 300, out);
function read(cells: Cells, conductance: Float64Array, out?: Float64Array): Float64Array {
  const { slow } = splitReadNoise(year + device.retention.referenceTime, readTime, run);
  const stream = randomStream(draws.seed, 'read-slow', draws.matrix, year);
  return noisyConductances(conductance, cells.flicker, slow, stream, address, out);
}

const rival = deviceRival();
console.log(
  `Node ${process.version} on ${process.arch}; CPU time, medians of ${rounds} interleaved rounds, one thread`,
);
console.log(rival?.notes ?? 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy)');
const first = (): void => {
  const written = program();
  read(written, age(written));
};
const cold = { ours: cpuTime(first), numpy: rival?.run(count, 1).times[0] };
const cells = program();
const aged = age(cells);
const seen = read(cells, aged);
const all = (): void => {
  read(program(cells), age(cells, aged), seen);
};
const ms = contest(rounds, {
  all: () => timings(3, all),
  program: () => timings(3, () => program(cells)),
  age: () => timings(3, () => age(cells, aged)),
  read: () => timings(3, () => read(cells, aged, seen)),
});
const against = duel(3 * rounds, () => timings(3, all), rival && (() => rival.run(count, 4).times.slice(1)));
const nanoseconds = (all: number): string => `${((1e6 * all) / count).toFixed(1)} ns per device`;
console.log(`\n${side}×${side} cells of pcm: programmed, a year old, read for ${run} s`);
for (const [name, what] of [
  ['program', 'errors, drift exponents and strengths of noise drawn'],
  ['age', 'drifted to a year'],
  ['read', 'slow read noise drawn'],
  ['all', 'all three'],
] as const)
  console.log(`  ${what}: ${time(ms[name]!)}, ${nanoseconds(ms[name]!)}`);
console.log(`  all three at most 1 s: ${met(ms.all! / 1000, 1, 'at most')}`);
if (rival && against) {
  console.log(`  NumPy, all three: ${time(against.rival)}, ${nanoseconds(against.rival)}`);
  const faster = 1 / against.ratio;
  console.log(`  over NumPy, median of ${3 * rounds} rounds: ${faster.toFixed(2)}×, ${met(faster, 1, 'at least')}`);
  console.log(`  the first time in a process: ${time(cold.ours)}, NumPy ${time(cold.numpy!)}`);
  const { means } = rival.run(count, 1);
  const ours = [cells.programmed, aged, seen].map(mean);
  const apart = ours.map((value, k) => `${(100 * (value / means[k]! - 1)).toFixed(3)} %`);
  console.log(`  mean conductance programmed, aged, read, less NumPy’s: ${apart.join(', ')}`);
}
