// `node dist/bench/crossbar.js`: our exact crossbar solvers against the same algorithms in C and against SciPy's sparse LU,
// in one run: CPU time, medians of interleaved rounds, one thread; over C, the median of the rounds' ratios. `--large` adds
// 1024 × 1024 cells (SciPy takes over a minute there), `--sweep` prints iterations and errors from mild to absurd wire
// resistance instead.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { solveOutputs } from '../crossbar/line-pcg.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { effectiveOperatorInThreads } from '../crossbar/operator-threads.js';
import { multiply, PackedMatrix } from '../kernels/dense.js';
import { concatenate } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { type Case, standardCase } from './cases.js';
import { type Rivals, rivals } from './rivals.js';
import { printSweep } from './sweep.js';
import { contest, duel, exponent, median, met, time, timings } from './timing.js';

const tolerance = 1e-10;
const rounds = 5;
/** Against C it is close: enough rounds to last longer than the moments in which the machine is slow. */
const duelRounds = (n: number): number => Math.max(rounds, 8192 / n);
const large = process.argv.includes('--large');
const sizes = large ? [64, 128, 256, 512, 1024] : [64, 128, 256, 512];

/** Prints a line of a table. */
function line(cells: readonly string[], widths: readonly number[]): void {
  console.log(cells.map((cell, k) => cell.padStart(widths[k] ?? 12)).join(''));
}

function apart(found: Float64Array, expected: Float64Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, k) => Math.max(most, Math.abs(found[k]! - value)), 0) / scale;
}

const ratio = (rival: number | undefined, ours: number): string =>
  rival === undefined ? '-' : `${(rival / ours).toPrecision(3)}×`;

interface Measured {
  readonly n: number;
  readonly ms: number;
  readonly iterations: number;
}

/** One input vector, cold: assembly, set-up and solution on all sides. */
function oneVector(rival: Rivals): Measured[] {
  console.log('\nOne input vector, cold, to 1e-10. × is the rival’s time over ours.');
  const widths = [10, 11, 22, 12, 19, 22, 12];
  line(['cells', 'ours', 'plain TypeScript', 'C', 'ours / C', 'spsolve', 'difference'], widths);
  const verdicts: string[] = [];
  const measured = sizes.map(n => {
    const at = standardCase(n);
    const runs = Math.max(3, Math.round(2 ** 21 / n ** 2));
    const ours = (engine: 'wasm' | 'plain', some: number) => (): number[] =>
      timings(some, () => solveOutputs(at.array, at.volts, { tolerance, engine }));
    const { scipy, linePcg } = rival;
    const slow = scipy && n >= 512 ? scipy(at, 'one', 1) : undefined;
    const ms = contest(rounds, {
      ours: ours('wasm', runs),
      plain: ours('plain', Math.max(1, runs >> 3)),
      scipy: scipy && !slow ? () => scipy(at, 'one', 1).times : undefined,
    });
    const brief = Math.max(3, runs >> 2);
    const c = duel(duelRounds(n), ours('wasm', brief), linePcg && (() => linePcg(at, tolerance, brief).times));
    const spsolve = slow ? slow.times[0] : ms.scipy;
    const { outputs, iterations } = solveOutputs(at.array, at.volts, { tolerance });
    const expected = slow?.result ?? scipy?.(at, 'one', 1).result ?? linePcg?.(at, 1e-14, 1).result;
    line(
      [
        `${n}×${n}`,
        time(ms.ours!),
        `${time(ms.plain!)} (${ratio(ms.plain, ms.ours!)})`,
        c ? time(c.rival) : '-',
        c ? c.ratio.toFixed(2) : '-',
        spsolve === undefined ? '-' : `${time(spsolve)} (${ratio(spsolve, ms.ours!)})`,
        expected ? apart(outputs, expected).toExponential(1) : '-',
      ],
      widths,
    );
    if (c) verdicts.push(`${n}: time over C ${met(c.ratio, 1.2, 'at most')}`);
    if (spsolve !== undefined && n === 64)
      verdicts.push(`64: over spsolve ${met(spsolve / ms.ours!, 180, 'at least')}`);
    if (spsolve !== undefined && n === 256) {
      verdicts.push(`256: over spsolve ${met(spsolve / ms.ours!, 300, 'at least')}`);
      if (c)
        verdicts.push(`256: C over spsolve ${ratio(spsolve, c.rival)}, ${met(spsolve / c.rival, 420, 'at least')}`);
    }
    return { n, ms: ms.ours!, iterations };
  });
  console.log(verdicts.map(verdict => `  ${verdict}`).join('\n'));
  return measured;
}

