import { kernelsAt } from './blocks.js';
import { type Kernels, kernels } from './instance.js';

/** Numbers handled at a time in the kernels' memory: what one reads and writes stays in the cache. */
const chunk = 16384;
/** Below this many numbers the copies cost more than they save. */
const few = 32;

/**
 * Runs an elementwise kernel over `x` into `out`, which may be `x` itself: `work` is called with the address and the (even)
 * count of some numbers of it, and leaves its results in their place. Where `out` is a block (kernels/blocks.ts) that place
 * is `out`, and nothing is copied back. False, with nothing done, where plain TypeScript is better.
 */
export function inChunks(
  x: Float64Array,
  out: Float64Array,
  work: (wasm: Kernels, address: number, count: number) => void,
): boolean {
  const there = kernelsAt(out);
  if (there) {
    if (x !== out) out.set(x);
    work(there, out.byteOffset, x.length + (x.length & 1));
    return true;
  }
  const wasm = x.length < few ? null : kernels();
  if (!wasm) return false;
  const memory = wasm.scratch(Math.min(chunk, x.length + 1));
  for (let first = 0; first < x.length; first += chunk) {
    const count = Math.min(chunk, x.length - first);
    memory.set(x.subarray(first, first + count));
    work(wasm, memory.byteOffset, count + (count & 1));
    out.set(memory.subarray(0, count), first);
  }
  return true;
}
