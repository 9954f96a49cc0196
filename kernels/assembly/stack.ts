// A third WebAssembly module: what a stack of memristor blocks needs, for threads that share one memory. It is not in the
// second one, whose users own all of their memory: this one keeps the table of its exponential there.
export { multiply32, multiply64 } from './dense';
export { addRows, addRows32, memristorCoefficients, memristorStates, memristorStates32, tabulatedCoefficients, widened } from './memristor';

export function clear(to: usize, bytes: usize): void {
  memory.fill(to, 0, bytes);
}

export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** The first address no kernel uses itself. */
export const heapBase: usize = __heap_base;
