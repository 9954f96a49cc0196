import type { Phasors } from './admittance.js';

/** Points of a sweep per decade: between them the cubics below are good to 1e-6. */
export const pointsPerDecade = 40;

/** Hz; beyond these nothing is looked for. */
const [lowestDecade, highestDecade] = [-3, 18];

/** The magnitudes of phasors. */
export const magnitudes = ({ re, im }: Phasors): Float64Array => re.map((x, k) => Math.hypot(x, im[k]!));

/** A sweep over frequencies, evenly spaced by their logarithm, in Hz. */
export interface Sweep {
  readonly from: number;
  readonly to: number;
}

/**
 * The decades over which all columns that pass anything at rest fall from 1 % below that to less than half of it: found
 * decade by decade. Where some never do, to 1e18 Hz. `still` (S) are the magnitudes at 0 Hz; what is below 1e-9 of the
 * largest is nothing.
 */
export async function sweepOf(
  transfer: (hertz: number) => Phasors,
  still: Float64Array,
  between: () => Promise<void> = async () => {},
): Promise<Sweep> {
  const nothing = 1e-9 * Math.max(...still);
  const passing = [...still.keys()].filter(j => still[j]! > nothing);
  let [from, to] = [lowestDecade, highestDecade];
  for (let decade = lowestDecade; decade < highestDecade; decade++) {
    await between();
    const now = magnitudes(transfer(10 ** decade));
    const parts = passing.map(j => now[j]! / still[j]!);
    if (parts.every(part => part > 0.99)) from = decade;
    if (parts.every(part => part < 0.5)) {
      to = decade;
      break;
    }
  }
  return { from: 10 ** from, to: 10 ** to };
}

/**
 * Hz at which a magnitude has fallen to 1/√2 of what it is `still`, at 0 Hz, for the first time (−3 dB); NaN where nothing
 * passes then, or it never falls so far within the sweep. Between its points, evenly spaced by their logarithm, a cubic of
 * the logarithms through the four nearest.
 */
export function bandwidth(hertz: Float64Array, magnitude: Float64Array, still: number): number {
  const level = still * Math.SQRT1_2;
  const beyond = magnitude.findIndex(value => value < level);
  if (!(still > 0) || beyond < 1 || magnitude.length < 4) return Number.NaN;
  const base = Math.min(Math.max(beyond - 2, 0), magnitude.length - 4);
  const [a, b, c, d] = [0, 1, 2, 3].map(k => Math.log(magnitude[base + k]! / level)) as [
    number,
    number,
    number,
    number,
  ];
  const at = (x: number): number =>
    (((x - 1) * (x - 2) * (3 - x)) / 6) * a +
    ((x * (x - 2) * (x - 3)) / 2) * b +
    ((x * (x - 1) * (3 - x)) / 2) * c +
    ((x * (x - 1) * (x - 2)) / 6) * d;
  let [above, below] = [beyond - 1 - base, beyond - base];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (above + below) / 2;
    if (at(middle) > 0) above = middle;
    else below = middle;
  }
  const step = Math.log(hertz[base + 1]! / hertz[base]!);
  return hertz[base]! * Math.exp(step * below);
}
