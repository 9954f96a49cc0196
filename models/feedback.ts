import type { Batch, GraphEngine, Product } from './execute.js';
import type { FeedbackNode, NeuronsNode, StateUpdate } from './graph.js';
import { memristorSteps, rescaled } from './memristor-run.js';
import type { Arithmetic } from './spiking/arithmetic.js';
import { neuronStates } from './spiking/neuron-states.js';

/** The states of a feedback node, or of neurons, for some series side by side, each from rest. */
export interface FeedbackStates {
  /** What comes back through the product, and what the node yields: series × width. */
  readonly outputs: Float64Array;
  /** Of neurons: what was compared with what; see `NeuronStates`. */
  readonly membranes?: Float64Array;
  readonly thresholds?: Float64Array;
  /** What these count for a 1 of the network: V of neurons that are circuits. 1 where not there. */
  readonly scale?: number;
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
  const states = engine.feedback(node, lengths.length);
  const products = new Float64Array(steps * width);
  const outputs = new Float64Array(steps * width);
  let done = 0;
  for (const rows of stepsTogether(lengths)) {
    const count = rows.length;
    const x = states.outputs.slice(0, count * width);
    const y = yield { node: product, x, count, first: firstStep + done, done, total: steps };
    const driven = rowsAt(drive, rows, width);
    for (let k = 0; k < driven.length; k++) driven[k]! += y[k]!;
    putRows(y, rows, products, width);
    states.step(driven, count);
    putRows(states.outputs, rows, outputs, width);
    done += count;
  }
  return { products, outputs };
}

/** What states yield under their drives (row-major, one row per time step), all series of a batch together. */
export function statesRun(states: FeedbackStates, drive: Float64Array, { lengths, steps }: Batch): Float64Array {
  const width = drive.length / steps;
  const out = new Float64Array(drive.length);
  for (const rows of stepsTogether(lengths)) {
    states.step(rowsAt(drive, rows, width), rows.length);
    putRows(states.outputs, rows, out, width);
  }
  return out;
}

/** The rows of time step 0, 1, … of all series that last so long, the longest series first. */
function* stepsTogether(lengths: readonly number[]): Generator<readonly number[]> {
  const starts: number[] = [];
  for (let k = 0, at = 0; k < lengths.length; at += lengths[k++]!) starts.push(at);
  const order = lengths.map((_, k) => k).sort((a, b) => lengths[b]! - lengths[a]!);
  for (let t = 0, active = order.length; ; t++) {
    while (active > 0 && lengths[order[active - 1]!]! <= t) active--;
    if (active === 0) return;
    yield order.slice(0, active).map(series => starts[series]! + t);
  }
}

function rowsAt(x: Float64Array, rows: readonly number[], width: number): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, k) => {
    out.set(x.subarray(row * width, (row + 1) * width), k * width);
  });
  return out;
}

function putRows(x: Float64Array, rows: readonly number[], out: Float64Array, width: number): void {
  rows.forEach((row, k) => {
    out.set(x.subarray(k * width, (k + 1) * width), row * width);
  });
}

/** The states in float64; of neurons as `arithmetic` says. */
export function referenceStates(
  node: FeedbackNode | NeuronsNode,
  series: number,
  arithmetic: Arithmetic = {},
): FeedbackStates {
  if (node.op === 'neurons') return neuronStates(node.neuron, series, arithmetic);
  const { update, width } = node;
  if (update.kind === 'neurons') return neuronStates(update.neuron, series, arithmetic);
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
function updateStates(
  update: Exclude<StateUpdate, { kind: 'neurons' }>,
  drive: Float64Array,
  state: Float64Array,
): void {
  if (update.kind === 'leaky-tanh') {
    const { leak } = update;
    for (let k = 0; k < state.length; k++) state[k] = (1 - leak) * state[k]! + leak * Math.tanh(drive[k]!);
    return;
  }
  memristorSteps(update.memristor, rescaled(drive, update.rescale, drive), state);
}
