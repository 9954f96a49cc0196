import { randomStream } from './random.js';

/** 0 … count − 1 in random order, another for each seed and epoch. */
export function shuffled(count: number, seed: number, epoch: number): number[] {
  const stream = randomStream(seed, 'order', epoch);
  const keys = Float64Array.from({ length: count }, (_, k) => stream.uniform(k));
  return Array.from({ length: count }, (_, k) => k).sort((a, b) => keys[a]! - keys[b]!);
}
