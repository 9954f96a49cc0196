import { maxAbs } from '../numeric/matrix.js';
import { type Hardware, weightSteps } from './hardware.js';

/** What clipping has done to a matrix. */
export interface Clipped {
  /** No |w| is larger. */
  readonly limit: number;
  /** Weights that were. */
  readonly count: number;
  /** By which the largest of them was. */
  readonly largestError: number;
}

/**
 * The limit that weights are clipped to, in their own unit; the largest |w| where nothing is clipped.
 *
 *     percentile    of |w|, interpolated linearly between two of them, as NumPy does
 *     least error   that of the limits k/200·max|w| with the least Σ(ŵ − w)², ŵ being w clipped and rounded to the steps that
 *                   slices or levels leave; nothing is clipped where they leave none
 *
 * More weights than `mostExact` are put into as many bins of |w| for the second, each with its mean.
 */
export function clippingLimit(weights: Float64Array, hardware: Hardware): number {
  const largest = maxAbs(weights);
  const { clip } = hardware;
  if (clip === undefined || largest === 0) return largest;
  if (clip === 'least error') {
    const steps = weightSteps(hardware);
    return steps === null ? largest : leastError(weights, largest, steps);
  }
  return percentileOf(weights, largest, clip.percentile) || largest;
}

/** What clipping at a limit does to weights; nothing where none is beyond it. */
export function clippedAt(weights: Float64Array, limit: number): Clipped | undefined {
  let [count, largest] = [0, 0];
  for (const w of weights) {
    const beyond = Math.abs(w) - limit;
    if (beyond <= 0) continue;
    count++;
    if (beyond > largest) largest = beyond;
  }
  return count > 0 ? { limit, count, largestError: largest } : undefined;
}

function percentileOf(weights: Float64Array, largest: number, percent: number): number {
  const at = (percent / 100) * (weights.length - 1);
  const below = Math.floor(at);
  const low = sizeOfRank(weights, largest, below);
  const high = at > below ? sizeOfRank(weights, largest, below + 1) : low;
  return low + (at - below) * (high - low);
}

/** The |w| that `rank` others come before in ascending order: counted in bins first, so that only those of one are sorted. */
function sizeOfRank(weights: Float64Array, largest: number, rank: number): number {
  const counts = new Float64Array(mostExact);
  for (const w of weights) counts[binOf(w, largest)]!++;
  let [bin, before] = [0, 0];
  while (before + counts[bin]! <= rank) before += counts[bin++]!;
  return weights
    .filter(w => binOf(w, largest) === bin)
    .map(Math.abs)
    .sort()[rank - before]!;
}

const binOf = (w: number, largest: number): number =>
  Math.min(Math.floor((Math.abs(w) / largest) * mostExact), mostExact - 1);

const mostExact = 2 ** 14;
const limits = 200;

function leastError(weights: Float64Array, largest: number, steps: number): number {
  const { sizes, counts } = binned(weights, largest);
  let [best, least] = [largest, Infinity];
  for (let k = limits; k > 0; k--) {
    const limit = (k / limits) * largest;
    const error = squaredError(sizes, counts, limit, limit / steps);
    if (error < least) [best, least] = [limit, error];
  }
  return best;
}

function squaredError(sizes: Float64Array, counts: Float64Array, limit: number, step: number): number {
  let sum = 0;
  for (let k = 0; k < sizes.length; k++) {
    const error = Math.round(Math.min(sizes[k]!, limit) / step) * step - sizes[k]!;
    sum += counts[k]! * error * error;
  }
  return sum;
}

/** |w| with how many there are of each, or of each bin its mean. */
function binned(weights: Float64Array, largest: number): { sizes: Float64Array; counts: Float64Array } {
  if (weights.length <= mostExact)
    return { sizes: weights.map(Math.abs), counts: new Float64Array(weights.length).fill(1) };
  const [sizes, counts] = [new Float64Array(mostExact), new Float64Array(mostExact)];
  for (const w of weights) {
    const bin = binOf(w, largest);
    sizes[bin]! += Math.abs(w);
    counts[bin]!++;
  }
  return { sizes: sizes.map((sum, k) => (counts[k]! > 0 ? sum / counts[k]! : 0)), counts };
}
