import { inBlocks } from '../kernels/blocks.js';
import { relativeScatter } from '../kernels/elementwise.js';
import { normalsAt, type RandomStream } from '../numeric/random.js';

/**
 * 1/f read noise split at the duration of a run, and at that of a product that is read several times and averaged.
 *
 * A cell read for t_read at age t (counted from where drift starts) shows the relative variance
 * Q²·ln((t + t_read)/(2 t_read)): 1/f noise between 1/(t + t_read) and 1/(2 t_read). What is slower than a run of duration T does
 * not change while it lasts; what is slower than the n reads of one product is the same in all of them, so that no averaging
 * helps; what is faster differs from read to read:
 *
 *     ln((t + t_read)/(2 t_read)) = ln((t + t_read)/T) + ln(T/(2 n t_read)) + ln n
 *                                     slow: once per run   fast: once per product   within: once per read
 *
 * T is held between 2 n t_read (everything else slow) and t + t_read (everything else fast).
 */
export interface NoiseSplit {
  /** ln((t + t_read)/T): times Q² gives the relative variance drawn once per run. */
  readonly slow: number;
  /** ln(T/(2 n t_read)): times Q² gives the relative variance drawn once for the n reads of a product. */
  readonly fast: number;
  /** ln n: the same of each of them; 0 where a product is one read. */
  readonly within: number;
}

export function splitReadNoise(age: number, readTime: number, runDuration: number, reads = 1): NoiseSplit {
  const shortest = 2 * readTime;
  const oldest = Math.max(age + readTime, shortest);
  const product = Math.min(reads * shortest, oldest);
  const duration = Math.min(Math.max(runDuration, product), oldest);
  return {
    slow: Math.log(oldest / duration),
    fast: Math.log(duration / product),
    within: Math.log(product / shortest),
  };
}

/**
 * S that cells of `conductance` (S) show with noise of the relative variance Q²·`logarithm`, a part of a `NoiseSplit`:
 * g·(1 + Q √logarithm z), not below 0, with the draws z ~ N(0, 1) of `stream` at the cells' addresses. `out`
 * may be `conductance`.
 */
export function noisyConductances(
  conductance: Float64Array,
  flicker: Float64Array,
  logarithm: number,
  stream: RandomStream,
  address: Float64Array,
  out: Float64Array = new Float64Array(conductance.length),
): Float64Array {
  const amplitude = Math.sqrt(logarithm);
  inBlocks(out.length, (part, [z, g, q]) => {
    g.set(part(conductance));
    q.set(part(flicker));
    part(out).set(relativeScatter(g, q, amplitude, normalsAt(stream, part(address), z), g));
  });
  return out;
}
