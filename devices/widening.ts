import type { Retention } from './device.js';

/** A spread that was measured at some ages after programming. */
export interface Widening {
  /**
   * S², how much larger the variance of devices of `siemens` is `seconds` after programming than just after it, never
   * below 0; for ages up to `longest`.
   */
  gained(siemens: number, seconds: number): number;
  /** s: the age at which the published spread is met to the last digit. */
  readonly anchor: number;
  /** s: the last age with data. */
  readonly longest: number;
}

/**
 * A distribution that widens around where its devices were programmed. Each device keeps one number for life, its way d
 * until the age `anchor`, d = z √gained(target, anchor), and has gone the same part of it at an age as all devices of its
 * conductance have:
 *
 *     g(t) = max(0, g_prog + d √(gained(g_prog, t) / gained(g_prog, anchor)))
 *
 * With d independent of the error of programming, the variances add to the published one. Devices that programming has
 * left at 0 are clipped twice, there the spread is a little wider than the published one.
 */
export function widening(
  { gained, anchor, longest }: Widening,
  about: Pick<Retention, 'source' | 'limits' | 'temperatures'>,
): Retention {
  const part = (siemens: number, seconds: number): number => {
    const whole = gained(siemens, anchor);
    return whole > 0 ? Math.sqrt(gained(siemens, seconds) / whole) : 0;
  };
  return {
    ...about,
    referenceTime: 0,
    longest,
    traits: (target, z) => target.map((g, k) => z[k]! * Math.sqrt(gained(g, anchor))),
    age: (programmed, traits, seconds) => programmed.map((g, k) => Math.max(0, g + traits[k]! * part(g, seconds))),
  };
}
