import { type Kernels, ownKernels } from './instance.js';

/** Numbers in a block: several blocks of them stay in the second-level cache. */
const blockLength = 4096;

/** Blocks there are. */
const blockCount = 4;

/** From one block to the next: kernels that take two numbers at a time may touch one past the last. */
const stride = blockLength + 2;

interface Place {
  readonly kernels: Kernels | null;
  readonly memory: Float64Array;
}

let place: Place | undefined;

function blockPlace(): Place {
  if (place) return place;
  const kernels = ownKernels();
  const doubles = blockCount * stride;
  place = { kernels, memory: kernels?.scratch(doubles) ?? new Float64Array(doubles) };
  return place;
}

/**
 * Goes through arrays of `length` numbers a block at a time. `work` is given `part`, which cuts the block's numbers out of
 * any such array, and blocks to work in, of that length each and with whatever an earlier call left there. They lie where
 * the elementwise kernels need not copy; a step whose arrays are all blocks runs from the cache, however long the arrays.
 *
 * Not to be used within `work`.
 */
export function inBlocks(
  length: number,
  work: (part: (whole: Float64Array) => Float64Array, blocks: Blocks, first: number) => void,
): void {
  const { memory } = blockPlace();
  for (let first = 0; first < length; first += blockLength) {
    const count = Math.min(blockLength, length - first);
    const blocks = Array.from({ length: blockCount }, (_, k) => memory.subarray(k * stride, k * stride + count));
    work(whole => whole.subarray(first, first + count), blocks as unknown as Blocks, first);
  }
}

export type Blocks = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** The kernels that reach these numbers where they lie, if any do. */
export function kernelsAt(numbers: Float64Array): Kernels | null {
  return place && numbers.buffer === place.memory.buffer ? place.kernels : null;
}
