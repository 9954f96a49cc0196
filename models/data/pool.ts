import { randomStream } from '../../numeric/random.js';
import type { Series, SeriesSet } from '../series.js';

/** The parts of a pooled set. */
export interface Split {
  readonly train: SeriesSet;
  readonly validation: SeriesSet;
  readonly test: SeriesSet;
}

/**
 * Both halves of a data set as one, without the series that repeat an earlier one value for value, whatever their label.
 * Classes of the training half come first, then those that only the other has. RangeError where the channels differ.
 */
export function poolHalves(train: SeriesSet, test: SeriesSet): SeriesSet {
  if (train.channels !== test.channels)
    throw new RangeError(`halves of ${train.channels} and ${test.channels} channels`);
  const classes = [...new Set([...train.classes, ...test.classes])];
  const relabelled = test.series.map((one): Series => {
    const name = test.classes[one.label];
    return name === undefined ? one : { ...one, label: classes.indexOf(name) };
  });
  return { ...train, classes, series: withoutRepeats([...train.series, ...relabelled]) };
}

/**
 * A random split of a pooled set: ⌊0.7 n⌋ of n series to train on, up to ⌊0.85 n⌋ to choose settings by, the rest to test.
 *
 * With `poolHalves` it is the protocol of the long UEA benchmarks (Walker et al., "Log Neural Controlled Differential
 * Equations", ICML 2024; github.com/Benjamin-Walker/log-neural-cdes, which MARS follows, arXiv 2604.19343). The permutation
 * is drawn from `seed` by our own generator: the splits are not those of the published seeds, which JAX drew.
 */
export function splitPool(pool: SeriesSet, seed: number): Split {
  const order = permutation(pool.series.length, seed);
  const bounds = [0, 0.7, 0.85, 1].map(share => Math.floor(share * order.length));
  const part = (k: number): SeriesSet => ({
    ...pool,
    series: order.slice(bounds[k], bounds[k + 1]).map(i => pool.series[i]!),
  });
  return { train: part(0), validation: part(1), test: part(2) };
}

function withoutRepeats(series: readonly Series[]): Series[] {
  const seen = new Map<string, Series[]>();
  return series.filter(one => {
    const { values } = one;
    // Few series share their ends and sum, so that few are compared value by value.
    const key = `${values.length} ${values[0]} ${values.at(-1)} ${values.reduce((sum, value) => sum + value, 0)}`;
    const alike = seen.get(key) ?? [];
    if (alike.some(known => known.values.every((value, i) => Object.is(value, values[i])))) return false;
    seen.set(key, [...alike, one]);
    return true;
  });
}

/** The numbers below `count` in an order drawn from `seed` (Fisher and Yates). */
function permutation(count: number, seed: number): number[] {
  const stream = randomStream(seed, 'pool');
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor((last + 1) * stream.uniform(last));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
