import { reject } from '../edge/error.js';
import { chooseRidgeLeaveOneOut } from '../numeric/leave-one-out.js';
import type { Matrix } from '../numeric/matrix.js';
import { type ChosenRidge, chooseRidge, type Scorer, stratifiedFolds } from '../numeric/ridge.js';
import { refuseUnlabelled } from './data/labels.js';
import type { Readout } from './network.js';
import type { SeriesSet } from './series.js';

/** A readout with the penalty that was chosen for it and how it did in cross-validation; see `ChosenRidge`. */
export interface TrainedReadout extends Omit<ChosenRidge, 'weights' | 'bias'> {
  readonly readout: Readout;
}

/** How a training set validates itself: in so many folds, or by leaving out one series at a time. */
export type Folds = number | 'leave-one-out';

/** The penalties λ that are tried unless others are given: decades, as the best one differs by data set. */
export const defaultPenalties: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Trains a ridge readout on the features (series × units) of a labelled set, wherever they come from: the reference
 * model, or hardware whose readout is to be retrained. Where hardware measured the set several times, the features
 * hold one round after the other, and all measurements of a series stay in one fold. See `chooseRidge` and
 * `chooseRidgeLeaveOneOut` for how λ is chosen, and the former for `score`, which needs folds, as several rounds do.
 * InputError for unlabelled series, for fewer than two series or classes, and where rounding drowns every penalty.
 */
export function trainReadout(
  features: Matrix,
  set: SeriesSet,
  penalties: readonly number[] = defaultPenalties,
  folds: Folds = 5,
  score?: Scorer,
): TrainedReadout {
  refuseUnlabelled(set);
  requireTwo(set);
  const chosen = choosePenalty(features, set, penalties, folds, score);
  if (!chosen) {
    const right = 'expected larger penalties or smaller inputs (for example normalised ones)';
    return reject(set.name, `no readout can be computed with penalties ${penalties.join(', ')}`, right);
  }
  const { weights, bias, ...choice } = chosen;
  const readout: Readout = { type: 'readout', name: 'readout', feature: 'last', weights, bias, classes: set.classes };
  return { readout, ...choice };
}

/** InputError, naming `file`, for a set of fewer than two series or classes. */
export function requireTwo({ name, series, classes }: SeriesSet, file = name): void {
  if (classes.length >= 2 && series.length >= 2) return;
  const found = `found ${series.length} series and ${classes.length} ${classes.length === 1 ? 'class' : 'classes'}`;
  reject(file, found, 'expected at least two of each to train on');
}

function choosePenalty(
  features: Matrix,
  { series, classes }: SeriesSet,
  penalties: readonly number[],
  folds: Folds,
  score: Scorer | undefined,
): ChosenRidge | undefined {
  const seriesOf = Array.from({ length: features.rows }, (_, row) => row % series.length);
  const labels = seriesOf.map(i => series[i]!.label);
  if (folds === 'leave-one-out') {
    if (score || features.rows > series.length) throw new RangeError('measured features are validated in folds');
    return chooseRidgeLeaveOneOut(features, labels, classes.length, penalties);
  }
  const foldOf = stratifiedFolds(
    series.map(one => one.label),
    folds,
  );
  const foldsOfRows = seriesOf.map(i => foldOf[i]!);
  return chooseRidge(features, labels, classes.length, penalties, foldsOfRows, score);
}
