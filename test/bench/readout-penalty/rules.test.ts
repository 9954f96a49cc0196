import test from 'ava';
import { rules } from '../../../bench/readout-penalty/rules.js';
import type { Penalty } from '../../../bench/readout-penalty/trial.js';

const series = 20;

/** A penalty for which `wrong` of 20 series, beginning with the `from`-th, are wrong in every dealing, with some squared error. */
function penalty(lambda: number, wrong: number, error: number, heldOut = 0, from = 0): Penalty {
  const right = Array.from({ length: series }, (_, i) => (i >= from && i < from + wrong ? 0 : 1));
  const one = { accuracy: 1 - wrong / series, error, right };
  return { lambda, computed: one, written: [one, one, one], heldOut };
}

const chosen = (rule: string, penalties: readonly Penalty[]): number => rules[rule]!(penalties).lambda;

test('what retraining does: the best of the computed readouts, then larger penalties only, as written', t => {
  const perfect = { accuracy: 1, error: 0, right: Array(series).fill(1) };
  const all = [
    { ...penalty(0.001, 0, 0.1), computed: penalty(0, 9, 1).computed }, // the best as written, but smaller than the start
    penalty(0.01, 3, 0.3),
    { ...penalty(0.1, 4, 0.3), written: [perfect, penalty(0, 9, 1).computed, penalty(0, 9, 1).computed] },
    { ...penalty(1000, 5, 0.3), written: [{ ...perfect, accuracy: 2 }] }, // more than three decades up
  ];
  t.is(chosen('as it is', all), 0.1);
  t.is(chosen('three dealings', all.slice(0, 3)), 0.001);
});

test('one standard error: three other errors for two are within it, three on top of the same are not', t => {
  // Of twenty series three are lost and two won: mean 1/20, standard error √((1/4 − 1/400)·20/19)/√20 = 0.114. Five lost
  // and none of the two won: mean 3/20 of 0.082.
  const all = [penalty(0.001, 5, 0.1, 0, 10), penalty(0.01, 3, 0.3), penalty(0.1, 2, 0.4, 0, 10), penalty(1, 3, 0.2)];
  t.is(chosen('one standard error, smallest λ', all), 0.01);
  t.is(chosen('one standard error, largest λ', all), 1);
  t.is(chosen('one standard error, least squared error', all), 1);
  t.is(chosen('squared error', all), 0.001);
});

test('hindsight sees the held-out series, a fixed penalty nothing', t => {
  const all = [penalty(0.01, 0, 0.1, 0.5), penalty(0.1, 5, 0.1, 0.7), penalty(1, 5, 0.1, 0.9)];
  t.is(chosen('in hindsight', all), 1);
  t.is(chosen('always 0.1', all), 0.1);
  t.is(chosen('always 1', all), 1);
});
