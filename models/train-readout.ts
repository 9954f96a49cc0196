import { reject } from '../edge/error.js';
import type { Matrix } from '../numeric/matrix.js';
import { chooseRidge, type Scorer, stratifiedFolds } from '../numeric/ridge.js';
import { refuseUnlabelled } from './data/labels.js';
import type { Readout } from './network.js';
import type { SeriesSet } from './series.js';

/** A readout with the penalty that was chosen for it and its cross-validated accuracy. */
export interface TrainedReadout {
  readonly readout: Readout;
  readonly lambda: number;
  readonly cvAccuracy: number;
  /** Mean squared error of the held-out scores, against ±1. */
  readonly cvError: number;
}

/** The penalties λ that are tried unless others are given: decades, as the best one differs by data set. */
export const defaultPenalties: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Trains a ridge readout on the features (series × units) of a labelled set, wherever they come from: the reference
 * model, or hardware whose readout is to be retrained. Where hardware measured the set several times, the features
 * hold one round after the other, and all measurements of a series stay in one fold. See `chooseRidge` for how λ is chosen, and for `score`. InputError for unlabelled
 * series, for fewer than two series or classes, and where rounding drowns every penalty.
 */
export function trainReadout(
  features: Matrix,
  set: SeriesSet,
  penalties: readonly number[] = defaultPenalties,
  folds = 5,
  score?: Scorer,
): TrainedReadout {
  refuseUnlabelled(set);
  if (set.classes.length < 2 || set.series.length < 2) {
    const found = `found ${set.series.length} series of ${set.classes.length} classes`;
    return reject(set.name, found, 'expected at least two of each to train on');
  }
  const rows = Array.from({ length: features.rows }, (_, row) => row % set.series.length);
  const foldOf = stratifiedFolds(
    set.series.map(one => one.label),
    folds,
  );
  const chosen = chooseRidge(
    features,
    rows.map(row => set.series[row]!.label),
    set.classes.length,
    penalties,
    rows.map(row => foldOf[row]!),
    score,
  );
  if (!chosen) {
    const right = 'expected larger penalties or smaller inputs (for example normalised ones)';
    return reject(set.name, `no readout can be computed with penalties ${penalties.join(', ')}`, right);
  }
  const { weights, bias, lambda, cvAccuracy, cvError } = chosen;
  const readout: Readout = { type: 'readout', name: 'readout', feature: 'last', weights, bias, classes: set.classes };
  return { readout, lambda, cvAccuracy, cvError };
}
