import { compile } from '../../compiler/compile.js';
import type { Hardware } from '../../compiler/hardware.js';
import { accuracy, predict } from '../../models/classify.js';
import { runGraph } from '../../models/execute.js';
import type { SeriesSet } from '../../models/series.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { type ChosenRidge, chooseRidge, type Scorer, stratifiedFolds } from '../../numeric/ridge.js';
import { shuffled } from '../../numeric/shuffle.js';
import { hardwareEngine } from '../../sim/engine.js';
import { runDuration, withTraining } from '../../sim/lifetime.js';
import { install, readoutScores, trialScorer } from '../../sim/readout.js';
import { trainMars } from '../mars-hardware/network.js';
import type { Halves } from '../mars-paper/sets.js';

/** What cross-validation says of a penalty λ of a retrained readout, and how it turns out. */
export interface Penalty {
  readonly lambda: number;
  /** With the readouts computed, in the folds of training. */
  readonly computed: Validation;
  /** With the readouts written on the chip, for each way of dealing out the folds; the first is that of training. */
  readonly written: readonly Validation[];
  /** Accuracy on the held-out series, on the chip. */
  readonly heldOut: number;
}

export interface Validation {
  readonly accuracy: number;
  /** Mean squared error of the held-out scores. */
  readonly error: number;
  /** Of every training series, the share of its measurements whose class is right where it is held out. */
  readonly right: readonly number[];
}

/** Every penalty that can be computed with, smallest first. */
export const penalties: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000];

/** Ways of dealing out the five folds. */
export const dealings = 3;

/** s. */
const year = 365.25 * 86400;

/**
 * All penalties for the retrained readout of one chip after a year: what cross-validation on the chip says of each, and what
 * the held-out series do.
 */
export function tryPenalties(set: string, { train, test }: Halves, hardware: Hardware, seed: number): Penalty[] {
  const network = trainMars(set, train, seed);
  const { program } = compile(network, hardware, { seed });
  const run = withTraining(train, test);
  const conditions = { time: year, compensation: 'global', duration: runDuration(program, run) } as const;
  const measured = runGraph(program.graph, run, hardwareEngine(program, conditions)).features;
  const first = run.series.length - test.series.length;
  const [features, unseen] = [rows(measured, 0, first), rows(measured, first, measured.rows)];
  const labels = run.series.slice(0, first).map(({ label }) => label);
  const validated = (lambda: number, foldOf: readonly number[], score?: Scorer): ChosenRidge | undefined =>
    chooseRidge(features, labels, train.classes.length, [lambda], repeated(foldOf, first), score);
  const score = hardware.readout === 'digital' ? undefined : trialScorer(program, conditions, year);
  const folds = Array.from({ length: dealings }, (_, k) => dealtFolds(train, k, 5));
  return penalties.flatMap((lambda): Penalty[] => {
    const computed = validated(lambda, folds[0]!);
    const written = folds.flatMap(foldOf => validated(lambda, foldOf, score) ?? []);
    if (!computed || written.length < dealings) return []; // the penalty drowns in rounding
    const chip = install(program, computed, features, { time: year, generation: 2 });
    const heldOut = accuracy(predict(readoutScores(chip, unseen, conditions)), test);
    const inSeries = (of: ChosenRidge) => validation(of, train.series.length);
    return [{ lambda, computed: inSeries(computed), written: written.map(inSeries), heldOut }];
  });
}

/** The part-th third of a training set as the test set of the rest; each three parts are another way to cut it. */
export function heldOutThird(train: SeriesSet, part: number): Halves {
  const thirdOf = dealtFolds(train, Math.floor(part / 3), 3);
  const only = (held: boolean) => train.series.filter((_, i) => (thirdOf[i] === part % 3) === held);
  return { train: { ...train, series: only(false) }, test: { ...train, series: only(true) } };
}

/** Stratified folds; beyond the first dealing, of series in a random order. */
function dealtFolds({ series }: SeriesSet, dealing: number, folds: number): number[] {
  const order = dealing === 0 ? series.map((_, i) => i) : shuffled(series.length, dealing, 0);
  const dealt = stratifiedFolds(
    order.map(i => series[i]!.label),
    folds,
  );
  const foldOf: number[] = Array(series.length).fill(0);
  order.forEach((i, place) => {
    foldOf[i] = dealt[place]!;
  });
  return foldOf;
}

/** A list over again until it has `length`. */
const repeated = (list: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, i) => list[i % list.length]!);

function validation({ cvAccuracy, cvError, heldOutRight }: ChosenRidge, series: number): Validation {
  const rounds = heldOutRight.length / series;
  const right: number[] = Array(series).fill(0);
  heldOutRight.forEach((one, row) => {
    right[row % series]! += one / rounds;
  });
  return { accuracy: cvAccuracy, error: cvError, right };
}

/** Rows `[start, end)`. */
const rows = ({ cols, data }: Matrix, start: number, end: number): Matrix =>
  matrix(end - start, cols, data.subarray(start * cols, end * cols));
