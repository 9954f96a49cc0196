import { reject } from '../edge/error.js';
import type { Matrix } from '../numeric/matrix.js';
import { largestIndex } from '../numeric/ridge.js';
import { refuseUnlabelled, refuseUnlabelledSteps } from './data/labels.js';
import type { Network, Readout } from './network.js';
import { type SeriesSet, stepsOf } from './series.js';

/** The readout of a network: its last layer. InputError for a network that ends in another one. */
export function readoutOf({ name, layers }: Pick<Network, 'name' | 'layers'>): Readout {
  const last = layers.at(-1);
  return last?.type === 'readout'
    ? last
    : reject(name, `its last layer is ${last ? `"${last.name}" (${last.type})` : 'not there'}`, 'expected a readout');
}

/** The class of the highest score in every row of `scores` (series × classes); the first of equals. */
export function predict(scores: Matrix): Int32Array {
  return Int32Array.from({ length: scores.rows }, (_, row) => largestIndex(scores, row));
}

/**
 * The share of series whose predicted class is their label, or of time steps where each has its own. InputError where a series
 * has no label, or not one for each of its steps, and for another number of predictions.
 */
export function accuracy(predicted: ArrayLike<number>, set: SeriesSet): number {
  const steps = stepsOf(set);
  if (predicted.length === steps && set.series.some(({ labels }) => labels)) {
    refuseUnlabelledSteps(set);
    let right = 0;
    let at = 0;
    for (const { labels } of set.series) for (const label of labels!) if (label === predicted[at++]) right++;
    return right / steps;
  }
  refuseUnlabelled(set);
  if (predicted.length !== set.series.length)
    return reject(
      set.name,
      `found ${predicted.length} predicted classes`,
      `expected ${set.series.length}, one for each series`,
    );
  return set.series.filter((one, i) => one.label === predicted[i]).length / set.series.length;
}
