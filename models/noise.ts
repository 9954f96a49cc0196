import { concatenate, span } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { signalToNoise } from './lca/energy.js';
import type { SeriesSet } from './series.js';

/** A set with Gaussian noise of that deviation on every value; another draw for every `seed`. */
export function addNoise(set: SeriesSet, deviation: number, seed: number): SeriesSet {
  if (deviation === 0) return set;
  return {
    ...set,
    series: set.series.map((one, k) => {
      const noise = new Float64Array(one.values.length);
      randomStream(seed, 'input-noise', k).fillNormal(noise, 0);
      return { ...one, values: one.values.map((value, i) => value + deviation * noise[i]!) };
    }),
  };
}

/** dB of a set against the one that it should be, with the range of its values as full scale. */
export function signalOver(wanted: SeriesSet, given: SeriesSet): number {
  const [right, found] = [wanted, given].map(({ series }) => concatenate(series.map(({ values }) => values)));
  return signalToNoise(right!, found!, span(right!) || 1);
}
