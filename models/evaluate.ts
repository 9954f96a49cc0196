import { activated } from './activation.js';
import type { Batch, RecurrenceEngine } from './execute.js';
import { statesRun } from './feedback.js';
import type { GraphNode, ScaleNode } from './graph.js';
import { rescaled } from './memristor-run.js';
import { gatedStates } from './min-conv.js';
import { normalizedGroups } from './normalization.js';

/** Nodes whose values are not computed in products. */
export type PlainNode = Exclude<GraphNode, { op: 'input' | 'mvm' | 'feedback' | 'settle' }>;

/** The values of a node from those of earlier nodes: row-major, one row per time step or per series of the batch. */
export function evaluate(
  node: PlainNode,
  value: (name: string) => Float64Array,
  batch: Batch,
  engine: RecurrenceEngine,
): Float64Array {
  const rows = node.domain === 'step' ? batch.steps : batch.lengths.length;
  switch (node.op) {
    case 'rescale':
      return rescaled(value(node.from), node.rescale);
    case 'subtract':
      return difference(value(node.left), value(node.right));
    case 'add':
      return sum(node.terms.map(value));
    case 'scale':
      return scaled(value(node.from), node);
    case 'activation':
      return activated(node, value(node.from), node.width);
    case 'layer-norm':
      return normalizedGroups(node, value(node.from));
    case 'threshold':
      return elementwise(value(node.from), node.levels, (x, level) => (x > level ? 1 : 0));
    case 'gather':
      return gathered(value(node.from), node.index, rows);
    case 'pool':
      return pooled(value(node.from), node.size, node.factor);
    case 'max':
      return largest(value(node.from), node.size);
    case 'gated':
      return perSeries(value(node.from), batch, node.width, (gates, steps) => gatedStates(gates, steps, node.width));
    case 'integrator':
      return perSeries(value(node.from), batch, node.width, (z, steps) => engine.integrate(node, z, steps));
    case 'neurons':
      return statesRun(engine.feedback(node, batch.lengths.length), value(node.from), batch);
    case 'window':
      return perSeries(value(node.from), batch, node.width, (x, steps) => windowed(x, steps, node.taps));
    case 'delay':
      return perSeries(value(node.from), batch, node.width, x => delayed(x, node.steps));
    case 'mean':
      return means(value(node.from), batch, node.width);
    case 'join':
      return joined(value(node.left), value(node.right), rows);
    case 'last':
      return lastSteps(value(node.from), batch, node.width);
    case 'output':
      return value(node.from);
  }
}

function difference(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length);
  for (let k = 0; k < left.length; k++) out[k] = left[k]! - right[k]!;
  return out;
}

function sum([first, ...others]: readonly Float64Array[]): Float64Array {
  const out = first!.slice();
  for (const other of others) for (let k = 0; k < out.length; k++) out[k]! += other[k]!;
  return out;
}

/** `apply` to every element of rows x and the constant of its column. */
function elementwise(
  x: Float64Array,
  constants: Float64Array,
  apply: (x: number, constant: number) => number,
): Float64Array {
  const out = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) out[k] = apply(x[k]!, constants[k % constants.length]!);
  return out;
}

function scaled(x: Float64Array, { factors, offsets }: ScaleNode): Float64Array {
  const out = elementwise(x, factors, (value, factor) => factor * value);
  return offsets ? elementwise(out, offsets, (value, offset) => value + offset) : out;
}

function gathered(x: Float64Array, index: Uint32Array, rows: number): Float64Array {
  const width = x.length / rows;
  const out = new Float64Array(rows * index.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < index.length; i++, at++) {
      const from = index[i]!;
      if (from < width) out[at] = x[row * width + from]!;
    }
  return out;
}

function pooled(x: Float64Array, size: number, factor: number): Float64Array {
  const out = new Float64Array(x.length / size);
  for (let i = 0; i < out.length; i++) {
    let total = 0;
    for (let k = 0; k < size; k++) total += x[i * size + k]!;
    out[i] = factor * total;
  }
  return out;
}

function largest(x: Float64Array, size: number): Float64Array {
  const out = new Float64Array(x.length / size);
  for (let i = 0; i < out.length; i++) {
    let most = x[i * size]!;
    for (let k = 1; k < size; k++) most = Math.max(most, x[i * size + k]!);
    out[i] = most;
  }
  return out;
}

function perSeries(
  x: Float64Array,
  batch: Batch,
  width: number,
  run: (z: Float64Array, steps: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(batch.steps * width);
  const own = x.length / batch.steps;
  let first = 0;
  for (const steps of batch.lengths) {
    out.set(run(x.subarray(first * own, (first + steps) * own), steps), first * width);
    first += steps;
  }
  return out;
}

/** The last `taps` rows of x side by side, the newest first, zeros before the first. */
export function windowed(x: Float64Array, steps: number, taps: number): Float64Array {
  const width = x.length / steps;
  const out = new Float64Array(taps * x.length);
  for (let t = 0; t < steps; t++)
    for (let k = 0; k < Math.min(taps, t + 1); k++)
      out.set(x.subarray((t - k) * width, (t - k + 1) * width), (t * taps + k) * width);
  return out;
}

/** Element i of x so many rows later as `steps` says, zeros before. */
function delayed(x: Float64Array, steps: Uint32Array): Float64Array {
  const width = steps.length;
  const out = new Float64Array(x.length);
  steps.forEach((delay, i) => {
    for (let at = delay * width + i; at < x.length; at += width) out[at] = x[at - delay * width]!;
  });
  return out;
}

function means(x: Float64Array, batch: Batch, width: number): Float64Array {
  const out = new Float64Array(batch.lengths.length * width);
  let at = 0;
  batch.lengths.forEach((steps, k) => {
    const mean = out.subarray(k * width, (k + 1) * width);
    for (let t = 0; t < steps; t++) for (let i = 0; i < width; i++, at++) mean[i]! += x[at]!;
    for (let i = 0; i < width; i++) mean[i]! /= steps;
  });
  return out;
}

/** Rows of `left` and `right` side by side. */
function joined(left: Float64Array, right: Float64Array, rows: number): Float64Array {
  const [l, r] = [left.length / rows, right.length / rows];
  const out = new Float64Array(left.length + right.length);
  for (let k = 0; k < rows; k++) {
    out.set(left.subarray(k * l, (k + 1) * l), k * (l + r));
    out.set(right.subarray(k * r, (k + 1) * r), k * (l + r) + l);
  }
  return out;
}

function lastSteps(x: Float64Array, batch: Batch, width: number): Float64Array {
  const out = new Float64Array(batch.lengths.length * width);
  let end = 0;
  batch.lengths.forEach((steps, k) => {
    end += steps * width;
    out.set(x.subarray(end - width, end), k * width);
  });
  return out;
}
