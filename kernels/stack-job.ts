import type { StackKernels } from './stack-kernels.js';

/**
 * A stack of memristor blocks (kernels/stack.ts) on rows of inputs, as a job that any number of threads share. Addresses are
 * in bytes, in the one memory of all kernels; `bytes` is the size of the numbers that products are made of, everything
 * between RESCALE and h is float64.
 *
 * Rows are those of all series, end to end. They are done in chunks, and a task is one block of one chunk. Task (block,
 * chunk) works on what (block − 1, chunk) left, and goes on from the states that (block, chunk − 1) left.
 */
export interface StackJob {
  readonly bytes: 4 | 8;
  readonly channels: number;
  readonly width: number;
  readonly rows: number;
  readonly chunkRows: number;
  /** The row after the last of each series. */
  readonly ends: Int32Array;
  /** The first row of each series that a block computes, series × blocks; never before that of an earlier block. */
  readonly starts: Int32Array;
  readonly euler: readonly boolean[];
  readonly x: number;
  /** E, then the first block's weights as they act on X, then those of the other blocks: transposed, in panels. */
  readonly weights: readonly number[];
  /** One after the other for each block: biases, constants (kernels/memristor.ts) and states h. */
  readonly biases: number;
  readonly constants: number;
  /** A table for each block, where one will do; kernels/rate-table.ts. */
  readonly tables: readonly (number | undefined)[];
  readonly states: number;
  /** Places for the u of as many chunks as may be under work. */
  readonly slots: number;
  readonly slotCount: number;
  /** A room of `roomBytes` for each thread. */
  readonly rooms: number;
  readonly roomBytes: number;
  /** The last row of the last block's output, series × width; and, where they are wanted, the float64 sums over its rows. */
  readonly last: number;
  readonly sums: number | undefined;
  /** ms after which a task, a matter of milliseconds, is given up: whoever took it died over it. */
  readonly patience: number;
  /** How many tasks were begun, whether one failed, then for each block how many chunks are done. */
  readonly state: Int32Array;
}

const [begun, failed, done] = [0, 1, 2];

/** Numbers in `state` of a job with so many blocks. */
export const stateLength = (blocks: number): number => done + blocks;

/** Constants of a block, in bytes. */
export const constantsBytes = 128;

/** The part of a job's memory that one thread needs alone. */
export function roomBytes({ bytes, width, chunkRows }: Pick<StackJob, 'bytes' | 'width' | 'chunkRows'>): number {
  return chunkRows * width * (bytes === 4 ? 20 : 16);
}

/** How often a thread looks at a number, some 20 us, before it sleeps until it changes. */
const looks = 2000;

/**
 * Does tasks of a job until none is left that nobody began, as the `thread`-th of its threads. Tasks are begun along the
 * diagonals of the table blocks × chunks, so that those a task waits for were begun long before it.
 */
export function shareStack(kernels: StackKernels, job: StackJob, thread: number): void {
  const blocks = job.euler.length;
  const diagonals = Math.ceil(job.rows / job.chunkRows) + blocks - 1;
  try {
    for (;;) {
      const task = Atomics.add(job.state, begun, 1);
      if (task >= diagonals * blocks) return;
      const block = task % blocks;
      const chunk = (task - block) / blocks - block;
      if (chunk >= 0 && chunk * job.chunkRows < job.rows) runTask(kernels, job, block, chunk, thread);
    }
  } catch (cause) {
    Atomics.store(job.state, failed, 1);
    for (let k = 0; k < blocks; k++) Atomics.notify(job.state, done + k);
    throw cause;
  }
}

/** Returns once all of a job is done. Error where a thread did not do what it had begun. */
export function awaitStack(job: StackJob): void {
  awaitChunks(job, job.euler.length - 1, Math.ceil(job.rows / job.chunkRows));
}

