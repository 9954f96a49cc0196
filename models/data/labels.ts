import { reject } from '../../edge/error.js';
import type { Series, SeriesSet } from '../series.js';

/**
 * Labels a test set in the class list it will be judged by (the training set's, or a readout's). A class of the test
 * set that the list lacks is refused, naming the class and `file`.
 */
export function alignClasses(train: Pick<SeriesSet, 'classes'>, test: SeriesSet, file = test.name): SeriesSet {
  const places = test.classes.map(name => train.classes.indexOf(name));
  const found = (label: number, where: string): number => {
    if (places[label]! >= 0) return places[label]!;
    const right = `expected one of the classes trained on: ${train.classes.join(', ')}`;
    return reject(`${file}: ${where}`, `found class ${JSON.stringify(test.classes[label])}`, right);
  };
  const series = test.series.map((one, i): Series => {
    if (one.labels) return { ...one, labels: one.labels.map(label => found(label, `series ${i + 1}`)) };
    return one.label < 0 ? one : { ...one, label: found(one.label, `series ${i + 1}`) };
  });
  return { ...test, classes: train.classes, series };
}

/** Refuses a set with missing values (NaN), naming the first: the models have no rule for a gap. */
export function refuseMissing(set: SeriesSet, file = set.name): void {
  set.series.forEach((one, i) => {
    const at = one.values.findIndex(Number.isNaN);
    if (at < 0) return;
    const time = Math.floor(at / set.channels);
    reject(
      `${file}: series ${i + 1}`,
      `the value of channel ${(at % set.channels) + 1} at time step ${time + 1} is missing`,
      'expected no gaps: fill them (for example with the last value before) or leave the series out',
    );
  });
}

/** Refuses a set in which the time steps of some series carry no labels. */
export function refuseUnlabelledSteps(set: SeriesSet, file = set.name): void {
  const i = set.series.findIndex(one => !one.labels);
  if (i >= 0)
    reject(`${file}: series ${i + 1}`, 'has no label for each time step', 'expected an array of series × steps');
}

/** Refuses a set in which some series carries no label. */
export function refuseUnlabelled(set: SeriesSet, file = set.name): void {
  const i = set.series.findIndex(one => one.label < 0);
  if (i >= 0) reject(`${file}: series ${i + 1}`, 'has no class label', 'expected labelled series');
}

/** The label of a series, or those of its steps where these have their own, each once; none where it has none. */
export function labelsOf({ classes }: Pick<SeriesSet, 'classes'>, { label, labels }: Series): string[] {
  const found = labels ? [...new Set(labels)].sort((a, b) => a - b) : [label];
  return found.flatMap(index => classes[index] ?? []);
}

/** Class names in their order: by value where all are numbers, otherwise by their letters. */
export function sortedClasses(names: Iterable<string>): string[] {
  const unique = [...new Set(names)];
  const numeric = unique.every(name => Number.isFinite(Number(name)));
  return unique.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
}
