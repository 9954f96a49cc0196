import type { ReservoirName } from '../../models/reservoirs/names.js';
import type { Settings } from '../../models/reservoirs/settings.js';
import type { Job, NeighbourJob, Outcome, SearchJob, TrainJob } from './jobs.js';
import { published } from './sets.js';

/** How λ is chosen inside the training set. */
const chosen: Settings = {
  ...{ ridge: [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10], folds: 'leave-one-out' },
};

/** The kinds of reservoirs in the paper's table. */
export const paperReservoirs = ['esn', 'mf-esn', 'mars'] as const;

const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** For each set, each kind and each way to find λ (1, chosen), a network of every seed. */
export function paperJobs(sets: readonly string[], seeds: number): TrainJob[] {
  return sets.flatMap(set => {
    const { esn, mfEsn, mars } = published[set]!.settings;
    const one = { ridge: [1] };
    const candidates: [ReservoirName, Settings[]][] = [
      ['esn', [{ ...esn, ...one }]],
      ['esn', [{ ...esn, ...chosen }]],
      ['mf-esn', [{ ...mfEsn, ...one }]],
      ['mf-esn', [{ ...mfEsn, ...chosen }]],
      ['mars', [{ ...mars, ...one, encoderScale: 'inputs' }]],
      // The weaker encoder first: it is taken where they do equally well.
      ['mars', ['omega', 'inputs'].map(encoderScale => ({ ...mars, ...chosen, encoderScale }))],
    ];
    return candidates.flatMap(([reservoir, of]) =>
      seedsUpTo(seeds).map((seed): TrainJob => {
        return { kind: 'train', set, seed, reservoir, candidates: of, split: 'original' };
      }),
    );
  });
}

/** Settings of MARS for every set; generated sets are searched in a draw of their own, that of seed 0. */
export function searches(sets: readonly string[], trials: number): SearchJob[] {
  return sets.map(set => ({ kind: 'search', set, seed: 0, trials, fixed: chosen, split: 'original' }));
}

/** A network of every seed with the settings that were found for each set, and its nearest neighbours. */
export function trainedWith(sets: readonly string[], found: readonly Outcome[], seeds: number): Job[] {
  return sets.flatMap((set, k): Job[] => {
    const neighbour: NeighbourJob = { kind: 'neighbour', set };
    const candidates = [found[k]!.settings];
    const trained = seedsUpTo(seeds).map((seed): TrainJob => {
      return { kind: 'train', set, seed, reservoir: 'mars', candidates, split: 'original' };
    });
    return [neighbour, ...trained];
  });
}

/** Seeds of the long benchmarks, as they publish them; their splits are drawn by another generator than ours. */
export const longSeeds = [2345, 3456, 4567, 5678, 6789];
/** Units of the networks that are searched among, and of wider ones with the same settings. The paper's have 800. */
export const [searchedUnits, longUnits] = [100, 400];

/** Settings of MARS for every split of SelfRegulationSCP1, searched in its training part. */
export function longSearches(trials: number): SearchJob[] {
  const fixed = { ...chosen, units: searchedUnits };
  return longSeeds.map(seed => ({ kind: 'search', set: 'SelfRegulationSCP1', seed, trials, fixed, split: 'long' }));
}

/** Each split's network: as searched, and wider. */
export function longJobs(found: readonly Outcome[]): TrainJob[] {
  return [searchedUnits, longUnits].flatMap(units =>
    longSeeds.map((seed, k): TrainJob => {
      const candidates = [{ ...found[k]!.settings, units }];
      return { kind: 'train', set: 'SelfRegulationSCP1', seed, reservoir: 'mars', candidates, split: 'long' };
    }),
  );
}
