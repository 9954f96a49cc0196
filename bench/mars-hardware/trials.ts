import type { Hardware } from '../../compiler/hardware.js';
import { stratifiedFolds } from '../../numeric/ridge.js';
import { runSweep, type SweepChip, type SweepOutcome } from '../../sim/sweep.js';
import { keep, readKept } from '../kept.js';
import { type Halves, readHalves } from '../mars-paper/sets.js';
import { trainMars } from './network.js';

/** What a network is trained with and what it is tried on. */
export interface Setting {
  readonly set: string;
  /** The part of the training set that stands in for the test set; the test set itself where none is named. */
  readonly fold?: number;
  /** Seed of the network. */
  readonly network: number;
}

/** The accuracy of a chip after a year with its readout retrained, and that of float64. */
export type Accuracies = Extract<SweepOutcome, { accuracy: number }>;

export interface TrialOptions {
  /** A file from which an interrupted run goes on. */
  readonly keep?: string | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Parts of a training set of which one is held out. */
export const folds = 3;

/** s. */
const year = 365.25 * 86400;

/** For every hardware, its chips after a year: read with global drift compensation by a readout that is retrained then. */
export async function runTrials(
  setting: Setting,
  hardware: readonly Hardware[],
  chips: readonly number[],
  { keep: file, onProgress }: TrialOptions,
): Promise<Accuracies[][]> {
  const known = readKept<Accuracies>(file);
  const all = hardware.flatMap(one => chips.map((seed): SweepChip => ({ hardware: one, seed, times: [year] })));
  const open = all.filter(chip => !known.has(askedFor(setting, chip)));
  if (open.length > 0) {
    const { train, test } = halvesOf(setting);
    const network = trainMars(setting.set, train, setting.network);
    let done = 0;
    await runSweep({ network, train, test, readout: 'retrained', compensation: 'global' }, open, {
      onPoint(k, _age, outcome) {
        const chip = open[k]!;
        if ('refused' in outcome) throw new Error(`${chip.hardware.name}: ${outcome.refused}`);
        const of = askedFor(setting, chip);
        known.set(of, outcome);
        keep(file, of, outcome);
        onProgress?.(++done, open.length);
      },
    });
  }
  return hardware.map(one => chips.map(seed => known.get(askedFor(setting, { hardware: one, seed, times: [year] }))!));
}

/** Names do not count: the same hardware under two names is the same. */
const askedFor = (setting: Setting, { hardware, seed, times }: SweepChip): string =>
  JSON.stringify({ ...setting, seed, times, hardware: { ...hardware, name: '' } });

/** The halves of a set; with a fold, the training half without it and the fold. */
export function halvesOf({ set, fold }: Setting): Halves {
  const halves = readHalves(set, 1);
  if (fold === undefined) return halves;
  const { train } = halves;
  const foldOf = stratifiedFolds(
    train.series.map(({ label }) => label),
    folds,
  );
  return {
    train: { ...train, series: train.series.filter((_, i) => foldOf[i] !== fold) },
    test: { ...train, series: train.series.filter((_, i) => foldOf[i] === fold) },
  };
}
