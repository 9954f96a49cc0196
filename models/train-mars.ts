import type { Network } from './network.js';
import { type MarsOptions, mars } from './reservoirs/mars.js';
import { trainReservoir } from './reservoirs/train.js';
import type { SeriesSet } from './series.js';

export type { MarsOptions };

/** `trainReservoir` of MARS. */
export function trainMars(
  train: SeriesSet,
  options: MarsOptions,
  seed: number,
  progress?: (done: number, of: number) => void,
): Network {
  return trainReservoir(mars, train, options, seed, progress).network;
}
