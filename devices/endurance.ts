import { type JohnsonShape, johnsonDraws } from '../numeric/johnson.js';
import { normalsAt, randomStream } from '../numeric/random.js';

/** How the resistance of one state, written anew in every cycle, varies from cycle to cycle and from cell to cell. */
export interface CyclingStatistics {
  /** Mean of the medians of ln(R/ohm) that cells have once worn in, and the deviation of these medians. */
  readonly mean: number;
  readonly cells: number;
  /** ln R of the first cycle lies this much above; it fades as exp(−(n − 1)/wearCycles). */
  readonly wear: number;
  readonly wearCycles: number;
  /** Deviation of ln R over the cycles of a cell: its median over cells, and the deviation of its logarithm. */
  readonly cycle: number;
  readonly cycleSpread: number;
  /** Share of that variance that changes slowly, and the cycles over which it does. */
  readonly slowShare: number;
  readonly slowCycles: number;
  /** Shape of the rest, which is drawn anew in every cycle. */
  readonly shape: JohnsonShape;
}

/**
 * R (ohm) of one device in the given cycles, counted from 1:
 *
 *     ln R(n) = mean + cells z₁ + wear·exp(−(n − 1)/wearCycles) + c·(√(1 − φ) u(n) + √φ y(n)),   c = cycle·exp(cycleSpread z₂)
 *
 * u(n) are draws of Johnson's distribution counted from its median, so that a few bad cycles do not move the rest; y(n) goes straight from one normal draw to the next every `slowCycles`, scaled
 * so that its variance is 1 throughout. A device has one life: every draw has the address (device, cycle), so that any cycle
 * may be asked for alone. `device` is below 2²¹, cycles below 2³¹. `state` names the state, such as `HRS`.
 */
export function resistances(
  statistics: CyclingStatistics,
  { seed, state, device }: { readonly seed: number; readonly state: string; readonly device: number },
  cycles: Float64Array,
): Float64Array {
  const { mean, cells, wear, wearCycles, cycle, cycleSpread, slowShare, slowCycles, shape } = statistics;
  const own = randomStream(seed, 'cycling cell', state);
  const centre = mean + cells * own.normal(2 * device);
  const width = cycle * Math.exp(cycleSpread * own.normal(2 * device + 1));
  const first = device * 2 ** 32;
  const fast = johnsonDraws(
    normalsAt(randomStream(seed, 'cycling', state), cycles.map(n => first + n)), // biome-ignore format: one thing
    shape,
  );
  const middle = johnsonDraws(Float64Array.of(0), shape)[0]!;
  const slow = randomStream(seed, 'cycling slow', state);
  return cycles.map((n, k) => {
    const knot = Math.floor(n / slowCycles);
    const share = n / slowCycles - knot;
    const wander = (1 - share) * slow.normal(first + knot) + share * slow.normal(first + knot + 1);
    const drawn =
      Math.sqrt(1 - slowShare) * (fast[k]! - middle) + Math.sqrt(slowShare) * (wander / Math.hypot(share, 1 - share));
    return Math.exp(centre + wear * Math.exp(-(n - 1) / wearCycles) + width * drawn);
  });
}

/** The correlation of y (`resistances`) over `lag` cycles, averaged over where it starts. */
export function slowCorrelation(lag: number, slowCycles: number): number {
  const steps = 64;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const start = (step + 0.5) / steps;
    const end = start + lag / slowCycles;
    const knots = Math.floor(end);
    const to = end - knots;
    const common = knots === 0 ? (1 - start) * (1 - to) + start * to : knots === 1 ? start * (1 - to) : 0;
    sum += common / (Math.hypot(start, 1 - start) * Math.hypot(to, 1 - to)) / steps;
  }
  return sum;
}
