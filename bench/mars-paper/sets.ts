import { join } from 'node:path';
import { alignClasses } from '../../models/data/labels.js';
import { readSeriesSet } from '../../models/data/read.js';
import type { Settings } from '../../models/reservoirs/settings.js';
import type { SeriesSet } from '../../models/series.js';
import { syntheticControl } from '../../models/synthetic-control.js';

/** The halves of a data set. */
export interface Halves {
  readonly train: SeriesSet;
  readonly test: SeriesSet;
}

/** A mean and the deviation over runs. */
export type Spread = readonly [mean: number, deviation: number];

/** What is published of a set: accuracies of 10 runs (ESN and MF-ESN of 5), λ = 1 for the first two, and settings. */
export interface Published {
  readonly esn: Spread;
  readonly mfEsn: Spread;
  readonly mars: Spread;
  readonly settings: { readonly esn: Settings; readonly mfEsn: Settings; readonly mars: Settings };
  /** Our MARS with λ and the scale of the encoder chosen inside the training set should reach this. */
  readonly target: number;
}

/** Reads both halves; of generated sets, those of the draw `seed`. */
export function readHalves(name: string, seed: number): Halves {
  if (name === 'SyntheticControl') return syntheticControl(seed);
  const folder = process.env.OHMWEAVE_DATA;
  if (!folder) throw new Error('OHMWEAVE_DATA is not set: expected a folder that has ucr-uea/');
  const [of, extension] = [name.replace(/_eq$/, ''), textSets.has(name) ? 'txt' : 'ts'];
  const read = (half: string): SeriesSet =>
    readSeriesSet(join(folder, 'ucr-uea', of, `${name}_${half}.${extension}.gz`));
  const train = read('TRAIN');
  return { train, test: alignClasses(train, read('TEST')) };
}

const textSets = new Set(['Adiac', 'Coffee', 'ECG200']);

const esn = (leak: number, omega: number, beta: number, rho: number): Settings => ({ leak, omega, beta, rho });
const mfEsn = (
  omega: number,
  rho: number,
  beta: number,
  gamma: number,
  steepness: number,
  delta: number,
): Settings => ({
  ...{ omega, rho, beta, gamma, steepness, delta, integrator: 'euler' },
});
const mars = (beta: number, delta: number, steepness: number): Settings => ({
  ...{ omega: 0.1, beta, gamma: 1, delta, steepness, integrator: 'euler' },
});

/**
 * The sets of Table 2 that are at hand. MARS: arXiv 2604.19343, Tables 2 and 7. ESN and MF-ESN: the best configurations in
 * the logs of github.com/VeronicaPistolesi/Memristive-Friendly-RNN, whose accuracies Table 2 repeats.
 */
export const published: Readonly<Record<string, Published>> = {
  Epilepsy: {
    ...{ esn: [0.868, 0.015], mfEsn: [0.961, 0.007], mars: [0.956, 0.008], target: 0.94 },
    settings: { esn: esn(0.1, 1, 1, 0.9), mfEsn: mfEsn(1, 0.9, 0.001, 1, 1, 0.01), mars: mars(0.1, 0.05, 5) },
  },
  SyntheticControl: {
    ...{ esn: [0.893, 0.01], mfEsn: [0.95, 0.007], mars: [0.98, 0.004], target: 0.975 },
    settings: { esn: esn(0.3, 1, 1, 0.99), mfEsn: mfEsn(1, 0.99, 0.1, 0.95, 5, 0.1), mars: mars(0.5, 0.1, 6) },
  },
  GunPoint: {
    ...{ esn: [0.593, 0.023], mfEsn: [0.769, 0.07], mars: [0.956, 0.003], target: 0.945 },
    settings: { esn: esn(0.1, 10, 0.001, 0.95), mfEsn: mfEsn(1, 0.99, 0, 0.95, 5, 0.1), mars: mars(0.1, 0.1, 6) },
  },
  Coffee: {
    ...{ esn: [0.586, 0.029], mfEsn: [0.586, 0.017], mars: [1, 0], target: 0.985 },
    settings: { esn: esn(0.3, 0.1, 0.1, 0.99), mfEsn: mfEsn(10, 0.9, 1, 0.95, 5, 0.01), mars: mars(0.1, 0.1, 5) },
  },
  JapaneseVowels_eq: {
    ...{ esn: [0.984, 0.003], mfEsn: [0.974, 0.004], mars: [0.989, 0.003], target: 0.99 },
    settings: { esn: esn(0.1, 1, 0.001, 0.99), mfEsn: mfEsn(1, 0.8, 0.001, 1, 5, 0.01), mars: mars(0.1, 0.5, 1) },
  },
};

/** The sets beside the paper's, with the original split. */
export const otherSets = [
  ...['PLAID', 'ACSF1', 'OSULeaf', 'Adiac', 'ArrowHead', 'BasicMotions', 'ItalyPowerDemand', 'ECG200'],
];
