import { host } from '#spice-host';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { reject } from '../../edge/error.js';
import { maxAbs } from '../../numeric/matrix.js';
import { memoryLimit, needsTooMuch, tileMemory } from './memory.js';
import { type SpiceOutcome, SpicePool } from './pool.js';
import type { Plot } from './raw.js';
import type { SpiceResult } from './runner.js';
import { timeLeft } from './time-left.js';

/** Largest `worst` that still agrees where nothing else is asked for. */
export const defaultTolerance = 1e-6;

/** The ngspice in WebAssembly, the installed one, or each of them. */
export type SpiceEngine = 'wasm' | 'native' | 'both';

/** A tile whose column currents ngspice shall confirm. */
export interface TileJob {
  readonly name: string;
  readonly circuit: TileCircuit & Required<Pick<TileCircuit, 'expected'>>;
}

export interface TileVerdict {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly vectors: number;
  /** `failed` where ngspice gave no currents; `message` then says why. */
  readonly status: 'agrees' | 'differs' | 'failed';
  /** The largest |difference| of the two currents of a column, relative to the tile's largest |current|; NaN if failed. */
  readonly worst: number;
  /** Where that is; -1 if failed. */
  readonly worstColumn: number;
  readonly worstVector: number;
  /**
   * With both engines: the largest |difference| between any of their vectors, relative to the largest |value| of the
   * vector; NaN if failed.
   */
  readonly enginesApart?: number;
  /** Time of the run, or of both, without the wait for a worker. */
  readonly seconds: number;
  readonly message?: string;
}

export interface ValidateOptions {
  /** Default 'wasm'. With 'both' a tile agrees if both do and their results agree with each other. */
  readonly engine?: SpiceEngine;
  /** Most workers at a time; default: one per core and job, as far as the memory goes round. */
  readonly workers?: number;
  /** Longest time of one tile; default 600 s. A tile that takes longer is tried twice. */
  readonly timeoutSeconds?: number;
  /** Largest `worst` and `enginesApart` that still agree; default `defaultTolerance`. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  /** Told of every verdict as it comes, with the index of its job. */
  readonly onVerdict?: (verdict: TileVerdict, job: number, progress: ValidateProgress) => void;
}

export interface ValidateProgress {
  readonly done: number;
  readonly total: number;
  /** s: an estimate, from the time that the cells of finished tiles took. */
  readonly secondsLeft: number;
}

/**
 * Runs the netlists of tiles in ngspice and compares the currents with the expected ones; verdicts in order of the jobs.
 * A tile that cannot be run, is too large for ngspice or was cancelled is `failed` and stops nothing else. InputError
 * where a circuit is impossible, or the installed ngspice is asked for and there is none.
 */
export async function validateTiles(
  jobs: readonly TileJob[],
  options: ValidateOptions = {},
): Promise<readonly TileVerdict[]> {
  const { engine = 'wasm', timeoutSeconds, signal, tolerance = defaultTolerance } = options;
  const pools = await poolsOf(engine, options.workers ?? defaultWorkers(jobs));
  const verdicts = jobs.map(job => failed(job, 'cancelled before it began', 0, engine));
  const left = timeLeft(jobs.map(({ circuit: { array } }) => array.rows * array.cols));
  let done = 0;
  const decide = (k: number, verdict: TileVerdict): void => {
    verdicts[k] = verdict;
    options.onVerdict?.(verdict, k, { done: ++done, total: jobs.length, secondsLeft: left(k) });
  };
  function* netlists(): Generator<{ readonly k: number; readonly netlist: string }> {
    for (const [k, job] of jobs.entries()) {
      const excess = engine === 'native' ? undefined : tooLarge(job);
      if (excess) decide(k, failed(job, excess, 0, engine));
      else yield { k, netlist: tileNetlist(job.circuit) };
    }
  }
  const [first, second] = pools;
  try {
    for await (const { job, outcome } of first.runAll(netlists(), { timeoutSeconds, signal })) {
      const other = second && (await second.run(job.netlist, { timeoutSeconds, signal }));
      decide(job.k, verdictOf(jobs[job.k]!, outcome, other, tolerance));
    }
  } finally {
    await Promise.all(pools.map(pool => pool?.close()));
  }
  return verdicts;
}

