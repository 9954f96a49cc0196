import { NativeSpice } from './native.js';
import { type RunOptions, SpicePool } from './pool.js';
import type { SpiceEngine } from './validate.js';

/** How parts of a program are followed through time in ngspice. */
export interface FollowOptions<Verdict> {
  /** Default 'wasm', also for 'both': that the two agree is for tiles to show. */
  readonly engine?: SpiceEngine;
  /** Most workers at a time; default 2. */
  readonly workers?: number;
  /** Longest time of one run; default 600 s. */
  readonly timeoutSeconds?: number;
  /** What still agrees; each kind of job has a default of its own. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (verdict: Verdict, done: number, total: number) => void;
}

/** Runs jobs on a pool of their own; the verdicts come back in the order of the jobs. */
export async function followAll<Job, Verdict>(
  jobs: readonly Job[],
  { engine, workers = 2, timeoutSeconds, signal, onProgress }: FollowOptions<Verdict>,
  follow: (pool: SpicePool, job: Job, limits: RunOptions) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  const pool = new SpicePool({ workers, ...(engine === 'native' && { runner: () => new NativeSpice() }) });
  const limits = { ...(timeoutSeconds !== undefined && { timeoutSeconds }), ...(signal && { signal }) };
  let done = 0;
  try {
    return await Promise.all(
      jobs.map(async job => {
        const verdict = await follow(pool, job, limits);
        onProgress?.(verdict, ++done, jobs.length);
        return verdict;
      }),
    );
  } finally {
    await pool.close();
  }
}
