import { host } from '#spice-host';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { maxAbs } from '../../numeric/matrix.js';
import { memoryLimit, needsTooMuch, tileMemory } from './memory.js';
import { type SpiceOutcome, SpicePool } from './pool.js';
import type { Plot } from './raw.js';
import { timeLeft } from './time-left.js';

/** Largest `worst` that still agrees where nothing else is asked for. */
export const defaultTolerance = 1e-6;

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
  /** Time of the run, without the wait for a worker. */
  readonly seconds: number;
  readonly message?: string;
}

export interface ValidateOptions {
  /** Most workers at a time; default: one per core and job, as far as the memory goes round. */
  readonly workers?: number;
  /** Longest time of one tile; default 600 s. A tile that takes longer is tried twice. */
  readonly timeoutSeconds?: number;
  /** Largest `worst` that still agrees; default `defaultTolerance`. */
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
 * where a circuit is impossible.
 */
export async function validateTiles(
  jobs: readonly TileJob[],
  options: ValidateOptions = {},
): Promise<readonly TileVerdict[]> {
  const { timeoutSeconds, signal, tolerance = defaultTolerance } = options;
  const verdicts = jobs.map(job => failed(job, 'cancelled before it began'));
  const left = timeLeft(jobs.map(({ circuit: { array } }) => array.rows * array.cols));
  let done = 0;
  const decide = (k: number, verdict: TileVerdict): void => {
    verdicts[k] = verdict;
    options.onVerdict?.(verdict, k, { done: ++done, total: jobs.length, secondsLeft: left(k) });
  };
  function* netlists(): Generator<{ readonly k: number; readonly netlist: string }> {
    for (const [k, job] of jobs.entries()) {
      const excess = tooLarge(job);
      if (excess) decide(k, failed(job, excess));
      else yield { k, netlist: tileNetlist(job.circuit) };
    }
  }
  const pool = new SpicePool({ workers: options.workers ?? defaultWorkers(jobs) });
  try {
    for await (const { job, outcome } of pool.runAll(netlists(), { timeoutSeconds, signal }))
      decide(job.k, verdictOf(jobs[job.k]!, outcome, tolerance));
  } finally {
    await pool.close();
  }
  return verdicts;
}

function failed({ name, circuit }: TileJob, message: string, seconds = 0): TileVerdict {
  const { rows, cols } = circuit.array;
  const nowhere = { worst: Number.NaN, worstColumn: -1, worstVector: -1 };
  return { name, rows, cols, vectors: circuit.vectors.length, status: 'failed', ...nowhere, seconds, message };
}

function verdictOf(job: TileJob, outcome: SpiceOutcome, tolerance: number): TileVerdict {
  const { seconds } = outcome;
  if (outcome.status === 'failed') return failed(job, outcome.error.message, seconds);
  const { name, circuit } = job;
  const difference = compareCurrents(outcome.result, circuit.expected);
  if (!difference) return failed(job, 'ngspice gave no, too few or not finite currents', seconds);
  const { rows, cols } = circuit.array;
  const status = difference.worst <= tolerance ? 'agrees' : 'differs';
  return { name, rows, cols, vectors: circuit.vectors.length, status, ...difference, seconds };
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
