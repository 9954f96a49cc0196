/**
 * Work in chunks that several threads share: first the number of chunks begun, then for each chunk 1 once it is done or −1
 * where a thread failed to do it.
 */
export type ChunkState = Int32Array;

/** Room for the state of so many chunks, none begun. */
export const chunkState = (chunks: number): ChunkState => new Int32Array(new SharedArrayBuffer(4 * (1 + chunks)));

/**
 * Does chunks until none is left that nobody began; `open` brings what all need to this thread. Every chunk must give the
 * same bits whoever does it, so that one that another thread began and did not end may simply be done again.
 */
export function shareChunks(state: ChunkState, open: () => (chunk: number) => void): void {
  let work: ((chunk: number) => void) | undefined;
  for (let chunk = Atomics.add(state, 0, 1); chunk < state.length - 1; chunk = Atomics.add(state, 0, 1)) {
    let done = -1;
    try {
      work ??= open();
      work(chunk);
      done = 1;
    } finally {
      Atomics.store(state, 1 + chunk, done);
      Atomics.notify(state, 1 + chunk);
    }
  }
}

/** Does again, here, whatever chunk is not done. */
export function completeChunks(state: ChunkState, open: () => (chunk: number) => void): void {
  let work: ((chunk: number) => void) | undefined;
  for (let chunk = 0; chunk < state.length - 1; chunk++) {
    if (Atomics.load(state, 1 + chunk) === 1) continue;
    work ??= open();
    work(chunk);
  }
}

/** Waits until all chunks are done; false after `milliseconds`, or as soon as one failed. */
export function waitForChunks(state: ChunkState, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  for (let chunk = 1; chunk < state.length; chunk++) {
    while (Atomics.load(state, chunk) === 0) {
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(state, chunk, 0, left);
    }
    if (Atomics.load(state, chunk) < 0) return false;
  }
  return true;
}
