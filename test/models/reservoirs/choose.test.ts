import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { bestFirst, type Trial, takeOne, tryCandidates } from '../../../models/reservoirs/choose.js';
import { esn } from '../../../models/reservoirs/esn.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';
import { reservoirFeatures } from '../../../models/reservoirs/train.js';
import { trainReadout } from '../../../models/train-readout.js';
import { mean } from '../../../numeric/statistics.js';
import { charts } from './builders.js';

const train = charts(8);
const reservoir = reservoirNamed('esn');

test('a trial is the mean over the seeds of what the readout finds', t => {
  const settings = { units: 8, leak: 0.5, feature: 'mean' as const, ridge: [0.1, 1], folds: 3 };
  const [trial] = tryCandidates(reservoir, train, [settings], [4, 5]);
  const readouts = [4, 5].map(seed =>
    trainReadout(reservoirFeatures(esn, train, settings, seed).features, train, [0.1, 1], 3),
  );
  t.is(trial!.settings, settings);
  t.true(Math.abs(trial!.accuracy - mean(readouts.map(one => one.cvAccuracy))) < 1e-15);
  t.true(Math.abs(trial!.error - mean(readouts.map(one => one.cvError))) < 1e-15);
  t.true(Math.abs(mean(trial!.heldOutRight) - trial!.accuracy) < 1e-15);
});

test('candidates that differ in their feature share states, and get what they would get alone', t => {
  const candidates = ['last', 'mean', 'both'].map(feature => ({ units: 6, feature }));
  const heard: string[] = [];
  const together = tryCandidates(reservoir, train, candidates, [1, 2], (done, of) => heard.push(`${done}/${of}`));
  t.deepEqual(heard, ['1/2', '2/2']);
  t.deepEqual(
    together,
    candidates.flatMap(one => tryCandidates(reservoir, train, [one], [1, 2])),
  );
});

test('kinds of validation are not compared with one another', t => {
  t.throws(() => tryCandidates(reservoir, train, [{ folds: 3 }, { folds: 'leave-one-out' }], [1]), {
    instanceOf: InputError,
    message: /folds: found several; expected one/,
  });
});

/** `trial('a', 0.3, '1101')`: its name, its error, and which of the series are right. */
function trial(name: string, error: number, right: string, folds: Trial['folds'] = 'leave-one-out'): Trial {
  const heldOutRight = Float64Array.from(right, Number);
  return { settings: { name }, folds, error, accuracy: mean(heldOutRight), heldOutRight };
}
const name = ({ settings }: Trial) => settings.name;

test('in folds the accuracy ranks, and the error among equals; leaving one out, the error alone', t => {
  const few = ['1110', '1111', '1110'];
  const ranked = (folds: Trial['folds']) =>
    bestFirst(['a', 'b', 'c'].map((one, k) => trial(one, [0.2, 0.3, 0.1][k]!, few[k]!, folds))).map(name);
  t.deepEqual(ranked(5), ['b', 'c', 'a']);
  t.deepEqual(ranked('leave-one-out'), ['c', 'a', 'b']);
});

test('of a list: the best in folds; leaving one out, the first within one standard error of the best', t => {
  t.is(name(takeOne([trial('a', 0.2, '1110', 5), trial('b', 0.3, '1111', 5)])), 'b');
  // One error of 4 more: 0.25, and its standard error is 0.5/√4 = 0.25.
  t.is(name(takeOne([trial('a', 0, '1110'), trial('b', 0, '1111')])), 'a');
  // Two of 4 more: 0.5, and 0.577/√4 = 0.29.
  t.is(name(takeOne([trial('a', 0, '1100'), trial('b', 0, '1111')])), 'b');
  // As many errors, in other series.
  t.is(name(takeOne([trial('a', 0, '1100'), trial('b', 0, '0011')])), 'a');
  t.is(name(takeOne([trial('a', 0, '0000'), trial('b', 0, '1110'), trial('c', 0, '1111')])), 'b');
});
