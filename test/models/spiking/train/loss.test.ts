import test from 'ava';
import { scoreLoss } from '../../../../models/spiking/train/loss.js';
import { apart } from '../../../compiler/builders.js';
import { of } from '../builders.js';

/** Two series, three steps, two classes. */
const scores = { series: 2, steps: 3, channels: 2, data: of(0, 0, 1, -1, 2, 0, 0, 3, -1, 1, 5, 5) };
const soft = (a: number, b: number): number => Math.exp(a) / (Math.exp(a) + Math.exp(b));

test('every step: −ln softmax of the label, mean, from the first step on that counts', t => {
  const labels = Int32Array.of(0, 1, 0, 1, 1, 0);
  const all = [soft(0, 0), soft(-1, 1), soft(2, 0), soft(3, 0), soft(1, -1), soft(5, 5)].map(p => -Math.log(p));
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  const whole = scoreLoss(scores, labels, 'every-step');
  t.true(Math.abs(whole.loss - mean(all)) < 1e-15);
  // Wrong at step 0 of series 1 alone; of equal scores the first is taken.
  t.is(whole.accuracy, 5 / 6);
  const late = scoreLoss(scores, labels, 'every-step', 1);
  t.true(Math.abs(late.loss - mean(all.slice(2))) < 1e-15);
  t.deepEqual([...late.gradient.subarray(0, 4)], [0, 0, 0, 0]);
  t.true(apart(late.gradient.subarray(4, 6), [(soft(2, 0) - 1) / 4, soft(0, 2) / 4]) < 1e-16);
});

test('the last step, and the mean of all', t => {
  const labels = Int32Array.of(0, 0);
  const last = scoreLoss(scores, labels, 'last');
  t.true(Math.abs(last.loss + (Math.log(soft(-1, 1)) + Math.log(0.5)) / 2) < 1e-15);
  t.is(last.accuracy, 0.5);
  t.deepEqual([...last.gradient.subarray(0, 8)], new Array(8).fill(0));
  const mean = scoreLoss(scores, labels, 'mean');
  t.true(Math.abs(mean.loss + (Math.log(soft(1 / 3, 1 / 3)) + Math.log(soft(2, 7 / 3))) / 2) < 1e-15);
  t.true(apart(mean.gradient.subarray(0, 4), mean.gradient.subarray(8)) === 0);
});

test('large scores do not overflow', t => {
  const { loss } = scoreLoss({ ...scores, data: scores.data.map(x => 1000 * x) }, Int32Array.of(0, 0), 'last');
  t.true(Math.abs(loss - (2000 + Math.LN2) / 2) < 1e-12);
});