/** The effective operator: outputs and input currents for all inputs. */
function operators(rival: Rivals): Measured[] {
  console.log('\nEffective operator, all inputs at once. × is the rival’s time over ours.');
  const widths = [10, 11, 12, 12, 24, 16, 12];
  line(['cells', 'ours', 'C', 'ours / C', 'splu, all inputs', 'single solves', 'difference'], widths);
  const verdicts: string[] = [];
  const measured = sizes.map(n => {
    const at = standardCase(n);
    const runs = Math.max(n > 512 ? 1 : 3, Math.round(2 ** 24 / n ** 3));
    const { operator, scipy } = rival;
    const ms = contest(rounds, {
      ours: () => timings(runs, () => effectiveOperator(at.array)),
      // In the same rounds, for the machine is not always equally fast.
      single: () => timings(8 * runs, () => solveOutputs(at.array, at.volts, { tolerance })),
    });
    const brief = Math.max(1, runs >> 2);
    const c = duel(
      duelRounds(n),
      () => timings(brief, () => effectiveOperator(at.array)),
      operator && (() => operator(at, brief).times),
    );
    const all = scipy && n <= 256 ? scipy(at, 'all', 1).times[0] : undefined;
    const { transfer, input } = effectiveOperator(at.array);
    const both = concatenate([transfer.data, input.data]);
    const solves = ms.ours! / ms.single!;
    line(
      [
        `${n}×${n}`,
        time(ms.ours!),
        c ? time(c.rival) : '-',
        c ? c.ratio.toFixed(2) : '-',
        all === undefined ? '-' : `${time(all)} (${ratio(all, ms.ours!)})`,
        solves.toFixed(1),
        operator ? apart(both, operator(at, 1).result).toExponential(1) : '-',
      ],
      widths,
    );
    const limit = n > 512 ? 1.7 : 1.6;
    if (c) verdicts.push(`${n}: time over C ${met(c.ratio, limit, 'at most')}`);
    if (n === 256) {
      verdicts.push(`256: in single solves ${met(solves, 40, 'at most')}`);
      if (all !== undefined && c)
        verdicts.push(`256: C over splu ${ratio(all, c.rival)}, ${met(all / c.rival, 45, 'at least')}`);
    }
    return { n, ms: ms.ours!, iterations: 0 };
  });
  console.log(verdicts.map(verdict => `  ${verdict}`).join('\n'));
  return measured;
}

/** 10 000 vectors on one array, the operator included, against as many products of one vector with a dense matrix. */
function manyVectors(): void {
  const n = 128;
  const count = 10_000;
  const { array }: Case = standardCase(n);
  const stream = randomStream(3, 'many');
  const inputs = Float64Array.from({ length: count * n }, (_, k) => stream.uniform(k));
  const one = inputs.slice(0, n);
  const dense = new PackedMatrix(effectiveOperator(array).transfer.data, n, n);
  const out = new Float64Array(n);
  const ms = contest(rounds, {
    ours: () => timings(1, () => multiply(inputs, count, effectiveOperator(array).transfer.data, n, n)),
    dense: () =>
      timings(1, () => {
        for (let k = 0; k < count; k++) dense.multiply(one, 1, out);
      }),
  });
  const times = ms.ours! / ms.dense!;
  console.log(`\n10 000 vectors at 128×128 with wires: ${time(ms.ours! / count)} per vector, the operator included;`);
  console.log(
    `  a dense matrix-vector product alone ${time(ms.dense! / count)}; ratio ${times.toFixed(2)}, ${met(times, 1.4, 'at most')}`,
  );
}

