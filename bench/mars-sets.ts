import { join } from 'node:path';
import { reject } from '../edge/error.js';
import { alignClasses } from '../models/data/labels.js';
import { readSeriesSet } from '../models/data/read.js';
import type { SeriesSet } from '../models/series.js';
import { syntheticControl } from '../models/synthetic-control.js';
import type { MarsOptions } from '../models/train-mars.js';

/** A data set with the settings that MARS is trained with. */
export interface MarsSet {
  readonly name: string;
  /** Whether the paper has settings for it (Table 7); others take those of GunPoint. */
  readonly inPaper: boolean;
  readonly settings: MarsOptions;
  /** Files below `ucr-uea` of OHMWEAVE_DATA; null for the charts that are generated. */
  readonly files: readonly [train: string, test: string] | null;
}

const files = (name: string, kind: 'ts' | 'txt', stem = name): readonly [string, string] => [
  `${name}/${stem}_TRAIN.${kind}.gz`,
  `${name}/${stem}_TEST.${kind}.gz`,
];
const other = (name: string, kind: 'ts' | 'txt'): MarsSet => ({
  ...{ name, inPaper: false, files: files(name, kind) },
  settings: { omega: 0.1, beta: 0.1, delta: 0.1, steepness: 6 },
});

export const marsSets: readonly MarsSet[] = [
  {
    ...{ name: 'GunPoint', inPaper: true, files: files('GunPoint', 'ts') },
    settings: { omega: 0.1, beta: 0.1, delta: 0.1, steepness: 6 },
  },
  {
    ...{ name: 'Coffee', inPaper: true, files: files('Coffee', 'txt') },
    settings: { omega: 0.1, beta: 0.1, delta: 0.1, steepness: 5 },
  },
  {
    ...{ name: 'JapaneseVowels', inPaper: true, files: files('JapaneseVowels', 'ts', 'JapaneseVowels_eq') },
    settings: { omega: 0.1, beta: 0.1, delta: 0.5, steepness: 1 },
  },
  {
    ...{ name: 'Epilepsy', inPaper: true, files: files('Epilepsy', 'ts') },
    settings: { omega: 0.1, beta: 0.1, delta: 0.05, steepness: 5 },
  },
  {
    ...{ name: 'SyntheticControl', inPaper: true, files: null },
    settings: { omega: 0.1, beta: 0.5, delta: 0.1, steepness: 6 },
  },
  ...['ArrowHead', 'BasicMotions', 'ItalyPowerDemand', 'SelfRegulationSCP1'].map(name => other(name, 'ts')),
  ...['ECG200', 'Adiac'].map(name => other(name, 'txt')),
];

/** Its halves. InputError where OHMWEAVE_DATA names no folder with them. */
export function readMarsSet({ name, files }: MarsSet): { train: SeriesSet; test: SeriesSet } {
  if (!files) return syntheticControl(1);
  const folder =
    process.env.OHMWEAVE_DATA ?? reject(name, 'OHMWEAVE_DATA is not set', 'expected the folder that holds ucr-uea');
  const [train, test] = files.map(file => readSeriesSet(join(folder, 'ucr-uea', file)));
  return { train: train!, test: alignClasses(train!, test!, name) };
}
