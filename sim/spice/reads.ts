import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { type RunOptions, SpicePool } from './pool.js';
import { inLanes, resultOf } from './results.js';
import { availableParallelism } from 'node:os';

export interface ReadsOptions extends RunOptions {
  /** Most workers at a time; default: one per core. */
  readonly workers?: number;
  /** Told how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What one circuit gives when it is read once: A out of every column. */
export interface ReadCurrents {
  readonly spice: Float64Array;
  readonly simulated: Float64Array;
}

/** A circuit with one read, and what the simulator says of it. */
export interface ReadJob {
  readonly circuit: TileCircuit;
  readonly simulated: Float64Array;
}

/**
 * Reads `count` circuits in ngspice, one netlist each, made when its turn comes. SpiceError, with the title, where one
 * fails.
 */
export async function readAll(
  count: number,
  job: (k: number) => ReadJob,
  options: ReadsOptions = {},
): Promise<readonly ReadCurrents[]> {
  const workers = Math.min(options.workers ?? availableParallelism(), count);
  const pool = new SpicePool({ workers });
  const reads = new Array<ReadCurrents>(count);
  let done = 0;
  try {
    await inLanes(count, workers, async k => {
      options.signal?.throwIfAborted();
      const { circuit, simulated } = job(k);
      const { result } = await resultOf(pool, tileNetlist(circuit), circuit.title, options);
      const spice = simulated.map((_, j) => result.vector(columnCurrent(j))[0]!);
      reads[k] = { spice, simulated };
      options.onProgress?.(++done, count);
    });
  } finally {
    await pool.close();
  }
  return reads;
}

/** The largest difference of two currents of a column, as a part of the largest current of all. */
export function worstOf(reads: readonly ReadCurrents[]): number {
  let [apart, largest] = [0, 0];
  for (const { spice, simulated } of reads)
    simulated.forEach((amps, j) => {
      apart = Math.max(apart, Math.abs(amps - spice[j]!));
      largest = Math.max(largest, Math.abs(amps));
    });
  return largest === 0 ? apart : apart / largest;
}
