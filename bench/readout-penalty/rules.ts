import { mean, sampleDeviation } from '../../numeric/statistics.js';
import type { Penalty, Validation } from './trial.js';

export type Rule = (penalties: readonly Penalty[]) => Penalty;

/** How a penalty may be chosen; the first is what retraining does, the last looks at the held-out series. */
export const rules: Readonly<Record<string, Rule>> = {
  'as it is': all => {
    const [start] = best(all, one => one.computed);
    return best(
      all.filter(({ lambda }) => lambda >= start!.lambda && lambda < 5000 * start!.lambda),
      one => one.written[0]!,
    )[0]!;
  },
  'three dealings': all => best(all, averaged)[0]!,
  'squared error': all => least(all, one => one.written[0]!.error),
  'squared error, three dealings': all => least(all, one => averaged(one).error),
  'one standard error, least squared error': all => least(asGood(all), one => averaged(one).error),
  'one standard error, smallest λ': all => least(asGood(all), one => one.lambda),
  'one standard error, largest λ': all => least(asGood(all), one => -one.lambda),
  'always 0.1': all => least(all, one => Math.abs(Math.log10(one.lambda) + 1)),
  'always 1': all => least(all, one => Math.abs(Math.log10(one.lambda))),
  'in hindsight': all => least(all, one => -one.heldOut),
};

/** Penalties by the accuracy of a validation, among equals by its squared error. */
function best(all: readonly Penalty[], of: (one: Penalty) => Validation): Penalty[] {
  return [...all].sort((a, b) => of(b).accuracy - of(a).accuracy || of(a).error - of(b).error);
}

/** The penalty for which a figure is smallest; the first of equals. */
const least = (all: readonly Penalty[], of: (one: Penalty) => number): Penalty =>
  all.reduce((a, b) => (of(b) < of(a) ? b : a));

/** The mean over all ways of dealing out the folds. */
function averaged({ written }: Penalty): Validation {
  return {
    accuracy: mean(written.map(({ accuracy }) => accuracy)),
    error: mean(written.map(({ error }) => error)),
    right: written[0]!.right.map((_, i) => mean(written.map(({ right }) => right[i]!))),
  };
}

/** Those that make more errors than the most accurate one by no more than one standard error of the difference, series by series. */
function asGood(all: readonly Penalty[]): Penalty[] {
  const [first] = best(all, averaged) as [Penalty];
  const { right } = averaged(first);
  return all.filter(one => {
    const lost = averaged(one).right.map((share, i) => right[i]! - share);
    return one === first || mean(lost) <= sampleDeviation(lost) / Math.sqrt(lost.length);
  });
}