/** Rows of one series. */
interface Segment {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

function runTask(kernels: StackKernels, job: StackJob, block: number, chunk: number, thread: number): void {
  const { bytes, width, channels, weights } = job;
  if (block > 0) awaitChunks(job, block - 1, chunk + 1);
  else awaitChunks(job, job.euler.length - 1, chunk - job.slotCount + 1);

  const segments = segmentsOf(job, block, chunk);
  const first = chunk * job.chunkRows;
  const slot = job.slots + (chunk % job.slotCount) * job.chunkRows * width * bytes;
  const room = job.rooms + thread * job.roomBytes;
  const v = room;
  const gain = room + 8 * job.chunkRows * width;
  const narrow = gain + 8 * job.chunkRows * width;
  const from = segments[0]?.from ?? first;
  const count = (segments.at(-1)?.to ?? first) - from;
  const u = slot + (from - first) * width * bytes;
  const euler = job.euler[block]!;
  if (count > 0) {
    const product = bytes === 8 ? kernels.multiply64 : kernels.multiply32;
    const drive = bytes === 8 ? v : narrow;
    if (block === 0) {
      const x = job.x + from * channels * bytes;
      product(x, weights[0]!, u, count, channels, width, 32, 32 * channels);
      product(x, weights[1]!, drive, count, channels, width, 32, 32 * channels);
    } else product(u, weights[block + 1]!, drive, count, width, width, 32, 32 * width);
    if (bytes === 4) kernels.widened(narrow, v, count * width);
    const bias = job.biases + 8 * block * width;
    const constants = job.constants + block * constantsBytes;
    const table = job.tables[block];
    if (table === undefined) kernels.memristorCoefficients(v, bias, gain, count, width, constants, euler);
    else kernels.tabulatedCoefficients(v, bias, gain, count, width, constants, table);
  }

  awaitChunks(job, block, chunk);
  const states = bytes === 8 ? kernels.memristorStates : kernels.memristorStates32;
  const h = job.states + 8 * block * width;
  for (const segment of segments) {
    if (segment.from === job.starts[segment.series * job.euler.length + block]) kernels.clear(h, 8 * width);
    const at = 8 * (segment.from - from) * width;
    const rows = slot + (segment.from - first) * width * bytes;
    states(v + at, gain + at, rows, h, segment.to - segment.from, width, euler);
    if (block === job.euler.length - 1) output(kernels, job, segment, rows);
  }
  Atomics.store(job.state, done + block, chunk + 1);
  Atomics.notify(job.state, done + block);
}

/** Keeps what is asked of the last block's output, of which these rows of a series lie at `u`. */
function output(kernels: StackKernels, job: StackJob, { series, from, to }: Segment, u: number): void {
  const rowBytes = job.width * job.bytes;
  if (job.sums !== undefined) {
    const addRows = job.bytes === 8 ? kernels.addRows : kernels.addRows32;
    addRows(u, job.sums + 8 * series * job.width, to - from, job.width);
  }
  if (to === job.ends[series]) kernels.copy(job.last + series * rowBytes, u + (to - 1 - from) * rowBytes, rowBytes);
}

/** The rows of a chunk that a block computes. */
function segmentsOf({ rows, chunkRows, ends, starts, euler }: StackJob, block: number, chunk: number): Segment[] {
  const first = chunk * chunkRows;
  const end = Math.min(first + chunkRows, rows);
  const segments: Segment[] = [];
  for (let series = seriesAt(ends, first); series < ends.length; series++) {
    const from = Math.max(first, starts[series * euler.length + block]!);
    const to = Math.min(end, ends[series]!);
    if (from < to) segments.push({ series, from, to });
    if (ends[series]! >= end) break;
  }
  return segments;
}

/** The series that a row belongs to. */
function seriesAt(ends: Int32Array, row: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > row) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns once a block has done the first `chunks` chunks. */
function awaitChunks({ state, patience }: StackJob, block: number, chunks: number): void {
  let looked = 0;
  for (let so = Atomics.load(state, done + block); so < chunks; so = Atomics.load(state, done + block)) {
    if (Atomics.load(state, failed)) throw new Error('another thread failed to do its part of a stack of blocks');
    if (looked++ < looks) continue;
    if (Atomics.wait(state, done + block, so, patience) === 'timed-out')
      throw new Error(`a thread has not ended its part of a stack of blocks in ${patience} ms`);
  }
}
