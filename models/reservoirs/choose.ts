import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import type { Feature } from '../network.js';
import type { SeriesSet } from '../series.js';
import { type Folds, trainReadout } from '../train-readout.js';
import type { Reservoir } from './reservoir.js';
import type { Settings } from './settings.js';
import { checkOptions, reservoirFeatures } from './train.js';

/** How settings did in cross-validation inside a training set. */
export interface Trial {
  readonly settings: Settings;
  readonly folds: Folds;
  /** Share of the training series whose class is right where they are held out; mean over the seeds. */
  readonly accuracy: number;
  /** `cvError` of the readout; mean over the seeds. */
  readonly error: number;
  /** Of every series, the share of the seeds with which its class is right where it is held out. */
  readonly heldOutRight: Float64Array;
}

/**
 * How candidates do in cross-validation inside the training set, in their order; each is drawn with every one of `seeds`.
 * Those that differ in what the readout sees share their states. InputError where they are validated in different ways,
 * which do not compare.
 */
export function tryCandidates(
  reservoir: Reservoir,
  train: SeriesSet,
  candidates: readonly Settings[],
  seeds: readonly number[],
  progress?: (done: number, of: number) => void,
): Trial[] {
  const checked = candidates.map(settings => checkOptions(reservoir, settings));
  if (new Set(checked.map(({ folds }) => folds)).size > 1)
    reject(
      '--set: folds',
      'found several',
      'expected one: what one kind of validation finds does not compare with another',
    );
  const states = new Map<string, number[]>();
  candidates.forEach(({ feature: _, ridge: __, ...settings }, k) => {
    const key = JSON.stringify(settings);
    states.set(key, [...(states.get(key) ?? []), k]);
  });
  const trials = candidates.map((settings, k) => ({
    ...{ settings, folds: checked[k]!.folds, accuracy: 0, error: 0 },
    heldOutRight: new Float64Array(train.series.length),
  }));
  let done = 0;
  for (const alike of states.values())
    for (const seed of seeds) {
      const both = { ...candidates[alike[0]!]!, feature: 'both' };
      const { features } = reservoirFeatures(reservoir, train, both, seed);
      for (const k of alike) {
        const { feature, ridge, folds } = checked[k]!;
        const readout = trainReadout(partOf(features, feature), train, ridge, folds);
        const trial = trials[k]!;
        trial.accuracy += readout.cvAccuracy / seeds.length;
        trial.error += readout.cvError / seeds.length;
        readout.heldOutRight.forEach((right, i) => {
          trial.heldOutRight[i]! += right / seeds.length;
        });
      }
      progress?.(++done, states.size * seeds.length);
    }
  return trials;
}

/**
 * Trials, best first, as penalties are ranked: in folds by accuracy, among equals by the squared error; where single
 * series are left out, by the expected errors.
 */
export function bestFirst(trials: readonly Trial[]): Trial[] {
  return [...trials].sort((a, b) => {
    const byAccuracy = a.folds === 'leave-one-out' ? 0 : b.accuracy - a.accuracy;
    return byAccuracy || a.error - b.error;
  });
}

/**
 * Which of the values of a list to take. In folds it is the best. Where single series are left out, it is the first that is
 * as good as any by the rule of one standard error (Breiman et al., Classification and Regression Trees (1984), section
 * 3.4.3): the one with the highest accuracy makes fewer errors, but by no more than one standard error of the difference,
 * series by series. A few dozen series cannot tell more, so a list begins with what one would rather have.
 */
export function takeOne(trials: readonly Trial[]): Trial {
  if (trials[0]?.folds !== 'leave-one-out') return bestFirst(trials)[0]!;
  const best = trials.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  return trials.find(trial => {
    const lost = best.heldOutRight.map((right, i) => right - trial.heldOutRight[i]!);
    return trial === best || mean(lost) <= sampleDeviation(lost) / Math.sqrt(lost.length);
  })!;
}

/** The columns of the states `both` (last, then mean) that a readout of `feature` sees. */
function partOf(both: Matrix, feature: Feature): Matrix {
  if (feature === 'both') return both;
  const width = both.cols / 2;
  const from = feature === 'last' ? 0 : width;
  const part = matrix(both.rows, width);
  for (let i = 0; i < both.rows; i++)
    part.data.set(both.data.subarray(i * both.cols + from, i * both.cols + from + width), i * width);
  return part;
}
