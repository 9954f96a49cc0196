import type { Network } from '../../models/network.js';
import { takeOne, tryCandidates } from '../../models/reservoirs/choose.js';
import { mars } from '../../models/reservoirs/mars.js';
import type { Settings } from '../../models/reservoirs/settings.js';
import { trainReservoir } from '../../models/reservoirs/train.js';
import type { SeriesSet } from '../../models/series.js';
import { published } from '../mars-paper/sets.js';

const table7 = (set: string): Settings => ({ ...published[set]!.settings.mars, integrator: 'exact' });

/**
 * What the network of a set may be: the settings that the paper has for it, or for another set those that it has for three
 * unlike ones, with every feature, and the series as they are or normalised.
 */
function candidatesOf(set: string): readonly Settings[] {
  if (set in published) return [table7(set)];
  const settings = ['GunPoint', 'SyntheticControl', 'JapaneseVowels_eq'].map(table7);
  return settings.flatMap(one =>
    ['last', 'mean', 'both'].flatMap(feature => ['none', 'series'].map(normalize => ({ ...one, feature, normalize }))),
  );
}

/** The MARS network of a set, its settings and λ chosen in `train`. */
export function trainMars(set: string, train: SeriesSet, seed: number): Network {
  const ridge = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];
  const candidates = candidatesOf(set).map(settings => ({ ...settings, ridge }));
  const chosen =
    candidates.length > 1 ? takeOne(tryCandidates(mars, train, candidates, [seed])).settings : candidates[0]!;
  return trainReservoir(mars, train, chosen, seed).network;
}
