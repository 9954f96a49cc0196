import { host } from '#spice-host';
import type { TileCircuit } from '../../compiler/emit/tile.js';
import type { Window } from '../../crossbar/window.js';
import { reject } from '../../edge/error.js';
import { maxAbs } from '../../numeric/matrix.js';
import { compareDeck, type Deck, type Difference, deckApart, tileDeck } from './deck.js';
import { memoryLimit, needsTooMuch, tileMemory, windowMemory } from './memory.js';
import { SpicePool } from './pool.js';
import type { Plot } from './raw.js';
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
  /** Longest time of one netlist; default 600 s. */
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
 * Runs the netlists of tiles, or windows of them, in ngspice and compares the currents with the expected ones; verdicts in
 * order of the jobs.
 * A tile that cannot be run, is too large for ngspice or was cancelled is `failed` and stops nothing else. InputError
 * where a circuit is impossible, or the installed ngspice is asked for and there is none.
 */
export async function validateTiles(
  jobs: readonly (TileJob | WindowJob)[],
  options: ValidateOptions = {},
): Promise<readonly TileVerdict[]> {
  const { engine = 'wasm', workers = defaultWorkers(jobs) } = options;
  const pools = await poolsOf(engine, workers);
  const verdicts = new Array<TileVerdict>(jobs.length);
  const left = timeLeft(jobs.map(job => sizeOf(job)).map(({ rows, cols }) => rows * cols));
  let next = 0;
  let done = 0;
  // One lane per worker, so that no more netlists exist at a time than can run.
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      const k = next++;
      const verdict = await validate(pools, jobs[k]!, options);
      verdicts[k] = verdict;
      options.onVerdict?.(verdict, k, { done: ++done, total: jobs.length, secondsLeft: left(k) });
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    next = jobs.length; // where one lane failed, the others begin no more
    await Promise.all(pools.map(pool => pool.close()));
  }
  return verdicts;
}

/** Refuses an engine that needs the installed ngspice, where there is none. */
export const rejectEngine = (engine: SpiceEngine): never =>
  reject(`--engine ${engine}`, 'found no ngspice on the PATH', 'expected an installed ngspice, or --engine wasm');

/** One pool for each engine; that of ngspice in WebAssembly first, where there are two. */
async function poolsOf(engine: SpiceEngine, workers: number): Promise<readonly SpicePool[]> {
  if (engine === 'wasm') return [new SpicePool({ workers })];
  const installed = await host.installed();
  if (!installed) return rejectEngine(engine);
  const native = new SpicePool({ workers, runner: installed.start });
  return engine === 'native' ? [native] : [new SpicePool({ workers }), native];
}

async function validate(
  pools: readonly SpicePool[],
  job: TileJob | WindowJob,
  { engine, timeoutSeconds, signal, tolerance = defaultTolerance }: ValidateOptions,
): Promise<TileVerdict> {
  const { name } = job;
  const size = sizeOf(job);
  const both = pools.length > 1;
  let seconds = 0;
  const failed = (message: string): TileVerdict => {
    const nowhere = { worst: Number.NaN, worstColumn: -1, worstVector: -1 };
    return {
      ...{ name, ...size, ...nowhere },
      ...(both && { enginesApart: Number.NaN }),
      ...{ status: 'failed', seconds, message },
    };
  };

  const bytes = memoryOf(job);
  if (engine !== 'native' && bytes > memoryLimit)
    return failed(needsTooMuch(`${size.rows}×${size.cols} cells need`, bytes));
  const decks = await decksOf(job, signal);
  if (!decks) return failed('cancelled');
  let worst: Difference = { worst: 0, worstColumn: 0, worstVector: 0 };
  let enginesApart = 0;
  for (const deck of decks) {
    const plots: Plot[] = [];
    for (const pool of pools) {
      const outcome = await pool.run(deck.netlist, { timeoutSeconds, signal });
      seconds += outcome.seconds;
      if (outcome.status === 'failed') return failed(outcome.error.message);
      const difference = compareDeck(outcome.result, deck);
      if (!difference) return failed('ngspice gave no, too few or not finite currents');
      if (difference.worst >= worst.worst) worst = difference;
      plots.push(outcome.result);
    }
    // A window has cells that carry next to nothing: its currents are compared with the largest of their kind.
    const compare = 'decks' in job ? deckApart : comparePlots;
    if (both) enginesApart = Math.max(enginesApart, compare(plots[0]!, plots[1]!, deck));
  }
  const agrees = worst.worst <= tolerance && enginesApart <= tolerance;
  return { name, ...size, status: agrees ? 'agrees' : 'differs', ...worst, ...(both && { enginesApart }), seconds };
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

/** Nothing where the work was cancelled meanwhile. */
async function decksOf(job: TileJob | WindowJob, signal?: AbortSignal): Promise<readonly Deck[] | undefined> {
  if (signal?.aborted) return undefined;
  if (!('decks' in job)) return [tileDeck(job.circuit)];
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
  return Math.max(1, Math.min(jobs.length, host.cores(), Math.floor(host.freeBytes() / Math.max(1, ...bytes))));
}
