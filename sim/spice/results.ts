import { SpiceError } from './errors.js';
import type { RunOptions, SpicePool } from './pool.js';

/** The vectors of a run, each there and finite. */
export interface SpiceVectors {
  /** By name in lower case; SpiceError where it is not there, or not finite. */
  vector(name: string): Float64Array;
}

/** Runs one netlist whose results are wanted and nothing else. An error of errors.ts says which one failed. */
export async function resultOf(
  pool: SpicePool,
  netlist: string,
  name: string,
  options: RunOptions = {},
): Promise<{ readonly result: SpiceVectors; readonly seconds: number }> {
  const outcome = await pool.run(netlist, options);
  if (outcome.status === 'failed') {
    options.signal?.throwIfAborted();
    throw new SpiceError(`${name}: ${outcome.error.message}`);
  }
  const { vectors } = outcome.result;
  const vector = (wanted: string): Float64Array => {
    const values = vectors.get(wanted);
    if (!values?.every(Number.isFinite)) throw new SpiceError(`${name}: ngspice gave no finite ${wanted}`);
    return values;
  };
  return { result: { vector }, seconds: outcome.seconds };
}

/** Does `count` pieces of work, `lanes` of them at a time, so that no more netlists exist than can run. */
export async function inLanes(count: number, lanes: number, work: (k: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(count, lanes) }, lane));
}
