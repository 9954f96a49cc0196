import { type Numbers, prepareProduct } from './dense.js';

/** A product X · W that several threads share, all of it in shared memory: rows of X are done in chunks. */
export interface ProductJob {
  readonly x: Numbers;
  readonly count: number;
  readonly w: Numbers;
  readonly rows: number;
  readonly cols: number;
  readonly out: Numbers;
  readonly chunkRows: number;
  /** First the number of chunks begun, then for each chunk 1 once it is done or −1 where a thread failed to do it. */
  readonly state: Int32Array;
}

/**
 * Does chunks of a job until none is left that nobody began. Every chunk gives the same bits whoever does it, so one that
 * another thread began and did not end may simply be done again.
 */
export function shareJob(job: ProductJob): void {
  const { state } = job;
  let multiply: ((chunk: number) => void) | undefined;
  for (let chunk = Atomics.add(state, 0, 1); chunk < state.length - 1; chunk = Atomics.add(state, 0, 1)) {
    let done = -1;
    try {
      multiply ??= chunkProduct(job);
      multiply(chunk);
      done = 1;
    } finally {
      Atomics.store(state, 1 + chunk, done);
      Atomics.notify(state, 1 + chunk);
    }
  }
}

/** Does again, here, whatever chunk is not done. */
export function completeJob(job: ProductJob): void {
  let multiply: ((chunk: number) => void) | undefined;
  for (let chunk = 0; chunk < job.state.length - 1; chunk++) {
    if (Atomics.load(job.state, 1 + chunk) === 1) continue;
    multiply ??= chunkProduct(job);
    multiply(chunk);
  }
}

/** The product of one chunk, with W brought to this thread's kernel once. */
function chunkProduct({ x, count, w, rows, cols, out, chunkRows }: ProductJob): (chunk: number) => void {
  const multiply = prepareProduct(w, rows, cols, count);
  return chunk => {
    const first = chunk * chunkRows;
    const some = Math.min(chunkRows, count - first);
    multiply(x.subarray(first * rows, (first + some) * rows), some, out.subarray(first * cols, (first + some) * cols));
  };
}
