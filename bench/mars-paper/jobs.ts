import { accuracy, predict } from '../../models/classify.js';
import { poolHalves, splitPool } from '../../models/data/pool.js';
import { networkScores } from '../../models/features.js';
import { takeOne, tryCandidates } from '../../models/reservoirs/choose.js';
import type { ReservoirName } from '../../models/reservoirs/names.js';
import { searchSettings } from '../../models/reservoirs/search.js';
import type { Settings } from '../../models/reservoirs/settings.js';
import { reservoirNamed } from '../../models/reservoirs/table.js';
import { trainReservoir } from '../../models/reservoirs/train.js';
import type { Series, SeriesSet } from '../../models/series.js';
import { readHalves } from './sets.js';

/** One piece of work: plain data, so that it can go to a thread and name its result in a file. */
export type Job = TrainJob | SearchJob | NeighbourJob;

/** A network of `seed` trained with one of the candidates, chosen inside the training set, and what it makes of the test set. */
export interface TrainJob {
  readonly kind: 'train';
  readonly set: string;
  readonly seed: number;
  readonly reservoir: ReservoirName;
  readonly candidates: readonly Settings[];
  /** `long`: the split of the long UEA benchmarks. */
  readonly split: 'original' | 'long';
}

/** Settings searched inside the training set. */
export interface SearchJob {
  readonly kind: 'search';
  readonly set: string;
  readonly seed: number;
  readonly trials: number;
  readonly fixed: Settings;
  readonly split: 'original' | 'long';
}

/** The nearest neighbour by Euclidean distance, without any training. */
export interface NeighbourJob {
  readonly kind: 'neighbour';
  readonly set: string;
}

/** What a job came to: an accuracy on the test set, or one in cross-validation where settings were searched. */
export interface Outcome {
  readonly accuracy: number;
  readonly settings: Settings;
  readonly lambda: number;
  /** s of this thread's time. */
  readonly seconds: number;
}

export function runJob(job: Job): Outcome {
  const began = performance.now();
  const outcome = job.kind === 'train' ? trained(job) : job.kind === 'search' ? searched(job) : neighbour(job);
  return { ...outcome, seconds: (performance.now() - began) / 1000 };
}

type Untimed = Omit<Outcome, 'seconds'>;

function trained({ set, seed, reservoir: name, candidates, split }: TrainJob): Untimed {
  const { train, test } = halves(set, seed, split);
  const reservoir = reservoirNamed(name);
  const settings =
    candidates.length > 1 ? takeOne(tryCandidates(reservoir, train, candidates, [seed])).settings : candidates[0]!;
  const { network, lambda } = trainReservoir(reservoir, train, settings, seed);
  return { accuracy: accuracy(predict(networkScores(network, test)), test), settings, lambda };
}

function searched({ set, seed, trials, fixed, split }: SearchJob): Untimed {
  const { train } = halves(set, seed, split);
  const best = searchSettings(reservoirNamed('mars'), train, { trials, seed, fixed })[0]!;
  return { accuracy: best.accuracy, settings: best.settings, lambda: Number.NaN };
}

/** The training part of a long split is without the validation part: the published figures come without it, too. */
function halves(set: string, seed: number, split: 'original' | 'long'): { train: SeriesSet; test: SeriesSet } {
  const original = readHalves(set, seed);
  return split === 'original' ? original : splitPool(poolHalves(original.train, original.test), seed);
}

function neighbour({ set }: NeighbourJob): Untimed {
  const { train, test } = readHalves(set, 0);
  const nearest = test.series.map(one => {
    const distances = train.series.map(other => squaredDistance(one, other));
    return train.series[distances.indexOf(Math.min(...distances))]!.label;
  });
  return { accuracy: accuracy(nearest, test), settings: {}, lambda: Number.NaN };
}

/** Of series of different lengths, over the steps that both have. */
function squaredDistance(a: Series, b: Series): number {
  let sum = 0;
  for (let k = 0; k < Math.min(a.values.length, b.values.length); k++) sum += (a.values[k]! - b.values[k]!) ** 2;
  return sum;
}
