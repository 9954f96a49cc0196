import { reject } from '../edge/error.js';
import { multiply } from '../kernels/dense.js';
import { exponentials } from '../kernels/exp.js';
import { addToRows, concatenate, type Matrix, transpose } from '../numeric/matrix.js';
import { refuseMissing } from './data/labels.js';
import type { Graph, GraphNode, IntegratorNode, MvmNode } from './graph.js';
import { readoutNode } from './graph.js';
import { networkInput } from './mars.js';
import type { MemristorStep, Rescale } from './network.js';
import type { Series, SeriesSet } from './series.js';

/**
 * How the two kinds of work that hardware does in its own way are computed; everything else in a graph is arithmetic.
 * The reference computes both in float64. The behavioural simulator is this same executor with the hardware's engine.
 */
export interface GraphEngine {
  /**
   * Y = X Wᵀ + b for `count` input vectors (row-major). `first` is the number of vectors this node has seen before in
   * this run, so that noise can be drawn by the address of the read.
   */
  mvm(node: MvmNode, x: Float64Array, count: number, first: number): Float64Array;
  /** States h' (row-major, steps × width) of one series driven by z. */
  integrate(node: IntegratorNode, z: Float64Array, steps: number): Float64Array;
}

/** The software reference: float64 throughout. */
export function referenceEngine(): GraphEngine {
  const transposed = new Map<MvmNode, Matrix>();
  return {
    mvm(node, x, count) {
      const weights = transposed.get(node) ?? transpose(node.weights);
      transposed.set(node, weights);
      const y = multiply(x, count, weights.data, weights.rows, weights.cols);
      addToRows(y, node.bias);
      return y;
    },
    integrate: (node, z, steps) => memristorRun(node.memristor, z, steps, node.width),
  };
}

/**
 * The states h' of `width` memristors over `steps` drives z (row-major, steps × width), from h = 0: `memristorStep` of
 * mars.ts, with the exponentials of all steps taken at once.
 */
export function memristorRun(memristor: MemristorStep, z: Float64Array, steps: number, width: number): Float64Array {
  const { rates, step, retention, integrator } = memristor;
  const up = exponentials(z, rates.potentiationSlope);
  const total = exponentials(z, -rates.depressionSlope);
  for (let k = 0; k < z.length; k++) {
    up[k]! *= rates.potentiation;
    total[k] = up[k]! + rates.depression * total[k]!;
  }
  const euler = integrator === 'euler';
  const decay = euler ? total : exponentials(total, -step);
  const h = new Float64Array(steps * width);
  for (let k = 0; k < h.length; k++) {
    const before = k < width ? 0 : h[k - width]!;
    if (euler) h[k] = (retention - step * total[k]!) * before + step * up[k]!;
    else {
      const target = up[k]! / total[k]!;
      h[k] = target + (before - target) * decay[k]!;
    }
  }
  return h;
}

/** What a run yields: the readout's input features and its class scores, one row per series. */
export interface GraphRun {
  readonly features: Matrix;
  readonly scores: Matrix;
}

/** Options of a run. */
export interface RunOptions {
  /** Called with every matrix product's inputs as they pass, `count` vectors row-major. */
  readonly observe?: (node: MvmNode, x: Float64Array, count: number) => void;
  /** Series already run in the same run, so that their reads come before these. */
  readonly firstSeries?: number;
  readonly firstStep?: number;
}

/** Time steps that are held in memory at once; bounds memory, changes no result. */
const chunkSteps = 1024;

/** A matrix product that a walk through a graph waits for: `count` vectors x (row-major), the first of them the `first`-th. */
export interface Product {
  readonly node: MvmNode;
  readonly x: Float64Array;
  readonly count: number;
  readonly first: number;
}

/** What every node of a graph comes to: row-major, one row per time step or per series. */
export type NodeValues = ReadonlyMap<string, Float64Array>;

/**
 * Goes through a graph node by node. It yields each matrix product and goes on when it is given the result, so that who
 * computes them may take time; `engine` computes the recurrences. Returns the values of all nodes.
 */
