import type { Programming } from './device.js';

/**
 * Programming with a normal error, g_prog = max(0, g + σ(g) z): the usual fit to an array that was written with verify.
 * `deviation` is σ in S of devices written to `siemens`. Devices that would come out negative are open.
 */
export function normalProgramming(
  deviation: (siemens: number) => number,
  about: Pick<Programming, 'source' | 'limits' | 'temperatures'>,
): Programming {
  return { ...about, program: (target, z) => target.map((g, k) => Math.max(0, g + deviation(g) * z[k]!)) };
}
