import { randomStream } from '../../numeric/random.js';
import { features } from '../network.js';
import type { SeriesSet } from '../series.js';
import { bestFirst, type Trial, tryCandidates } from './choose.js';
import type { Range, Reservoir } from './reservoir.js';
import type { Settings } from './settings.js';

/** Of the candidates of a round, one in so many goes on to the next, where it is drawn with more seeds. */
const keep = 4;
/** Seeds that each candidate is drawn with, round by round. */
const seedsOfRound = [1, 3, 9] as const;

export interface SearchOptions {
  /** Reservoirs of the first round, each with every feature. */
  readonly trials: number;
  /** Names the candidates and the weights they are tried with. */
  readonly seed: number;
  /** Settings that are given and not searched. */
  readonly fixed?: Settings;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Searches the settings of a reservoir by cross-validation inside the training set: candidates drawn at random from the
 * reservoir's ranges, each with every feature its readout may see, the best quarter of them tried with more weights, and
 * the best quarter of those with more still (successive halving, Jamieson and Talwalkar 2016, with quarters). The last
 * round's trials, best first. The weights it tries are never those of seeds 0 … 9999, so that a network trained with one
 * of these was not chosen by its luck.
 */
export function searchSettings(reservoir: Reservoir, train: SeriesSet, options: SearchOptions): Trial[] {
  const { trials, seed, fixed = {}, onProgress } = options;
  let candidates = Array.from({ length: trials }, (_, k) => ({
    ...drawSettings(reservoir, seed, k),
    ...fixed,
  })).flatMap(drawn =>
    (fixed.feature === undefined ? features : [fixed.feature]).map((feature): Settings => ({ ...drawn, feature })),
  );
  const first = candidates.length;
  const sizes = seedsOfRound.map((_, round) => Math.max(1, Math.floor(first / keep ** round)));
  const works = sizes.map((size, round) => size * seedsOfRound[round]!);
  const all = works.reduce((sum, work) => sum + work, 0);
  let ranked: Trial[] = [];
  let before = 0;
  seedsOfRound.forEach((count, round) => {
    if (round > 0) candidates = ranked.slice(0, sizes[round]).map(({ settings }) => settings);
    const seeds = Array.from({ length: count }, (_, s) => 10_000 + 100 * seed + s);
    const hear = (done: number, of: number): void => onProgress?.(before + (works[round]! * done) / of, all);
    ranked = bestFirst(tryCandidates(reservoir, train, candidates, seeds, hear));
    before += works[round]!;
  });
  return ranked;
}

/** Settings drawn from a reservoir's ranges. */
function drawSettings({ name, ranges }: Reservoir, seed: number, trial: number): Settings {
  const drawn = Object.entries(ranges).map(([key, range]) => {
    return [key, valueAt(range, randomStream(seed, 'search', name, key).uniform(trial))] as const;
  });
  return Object.fromEntries(drawn);
}

/** The value that lies at a share u of a range; two digits are enough for what is searched by chance. */
function valueAt(range: Range, u: number): number | string {
  if ('values' in range) return range.values[Math.floor(u * range.values.length)]!;
  const { from, to, scale } = range;
  return Number((scale === 'log' ? from * (to / from) ** u : from + (to - from) * u).toPrecision(2));
}
