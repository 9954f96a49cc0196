import { type ChunkState, completeChunks, shareChunks } from './chunk-job.js';
import { type SettleJob, settleHere } from './settle.js';

/** A `SettleJob` that several threads share, all of it in shared memory: inputs are done in chunks. */
export interface SharedSettleJob {
  readonly kind: 'settle';
  readonly job: SettleJob;
  readonly chunkInputs: number;
  /** Of each chunk: the rounds that it took, −1 where an input was not at rest in the end. */
  readonly taken: Int32Array;
  readonly state: ChunkState;
}

/** Does chunks of inputs until none is left that nobody began. */
export const shareSettling = (shared: SharedSettleJob): void => shareChunks(shared.state, () => chunkOf(shared));

/** Does again, here, whatever chunk is not done. */
export const completeSettling = (shared: SharedSettleJob): void => completeChunks(shared.state, () => chunkOf(shared));

function chunkOf({ job, chunkInputs, taken }: SharedSettleJob): (chunk: number) => void {
  const { count, width } = job;
  return chunk => {
    const first = chunk * chunkInputs;
    const some = Math.min(chunkInputs, count - first);
    const part = (of: Float64Array): Float64Array => of.subarray(first * width, (first + some) * width);
    const own = { drive: part(job.drive), start: part(job.start), states: part(job.states), count: some };
    const { rounds, rested } = settleHere({ ...job, ...own });
    taken[chunk] = rested ? rounds : -1;
  };
}
