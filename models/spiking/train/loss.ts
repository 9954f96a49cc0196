import type { Steps } from '../layers.js';

/** What is compared with the labels: the scores of every step, their mean over the steps, or those of the last step. */
export const lossesOver = ['every-step', 'mean', 'last'] as const;
export type LossOver = (typeof lossesOver)[number];

/** Labels of a batch: of step t of series s at [t·series + s] for a loss over every step, else of series s at [s]. */
export interface LabelledSteps {
  readonly inputs: Steps;
  readonly labels: Int32Array;
}

export interface Loss {
  /** −ln of the probability of the right class, mean. */
  readonly loss: number;
  /** Share of rows whose highest score is that of the right class. */
  readonly accuracy: number;
  /** With respect to all scores. */
  readonly gradient: Float64Array;
}

/** −log softmax(scores)[label], mean over series, and over steps from `first` on where the loss is over every one. */
export function scoreLoss(
  { series, steps, channels, data }: Steps,
  labels: Int32Array,
  over: LossOver,
  first = 0,
): Loss {
  const gradient = new Float64Array(data.length);
  const row = series * channels;
  if (over !== 'mean') {
    const from = over === 'last' ? steps - 1 : first;
    const rightOf = over === 'last' ? labels : labels.subarray(from * series);
    return { ...rowsLoss(data.subarray(from * row), rightOf, channels, gradient.subarray(from * row)), gradient };
  }
  const count = steps - first;
  const means = new Float64Array(row);
  for (let at = first * row; at < data.length; at++) means[at % row]! += data[at]! / count;
  const ofMeans = new Float64Array(row);
  const found = rowsLoss(means, labels, channels, ofMeans);
  for (let at = first * row; at < data.length; at++) gradient[at] = ofMeans[at % row]! / count;
  return { ...found, gradient };
}

function rowsLoss(scores: Float64Array, labels: Int32Array, classes: number, gradient: Float64Array) {
  const count = scores.length / classes;
  let [loss, right] = [0, 0];
  for (let n = 0, at = 0; n < count; n++, at += classes) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[at + c]! > scores[at + best]!) best = c;
    const most = scores[at + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(scores[at + c]! - most);
    const label = labels[n]!;
    loss += Math.log(sum) - (scores[at + label]! - most);
    if (best === label) right++;
    for (let c = 0; c < classes; c++)
      gradient[at + c] = (Math.exp(scores[at + c]! - most) / sum - (c === label ? 1 : 0)) / count;
  }
  return { loss: loss / count, accuracy: right / count };
}
