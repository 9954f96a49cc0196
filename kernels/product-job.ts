import { type ChunkState, completeChunks, shareChunks } from './chunk-job.js';
import { type Numbers, prepareProduct } from './dense.js';

/** A product X · W that several threads share, all of it in shared memory: rows of X are done in chunks. */
export interface ProductJob {
  readonly kind: 'product';
  readonly x: Numbers;
  readonly count: number;
  readonly w: Numbers;
  readonly rows: number;
  readonly cols: number;
  readonly out: Numbers;
  readonly chunkRows: number;
  readonly state: ChunkState;
}

/** Does chunks of a product until none is left that nobody began. */
export const shareJob = (job: ProductJob): void => shareChunks(job.state, () => chunkProduct(job));

/** Does again, here, whatever chunk is not done. */
export const completeJob = (job: ProductJob): void => completeChunks(job.state, () => chunkProduct(job));

/** The product of one chunk, with W brought to this thread's kernel once. */
function chunkProduct({ x, count, w, rows, cols, out, chunkRows }: ProductJob): (chunk: number) => void {
  const multiply = prepareProduct(w, rows, cols, count);
  return chunk => {
    const first = chunk * chunkRows;
    const some = Math.min(chunkRows, count - first);
    multiply(x.subarray(first * rows, (first + some) * rows), some, out.subarray(first * cols, (first + some) * cols));
  };
}