/** One pool for each engine; that of ngspice in WebAssembly first, where there are two. */
async function poolsOf(engine: SpiceEngine, workers: number): Promise<readonly [SpicePool, SpicePool?]> {
  if (engine === 'wasm') return [new SpicePool({ workers })];
  // It needs Node: not to be loaded where nobody asks for it.
  const { NativeSpice, nativeVersion } = await import('./native.js');
  if ((await nativeVersion()) === undefined)
    reject(`--engine ${engine}`, 'found no ngspice on the PATH', 'expected an installed ngspice, or --engine wasm');
  const native = new SpicePool({ workers, runner: () => new NativeSpice() });
  return engine === 'native' ? [native] : [new SpicePool({ workers }), native];
}

function failed({ name, circuit }: TileJob, message: string, seconds: number, engine?: SpiceEngine): TileVerdict {
  const { rows, cols } = circuit.array;
  const nowhere = { worst: Number.NaN, worstColumn: -1, worstVector: -1 };
  const apart = engine === 'both' ? { enginesApart: Number.NaN } : {};
  return {
    name,
    rows,
    cols,
    vectors: circuit.vectors.length,
    status: 'failed',
    ...nowhere,
    ...apart,
    seconds,
    message,
  };
}

/** Of one engine, or of two: then the worse difference counts, and how far they are apart. */
function verdictOf(
  job: TileJob,
  outcome: SpiceOutcome,
  other: SpiceOutcome | undefined,
  tolerance: number,
): TileVerdict {
  const { name, circuit } = job;
  const outcomes = other ? [outcome, other] : [outcome];
  const seconds = outcomes.reduce((sum, one) => sum + one.seconds, 0);
  const results: SpiceResult[] = [];
  for (const one of outcomes) {
    if (one.status === 'failed') return failed(job, one.error.message, seconds, other && 'both');
    results.push(one.result);
  }
  const differences = results.map(result => compareCurrents(result, circuit.expected));
  const [difference] = differences.sort((a, b) => (b?.worst ?? Infinity) - (a?.worst ?? Infinity));
  if (!difference) return failed(job, 'ngspice gave no, too few or not finite currents', seconds, other && 'both');
  const [first, second] = results;
  const enginesApart = second ? comparePlots(first!, second) : 0;
  const status = difference.worst <= tolerance && enginesApart <= tolerance ? 'agrees' : 'differs';
  const { rows, cols } = circuit.array;
  const vectors = circuit.vectors.length;
  return { name, rows, cols, vectors, status, ...difference, ...(second && { enginesApart }), seconds };
}

/**
 * The largest |difference| between the same vectors of two plots, relative to the largest |value| of the vector in either;
 * infinite where one has a vector or points that the other has not, or a value is not finite.
 */
export function comparePlots(a: Plot, b: Plot): number {
  if (a.vectors.size !== b.vectors.size) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [name, values] of a.vectors) {
    const others = b.vectors.get(name);
    if (others?.length !== values.length) return Number.POSITIVE_INFINITY;
    const scale = Math.max(maxAbs(values), maxAbs(others));
    for (const [k, value] of values.entries()) {
      const apart = Math.abs(value - others[k]!);
      if (!Number.isFinite(apart)) return Number.POSITIVE_INFINITY;
      if (apart > most * scale) most = apart / scale;
    }
  }
  return most;
}

function tooLarge({ circuit: { array, law } }: TileJob): string | undefined {
  const bytes = tileMemory(array.rows, array.cols, law !== undefined);
  if (bytes <= memoryLimit) return undefined;
  return needsTooMuch(`${array.rows}×${array.cols} cells need`, bytes);
}

/** Worst column of the worst read, or nothing where a current is missing or not finite. */
function compareCurrents(
  plot: Plot,
  expected: readonly Float64Array[],
): { worst: number; worstColumn: number; worstVector: number } | undefined {
  let worst = 0;
  let worstColumn = 0;
  let worstVector = 0;
  let largest = 0;
  for (const [k, currents] of expected.entries()) {
    largest = Math.max(largest, maxAbs(currents));
    for (const [j, current] of currents.entries()) {
      const simulated = plot.vectors.get(columnCurrent(j))?.[k];
      if (simulated === undefined || !Number.isFinite(simulated)) return undefined;
      const difference = Math.abs(simulated - current);
      if (difference > worst) [worst, worstColumn, worstVector] = [difference, j, k];
      largest = Math.max(largest, Math.abs(simulated));
    }
  }
  return { worst: largest === 0 ? 0 : worst / largest, worstColumn, worstVector };
}

function defaultWorkers(jobs: readonly TileJob[]): number {
  const bytes = jobs.map(({ circuit: { array, law } }) =>
    Math.min(memoryLimit, tileMemory(array.rows, array.cols, law !== undefined)),
  );
  return Math.max(1, Math.min(jobs.length, host.cores(), Math.floor(host.freeBytes() / Math.max(1, ...bytes))));
}
