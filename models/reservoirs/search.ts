import { randomStream } from '../../numeric/random.js';
import type { SeriesSet } from '../series.js';
import { type Trial, tryCandidates } from './choose.js';
import type { Range, Reservoir } from './reservoir.js';
import type { Settings } from './settings.js';

/** Of the candidates of a round, one in so many goes on to the next, where it is drawn with more seeds. */
const keep = 4;
/** Seeds that each candidate is drawn with, round by round. */
const seedsOfRound = [1, 3, 9] as const;

export interface SearchOptions {
  /** Candidates of the first round. */
  readonly trials: number;
  /** Names the candidates and the weights they are tried with. */
  readonly seed: number;
  /** Settings that are given and not searched. */
  readonly fixed?: Settings;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Searches the settings of a reservoir by cross-validation inside the training set: candidates drawn at random from the
 * reservoir's ranges, the best quarter of them tried with more weights, and the best quarter of those with more still
 * (successive halving, Jamieson and Talwalkar 2016, with quarters). The last round's trials, best first. The weights it
 * tries are never those of seeds 0 … 9999, so that a network trained with one of these was not chosen by its luck.
 */
export function searchSettings(reservoir: Reservoir, train: SeriesSet, options: SearchOptions): Trial[] {
  const { trials, seed, fixed = {}, onProgress } = options;
  const sizes = seedsOfRound.map((_, round) => Math.max(1, Math.floor(trials / keep ** round)));
  const works = sizes.map((size, round) => size * seedsOfRound[round]!);
  const all = works.reduce((sum, work) => sum + work, 0);
  let candidates: readonly Settings[] = Array.from({ length: trials }, (_, k) => ({
    ...drawSettings(reservoir, seed, k),
    ...fixed,
  }));
  let ranked: Trial[] = [];
  let before = 0;
  seedsOfRound.forEach((count, round) => {
    const seeds = Array.from({ length: count }, (_, s) => 10_000 + 100 * seed + s);
    ranked = tryCandidates(reservoir, train, candidates, seeds, done => onProgress?.(before + done, all));
    before += works[round]!;
    const next = sizes[round + 1];
    if (next !== undefined) candidates = ranked.slice(0, next).map(({ settings }) => settings);
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
