import type { Batch, GraphEngine, Product } from './execute.js';
import type { FeedbackNode, StateUpdate } from './graph.js';
import { memristorSteps, rescaled } from './memristor-run.js';

/** The states of a feedback node for some series side by side, each from 0. */
export interface FeedbackStates {
  /** What comes back through the product, and what the node yields: series × width. */
  readonly outputs: Float64Array;
  /** One step of the first `active` series under `drive` (active × width), which it may overwrite. */
  step(drive: Float64Array, active: number): void;
}

/** Goes through a loop step by step, all series together: those that have ended drop out. */
export function* walkLoop(
  node: FeedbackNode,
  drive: Float64Array,
  { lengths, steps }: Batch,
  engine: Pick<GraphEngine, 'feedback'>,
  firstStep: number,
): Generator<Product, { readonly products: Float64Array; readonly outputs: Float64Array }, Float64Array> {
  const { width, product } = node;
  const starts: number[] = [];
  for (let k = 0, at = 0; k < lengths.length; at += lengths[k++]!) starts.push(at);
  const order = lengths.map((_, k) => k).sort((a, b) => lengths[b]! - lengths[a]!);
  const states = engine.feedback(node, lengths.length);
  const products = new Float64Array(steps * width);
  const outputs = new Float64Array(steps * width);
  let done = 0;
  for (let t = 0, active = order.length; ; t++) {
    while (active > 0 && lengths[order[active - 1]!]! <= t) active--;
    if (active === 0) return { products, outputs };
    const x = states.outputs.slice(0, active * width);
    const y = yield { node: product, x, count: active, first: firstStep + done, done, total: steps };
    const rows = order.slice(0, active).map(series => (starts[series]! + t) * width);
    const driven = new Float64Array(y.length);
    rows.forEach((row, k) => {
      const at = k * width;
      products.set(y.subarray(at, at + width), row);
      for (let i = 0; i < width; i++) driven[at + i] = drive[row + i]! + y[at + i]!;
    });
    states.step(driven, active);
    rows.forEach((row, k) => {
      outputs.set(states.outputs.subarray(k * width, (k + 1) * width), row);
    });
    done += active;
  }
}

/** The states in float64. */
export function referenceStates({ update, width }: FeedbackNode, series: number): FeedbackStates {
  const outputs = new Float64Array(series * width);
  return {
    outputs,
    step(drive, active) {
      updateStates(update, drive, outputs.subarray(0, active * width));
    },
  };
}

/**
 * One step of states under their drives, in place:
 *
 *     leaky-tanh   s' = (1 − leak)·s + leak·tanh(drive)
 *     memristor    s' = one memristor step from s under z = RESCALE(drive); `memristorStep` of reference.ts
 */
function updateStates(update: StateUpdate, drive: Float64Array, state: Float64Array): void {
  if (update.kind === 'leaky-tanh') {
    const { leak } = update;
    for (let k = 0; k < state.length; k++) state[k] = (1 - leak) * state[k]! + leak * Math.tanh(drive[k]!);
    return;
  }
  memristorSteps(update.memristor, rescaled(drive, update.rescale, drive), state);
}
