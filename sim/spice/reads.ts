import { availableParallelism } from 'node:os';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { checkMemory } from './memory.js';
import { type RunOptions, SpicePool } from './pool.js';
import { inLanes, resultOf } from './results.js';

export interface ReadsOptions extends RunOptions {
  /** Most workers at a time; default: one per core. */
  readonly workers?: number;
  /** Awaited between solutions of the simulator; may throw, to stop. */
  readonly between?: () => Promise<void>;
  /** Told how many netlists are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What one read gives: A out of every column. */
export interface ReadCurrents {
  readonly spice: Float64Array;
  readonly simulated: Float64Array;
}

/** A circuit with its reads, and what the simulator says of each. */
export interface ReadJob {
  readonly circuit: TileCircuit;
  readonly simulated: readonly Float64Array[];
}

/**
 * Reads `count` circuits in ngspice, one netlist each, made when its turn comes; the currents of all reads in order.
 * InputError where one is too large for ngspice, SpiceError, with the title, where one fails.
 */
export async function readAll(
  count: number,
  job: (k: number) => Promise<ReadJob>,
  options: ReadsOptions = {},
): Promise<readonly ReadCurrents[]> {
  const workers = Math.min(options.workers ?? availableParallelism(), count);
  const pool = new SpicePool({ workers });
  const reads = new Array<readonly ReadCurrents[]>(count);
  let done = 0;
  try {
    await inLanes(count, workers, async k => {
      options.signal?.throwIfAborted();
      const { circuit, simulated } = await job(k);
      checkMemory(circuit.array, circuit.title, circuit.law !== undefined);
      const { result } = await resultOf(pool, tileNetlist(circuit), circuit.title, options);
      const columns = Array.from({ length: circuit.array.cols }, (_, j) => result.vector(columnCurrent(j)));
      reads[k] = simulated.map((amps, read) => ({
        spice: Float64Array.from(columns, of => of[read]!),
        simulated: amps,
      }));
      options.onProgress?.(++done, count);
    });
  } finally {
    await pool.close();
  }
  return reads.flat();
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
