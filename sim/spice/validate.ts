import { availableParallelism, freemem } from 'node:os';
import type { TileCircuit } from '../../compiler/emit/tile.js';
import type { Window } from '../../crossbar/window.js';
import { compareDeck, type Deck, type Difference, tileDeck } from './deck.js';
import { memoryLimit, tileMemory, windowMemory } from './memory.js';
import { SpicePool } from './pool.js';

/** Largest `worst` that still agrees where nothing else is asked for. */
export const defaultTolerance = 1e-6;

/** A tile whose column currents ngspice shall confirm. */
export interface TileJob {
  readonly name: string;
  readonly circuit: TileCircuit & Required<Pick<TileCircuit, 'expected'>>;
}

/** A window of a tile whose cell and column currents ngspice shall confirm. */
export interface WindowJob {
  readonly name: string;
  readonly window: Window;
  /** Reads, in all decks together. */
  readonly vectors: number;
  /** Makes the netlists, by `windowDecks`, here or in a thread; called when it is their turn. */
  decks(): readonly Deck[] | Promise<readonly Deck[]>;
}

export interface TileVerdict {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Which part of the tile was simulated, where it was not all of it; the rest stood as its equivalent network. */
  readonly window?: Window;
  readonly vectors: number;
  /** `failed` where ngspice gave no currents; `message` then says why. */
  readonly status: 'agrees' | 'differs' | 'failed';
  /**
   * The largest |difference| of the two currents of a column, relative to the tile's largest |current|; of a window, also
   * that of the currents through its cells, relative to the largest of these. NaN if failed.
   */
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
  /** Longest time of one netlist; default 600 s. A tile that takes longer is tried twice. */
  readonly timeoutSeconds?: number;
  /** Largest `worst` that still agrees; default `defaultTolerance`. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (verdict: TileVerdict, done: number, total: number) => void;
}

/**
 * Runs the netlists of tiles, or windows of them, in ngspice and compares the currents with the expected ones; verdicts in
 * order of the jobs.
 * A tile that cannot be run, is too large for ngspice or was cancelled is `failed` and stops nothing else. InputError
 * where a circuit is impossible.
 */
export async function validateTiles(
  jobs: readonly (TileJob | WindowJob)[],
  options: ValidateOptions = {},
): Promise<readonly TileVerdict[]> {
  const workers = options.workers ?? defaultWorkers(jobs);
  const pool = new SpicePool({ workers });
  const verdicts = new Array<TileVerdict>(jobs.length);
  let next = 0;
  let done = 0;
  // One lane per worker, so that no more netlists exist at a time than can run.
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      const k = next++;
      const verdict = await validate(pool, jobs[k]!, options);
      verdicts[k] = verdict;
      options.onProgress?.(verdict, ++done, jobs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    await pool.close();
  }
  return verdicts;
}

async function validate(
  pool: SpicePool,
  job: TileJob | WindowJob,
  { timeoutSeconds, signal, tolerance = defaultTolerance }: ValidateOptions,
): Promise<TileVerdict> {
  const { name } = job;
  const size = sizeOf(job);
  let seconds = 0;
  const failed = (message: string): TileVerdict => {
    const nowhere = { worst: Number.NaN, worstColumn: -1, worstVector: -1 };
    return { name, ...size, ...nowhere, status: 'failed', seconds, message };
  };

  const bytes = memoryOf(job);
  if (bytes > memoryLimit)
    return failed(`${size.rows}×${size.cols} cells need about ${gib(bytes)} in ngspice, which has ${gib(memoryLimit)}`);
  const decks = await decksOf(job, signal);
  if (!decks) return failed('cancelled');
  let worst: Difference = { worst: 0, worstColumn: 0, worstVector: 0 };
  for (const deck of decks) {
    const outcome = await pool.run(deck.netlist, { timeoutSeconds, signal });
    seconds += outcome.seconds;
    if (outcome.status === 'failed') return failed(outcome.error.message);
    const difference = compareDeck(outcome.result, deck);
    if (!difference) return failed('ngspice gave no, too few or not finite currents');
    if (difference.worst >= worst.worst) worst = difference;
  }
  return { name, ...size, status: worst.worst <= tolerance ? 'agrees' : 'differs', ...worst, seconds };
}

/** Nothing where the work was cancelled meanwhile. */
async function decksOf(job: TileJob | WindowJob, signal?: AbortSignal): Promise<readonly Deck[] | undefined> {
  if (!('decks' in job)) return [tileDeck(job.circuit)];
  if (signal?.aborted) return undefined;
  try {
    return await job.decks();
  } catch (cause) {
    if (signal?.aborted) return undefined;
    throw cause;
  }
}

function sizeOf(job: TileJob | WindowJob): Pick<TileVerdict, 'rows' | 'cols' | 'window' | 'vectors'> {
  if (!('decks' in job)) {
    const { array, vectors } = job.circuit;
    return { rows: array.rows, cols: array.cols, vectors: vectors.length };
  }
  const { window, vectors } = job;
  return { rows: window.i1 - window.i0, cols: window.j1 - window.j0, window, vectors };
}

function memoryOf(job: TileJob | WindowJob): number {
  const { rows, cols } = sizeOf(job);
  return 'decks' in job ? windowMemory(rows, cols) : tileMemory(rows, cols, job.circuit.law !== undefined);
}

function defaultWorkers(jobs: readonly (TileJob | WindowJob)[]): number {
  const bytes = jobs.map(job => Math.min(memoryLimit, memoryOf(job)));
  return Math.max(1, Math.min(jobs.length, availableParallelism(), Math.floor(freemem() / Math.max(1, ...bytes))));
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
