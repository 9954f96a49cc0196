import type { SeriesSet } from '../series.js';
import { trainReadout } from '../train-readout.js';
import type { Reservoir } from './reservoir.js';
import type { Settings } from './settings.js';
import { checkOptions, reservoirFeatures } from './train.js';

/** How settings did in cross-validation inside a training set. */
export interface Trial {
  readonly settings: Settings;
  /** Share of the training series whose class is right in the fold that did not train on them; mean over the seeds. */
  readonly accuracy: number;
  /** Mean squared error of the held-out scores, against ±1. */
  readonly error: number;
}

/**
 * Which settings do best in cross-validation inside the training set, best first: the highest accuracy, among equals the
 * smallest squared error, as penalties are chosen. Each is drawn with every one of `seeds`.
 */
export function tryCandidates(
  reservoir: Reservoir,
  train: SeriesSet,
  candidates: readonly Settings[],
  seeds: readonly number[],
  progress?: (done: number, of: number) => void,
): Trial[] {
  const trials = candidates.map((settings, k): Trial => {
    const { ridge, folds } = checkOptions(reservoir, settings);
    let accuracy = 0;
    let error = 0;
    for (const [s, seed] of seeds.entries()) {
      const { features } = reservoirFeatures(reservoir, train, settings, seed);
      const { cvAccuracy, cvError } = trainReadout(features, train, ridge, folds);
      accuracy += cvAccuracy / seeds.length;
      error += cvError / seeds.length;
      progress?.(k * seeds.length + s + 1, candidates.length * seeds.length);
    }
    return { settings, accuracy, error };
  });
  return trials.sort((a, b) => b.accuracy - a.accuracy || a.error - b.error);
}