export function* walkGraph(
  graph: Graph,
  series: readonly Series[],
  engine: Pick<GraphEngine, 'integrate'>,
  before: { readonly firstStep: number; readonly firstSeries: number } = { firstStep: 0, firstSeries: 0 },
): Generator<Product, NodeValues, Float64Array> {
  const lengths = series.map(one => one.length);
  const batch = { lengths, steps: lengths.reduce((sum, length) => sum + length, 0) };
  const values = new Map<string, Float64Array>();
  const value = (name: string): Float64Array => values.get(name)!;
  for (const node of graph.nodes) {
    if (node.op === 'mvm') {
      const byStep = node.domain === 'step';
      const [count, first] = byStep ? [batch.steps, before.firstStep] : [lengths.length, before.firstSeries];
      values.set(node.name, yield { node, x: value(node.from), count, first });
    } else values.set(node.name, node.op === 'input' ? stack(graph, series) : evaluate(node, value, batch, engine));
  }
  return values;
}

/** Runs a graph over a set of series. */
export function runGraph(graph: Graph, set: SeriesSet, engine: GraphEngine, options: RunOptions = {}): GraphRun {
  if (set.channels !== graph.input.channels) {
    reject(set.name, `found ${set.channels} channels`, `expected ${graph.input.channels}, as the network`);
  }
  refuseMissing(set);
  const readout = readoutNode(graph);
  const features = new Float64Array(set.series.length * readout.weights.cols);
  const scores = new Float64Array(set.series.length * readout.width);
  let seriesDone = 0;
  let stepsDone = 0;
  for (const chunk of chunks(set.series)) {
    const batch = {
      firstStep: (options.firstStep ?? 0) + stepsDone,
      firstSeries: (options.firstSeries ?? 0) + seriesDone,
    };
    const walk = walkGraph(graph, chunk, engine, batch);
    let step = walk.next();
    while (!step.done) {
      const { node, x, count, first } = step.value;
      options.observe?.(node, x, count);
      if (node === readout) features.set(x, seriesDone * readout.weights.cols);
      step = walk.next(engine.mvm(node, x, count, first));
    }
    scores.set(step.value.get(readout.name)!, seriesDone * readout.width);
    seriesDone += chunk.length;
    stepsDone += chunk.reduce((sum, { length }) => sum + length, 0);
  }
  return {
    features: { rows: set.series.length, cols: readout.weights.cols, data: features },
    scores: { rows: set.series.length, cols: readout.width, data: scores },
  };
}

interface Batch {
  readonly lengths: readonly number[];
  readonly steps: number;
}

function evaluate(
  node: Exclude<GraphNode, { op: 'input' | 'mvm' }>,
  value: (name: string) => Float64Array,
  batch: Batch,
  engine: Pick<GraphEngine, 'integrate'>,
): Float64Array {
  switch (node.op) {
    case 'rescale':
      return rescaled(value(node.from), node.rescale);
    case 'subtract':
      return difference(value(node.left), value(node.right));
    case 'integrator':
      return perSeries(value(node.from), batch, node.width, (z, steps) => engine.integrate(node, z, steps));
    case 'last':
      return lastSteps(value(node.from), batch, node.width);
    case 'output':
      return value(node.from);
  }
}

/** `rescale` of mars.ts for every element, with the exponentials taken at once. */
function rescaled(x: Float64Array, { low, high, steepness }: Rescale): Float64Array {
  const out = exponentials(x, -steepness);
  for (let k = 0; k < out.length; k++) out[k] = (high - low) / (1 + out[k]!) + low;
  return out;
}

function difference(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length);
  for (let k = 0; k < left.length; k++) out[k] = left[k]! - right[k]!;
  return out;
}

function perSeries(
  x: Float64Array,
  batch: Batch,
  width: number,
  run: (z: Float64Array, steps: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(x.length);
  let at = 0;
  for (const steps of batch.lengths) {
    out.set(run(x.subarray(at, at + steps * width), steps), at);
    at += steps * width;
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

function stack(graph: Graph, chunk: readonly Series[]): Float64Array {
  return concatenate(chunk.map(series => networkInput(graph.input, series).data));
}

function* chunks(series: readonly Series[]): Generator<Series[]> {
  let chunk: Series[] = [];
  let steps = 0;
  for (const one of series) {
    if (chunk.length > 0 && steps + one.length > chunkSteps) {
      yield chunk;
      chunk = [];
      steps = 0;
    }
    chunk.push(one);
    steps += one.length;
  }
  if (chunk.length > 0) yield chunk;
}
