import { randomStream } from '../../numeric/random.js';

/** Constants of the Mackey-Glass equation, and how it is stepped. Times have no unit. */
export interface MackeyGlassOptions {
  /** Delay τ; default 17, mildly chaotic. */
  readonly delay?: number;
  /** Rate of production a; default 0.2. */
  readonly production?: number;
  /** Rate of decay b; default 0.1. */
  readonly decay?: number;
  /** Exponent n; default 10. */
  readonly exponent?: number;
  /** x at time 0; default 1.2. */
  readonly start?: number;
  /** Time step h; default 1. */
  readonly step?: number;
}

/**
 * The Mackey-Glass series: x at times 0, h, 2h … of
 *
 *     dx/dt = a·x(t − τ) / (1 + x(t − τ)ⁿ) − b·x(t)
 *
 * by Runge and Kutta's method of fourth order, with the delayed value held over each step, as the field computes it: the
 * error is of first order in h, and at h = 1 the series is a system of its own rather than the equation's solution. The
 * history, ⌊τ/h⌋ steps before time 0, is x₀ + 0.2·U(−½, ½), drawn from `seed`. Sources: Mackey and Glass, Science 197
 * (1977) 287; the discretisation of reservoirpy's `mackey_glass`, with our random numbers. RangeError for a step
 * above the delay.
 */
export function mackeyGlass(steps: number, seed: number, options: MackeyGlassOptions = {}): Float64Array {
  const { delay = 17, start = 1.2, step = 1 } = options;
  const stream = randomStream(seed, 'mackey-glass');
  const history = Float64Array.from({ length: lagOf(delay, step) }, (_, i) => start + 0.2 * (stream.uniform(i) - 0.5));
  return mackeyGlassAfter(history, steps, options);
}

/** As `mackeyGlass`, after a given history of ⌊τ/h⌋ values, the earliest first. RangeError for another number of them. */
export function mackeyGlassAfter(history: Float64Array, steps: number, options: MackeyGlassOptions = {}): Float64Array {
  const { delay = 17, production = 0.2, decay = 0.1, exponent = 10, start = 1.2, step = 1 } = options;
  const lag = lagOf(delay, step);
  if (history.length !== lag) throw new RangeError(`${history.length} values of history; the delay takes ${lag}`);
  const x = new Float64Array(steps);
  let now = start;
  for (let t = 0; t < steps; t++) {
    x[t] = now;
    const delayed = t < lag ? history[t]! : x[t - lag]!;
    const produced = (production * delayed) / (1 + delayed ** exponent);
    const slope = (value: number): number => produced - decay * value;
    const k1 = slope(now);
    const k2 = slope(now + (step / 2) * k1);
    const k3 = slope(now + (step / 2) * k2);
    const k4 = slope(now + step * k3);
    now += (step / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return x;
}

/** Whole steps in the delay; the small number is for quotients that rounding puts just below one. */
function lagOf(delay: number, step: number): number {
  const lag = Math.floor(delay / step + 1e-9);
  if (!(step > 0 && lag >= 1)) throw new RangeError(`a step of ${step} with a delay of ${delay}`);
  return lag;
}