/**
 * Two threads against one, by the clock. Beside it the CPU time of both: where two threads take much more of it than one
 * for the same instructions, it is the machine that runs its two processors slower together.
 */
async function threads(): Promise<void> {
  console.log('\nOperator in two threads, time by the clock (CPU time)');
  for (const n of large ? [256, 512, 1024] : [256, 512]) {
    const { array } = standardCase(n);
    const found: { one: Spent; two: Spent }[] = [];
    await effectiveOperatorInThreads(array);
    for (let round = 0; round < (n > 512 ? 2 : 4) * rounds; round++)
      found.push({
        one: await spent(() => effectiveOperator(array)),
        two: await spent(() => effectiveOperatorInThreads(array)),
      });
    // Neighbours on the machine come and go: each round is its own comparison.
    const times = found.map(({ one, two }) => one.clock / two.clock).sort((a, b) => a - b);
    const typical = (which: 'one' | 'two'): string =>
      `${time(median(found.map(round => round[which].clock)))} (${time(median(found.map(round => round[which].cpu)))})`;
    const verdict = n >= 512 ? `, ${met(median(times), 1.6, 'at least')}` : '';
    console.log(
      `  ${n}×${n}: ${typical('one')} → ${typical('two')}, ${median(times).toFixed(2)}×${verdict};` +
        ` ${times[0]!.toFixed(2)} to ${times.at(-1)!.toFixed(2)} in ${times.length} rounds`,
    );
  }
}

/** Milliseconds by the clock and of all threads' CPU time. */
interface Spent {
  readonly clock: number;
  readonly cpu: number;
}

async function spent(work: () => unknown): Promise<Spent> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - start, cpu: (user + system) / 1000 };
}

function growth(single: readonly Measured[], all: readonly Measured[]): void {
  console.log('\nGrowth');
  for (const { n, ms, iterations } of single)
    console.log(
      `  ${n}×${n}: ${iterations} iterations, ${((1e6 * ms) / (n * n * iterations)).toFixed(1)} ns per cell and iteration`,
    );
  const work = single.map(({ n, iterations }) => n * n * iterations);
  const time = (points: readonly Measured[]): number[] => points.map(({ ms }) => ms);
  console.log(`  one vector ∝ (cells × iterations)^${exponent(work, time(single)).toFixed(2)}`);
  console.log(
    `  operator ∝ N^${exponent(
      all.map(({ n }) => n),
      time(all),
    ).toFixed(2)}`,
  );
}

/** The most memory a process needs, beside Node, the modules and the case. */
function memory(): void {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'memory.js');
  const bytes = (what: string): number =>
    median(
      Array.from({ length: rounds }, () =>
        Number(execFileSync(process.execPath, [program, what, '1024'], { encoding: 'utf8' })),
      ),
    );
  const bare = bytes('none');
  console.log('\nMemory at 1024×1024, beside Node itself');
  for (const what of ['one', 'operator']) {
    const megabytes = (bytes(what) - bare) / 1e6;
    console.log(
      `  ${what === 'one' ? 'one vector' : 'operator'}: ${megabytes.toFixed(0)} MB, ${met(megabytes, 200, 'at most')}`,
    );
  }
}

if (process.argv.includes('--sweep')) printSweep(large ? [64, 256, 1024] : [64, 256], tolerance);
else {
  const rival = rivals();
  try {
    console.log(
      `Node ${process.version} on ${process.arch}; CPU time, medians of ${rounds} interleaved rounds, one thread`,
    );
    const version = rival.scipy?.(standardCase(8), 'one', 1).notes;
    for (const note of [...rival.notes, ...(version ? [version] : [])]) console.log(note);
    const single = oneVector(rival);
    const all = operators(rival);
    manyVectors();
    await threads();
    growth(single, all);
    memory();
  } finally {
    rival.remove();
  }
}
