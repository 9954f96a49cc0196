import { availableParallelism, freemem } from 'node:os';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { reject } from '../../edge/error.js';
import { maxAbs } from '../../numeric/matrix.js';
import { memoryLimit, tileMemory } from './memory.js';
import { NativeSpice, nativeVersion } from './native.js';
import { SpicePool } from './pool.js';
import type { Plot } from './raw.js';
import type { SpiceResult } from './runner.js';

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
  readonly onProgress?: (verdict: TileVerdict, done: number, total: number) => void;
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
  const { engine = 'wasm', workers = defaultWorkers(jobs) } = options;
  if (engine !== 'wasm' && (await nativeVersion()) === undefined)
    reject(`--engine ${engine}`, 'found no ngspice on the PATH', 'expected an installed ngspice, or --engine wasm');
  const pools: SpicePool[] = [];
  if (engine !== 'native') pools.push(new SpicePool({ workers }));
  if (engine !== 'wasm') pools.push(new SpicePool({ workers, runner: () => new NativeSpice() }));
  const verdicts = new Array<TileVerdict>(jobs.length);
  let next = 0;
  let done = 0;
  // One lane per worker, so that no more netlists exist at a time than can run.
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      const k = next++;
      const verdict = await validate(pools, jobs[k]!, options);
      verdicts[k] = verdict;
      options.onProgress?.(verdict, ++done, jobs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    await Promise.all(pools.map(pool => pool.close()));
  }
  return verdicts;
}

async function validate(
  pools: readonly SpicePool[],
  { name, circuit }: TileJob,
  options: ValidateOptions,
): Promise<TileVerdict> {
  const { rows, cols } = circuit.array;
  const both = pools.length > 1;
  const size = { name, rows, cols, vectors: circuit.vectors.length };
  const nowhere = { worst: Number.NaN, worstColumn: -1, worstVector: -1 };
  const failed = (message: string, seconds: number): TileVerdict => ({
    ...size,
    ...nowhere,
    ...(both && { enginesApart: Number.NaN }),
    status: 'failed',
    seconds,
    message,
  });

  const bytes = tileMemory(rows, cols, circuit.law !== undefined);
  if (options.engine !== 'native' && bytes > memoryLimit)
    return failed(`${rows}×${cols} cells need about ${gib(bytes)} in ngspice, which has ${gib(memoryLimit)}`, 0);
  const { timeoutSeconds, signal, tolerance = defaultTolerance } = options;
  const netlist = tileNetlist(circuit);
  const results: SpiceResult[] = [];
  let seconds = 0;
  for (const pool of pools) {
    const outcome = await pool.run(netlist, { timeoutSeconds, signal });
    seconds += outcome.seconds;
    if (outcome.status === 'failed') return failed(outcome.error.message, seconds);
    results.push(outcome.result);
  }

  const differences = results.map(result => compareCurrents(result, circuit.expected));
  const [difference] = differences.sort((a, b) => (b?.worst ?? Infinity) - (a?.worst ?? Infinity));
  if (!difference) return failed('ngspice gave no, too few or not finite currents', seconds);
  const enginesApart = both ? comparePlots(results[0]!, results[1]!) : 0;
  const agrees = difference.worst <= tolerance && enginesApart <= tolerance;
  return { ...size, status: agrees ? 'agrees' : 'differs', ...difference, ...(both && { enginesApart }), seconds };
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
  return Math.max(1, Math.min(jobs.length, availableParallelism(), Math.floor(freemem() / Math.max(1, ...bytes))));
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
