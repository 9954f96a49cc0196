import { reject } from '../edge/error.js';
import { multiply, PackedMatrix } from '../kernels/dense.js';
import { addToRows, concatenate, type Matrix, transpose } from '../numeric/matrix.js';
import { refuseMissing } from './data/labels.js';
import { evaluate } from './evaluate.js';
import { type FeedbackStates, referenceStates, walkLoop } from './feedback.js';
import type { FeedbackNode, Graph, GraphNode, IntegratorNode, MvmNode, NeuronsNode, SettleNode } from './graph.js';
import { mvmNodes, outputNode, vectorsAtOnce } from './graph.js';
import { memristorRun } from './memristor-run.js';
import { networkInput } from './reference.js';
import { type Series, type SeriesSet, stepsOf } from './series.js';
import { walkSettling } from './settle.js';

/**
 * How the kinds of work that hardware does in its own way are computed; everything else in a graph is arithmetic.
 * The reference computes them in float64. The behavioural simulator is this same executor with the hardware's engine.
 */
export interface GraphEngine {
  /**
   * Y = X Wᵀ + b for `count` input vectors (row-major). `first` is the number of vectors this node has seen before in
   * this run, so that noise can be drawn by the address of the read.
   */
  mvm(node: MvmNode, x: Float64Array, count: number, first: number): Float64Array;
  /** States h' (row-major, steps × width) of one series driven by z. */
  integrate(node: IntegratorNode, z: Float64Array, steps: number): Float64Array;
  /** The states of so many series that are fed back, or of neurons. */
  feedback(node: FeedbackNode | NeuronsNode, series: number): FeedbackStates;
  /**
   * The codes (steps × width) of a node that settles in some way of its own from `steps` vectors `from`; where nothing comes
   * back it settles in rounds.
   */
  settle?(node: SettleNode, from: Float64Array, steps: number): Float64Array | undefined;
}

/** The recurrences of an engine. */
export type RecurrenceEngine = Pick<GraphEngine, 'integrate' | 'feedback' | 'settle'>;

/** The software reference: float64 throughout. */
export function referenceEngine(): GraphEngine {
  const transposed = new Map<MvmNode, Matrix>();
  const packed = new Map<MvmNode, PackedMatrix<Float64Array>>();
  return {
    mvm(node, x, count) {
      const loop = packed.get(node);
      if (loop) return loop.multiply(x, count);
      const weights = transposed.get(node) ?? transpose(node.weights);
      transposed.set(node, weights);
      const y = multiply(x, count, weights.data, weights.rows, weights.cols);
      addToRows(y, node.bias);
      return y;
    },
    integrate: (node, z, steps) => memristorRun(node.memristor, z, steps, node.width),
    feedback(node, series) {
      if (node.op === 'neurons') return referenceStates(node, series);
      const { weights } = node.product;
      const { data, rows, cols } = transpose(weights);
      if (!packed.has(node.product)) packed.set(node.product, new PackedMatrix(data, rows, cols));
      return referenceStates(node, series);
    },
  };
}

/**
 * What a run yields, one row per series, or per time step of all series where the output has one at every step: the readout's
 * input features and its class scores. Where there is no readout, both are the output.
 */
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
  /** Hears how many series are done, some of them at a time. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/**
 * Vectors that are held in memory at once: one for each time step, or for each position of windows in it. A loop takes all
 * series of a chunk through a step together, and gains by many of them; layers of neurons are small and their series long.
 */
const chunkVectors = { straight: 1024, looped: 8192, spiking: 262_144 };

/**
 * A matrix product that a walk through a graph waits for: `count` vectors x (row-major), the first of them the `first`-th.
 * In a loop it is one of several, `done` vectors of `total` after the first.
 */
export interface Product {
  readonly node: MvmNode;
  readonly x: Float64Array;
  readonly count: number;
  readonly first: number;
  readonly done: number;
  readonly total: number;
}

/** What every node of a graph, and every product in a loop, comes to: row-major, one row per time step or per series. */
export type NodeValues = ReadonlyMap<string, Float64Array>;

/**
 * Goes through a graph node by node. It yields each matrix product and goes on when it is given the result, so that who
 * computes them may take time; `engine` computes the recurrences. Returns the values of all nodes.
 */
export function* walkGraph(
  graph: Graph,
  series: readonly Series[],
  engine: RecurrenceEngine,
  before: { readonly firstStep: number; readonly firstSeries: number } = { firstStep: 0, firstSeries: 0 },
): Generator<Product, NodeValues, Float64Array> {
  const lengths = series.map(one => one.length);
  const batch = { lengths, steps: lengths.reduce((sum, length) => sum + length, 0) };
  const values = new Map<string, Float64Array>();
  const value = (name: string): Float64Array => values.get(name)!;
  for (const node of graph.nodes) {
    if (node.op === 'mvm') {
      const byStep = node.domain === 'step';
      const positions = node.positions ?? 1;
      const count = positions * (byStep ? batch.steps : lengths.length);
      const first = positions * (byStep ? before.firstStep : before.firstSeries);
      values.set(node.name, yield { node, x: value(node.from), count, first, done: 0, total: count });
    } else if (node.op === 'feedback') {
      const loop = yield* walkLoop(node, value(node.from), batch, engine, before.firstStep);
      values.set(node.product.name, loop.products).set(node.name, loop.outputs);
    } else if (node.op === 'settle') {
      const from = value(node.from);
      const codes = engine.settle?.(node, from, batch.steps);
      if (codes) {
        const read = { count: batch.steps, first: before.firstStep, done: 0, total: batch.steps };
        values.set(node.name, codes).set(node.product.name, yield { node: node.product, x: codes, ...read });
      } else
        for (const [name, found] of yield* walkSettling(node, from, batch.steps, before.firstStep))
          values.set(name, found);
    } else values.set(node.name, node.op === 'input' ? stack(graph, series) : evaluate(node, value, batch, engine));
  }
  return values;
}

/** The inputs of a product of a walk, one row per time step or per series: of one in a loop, the states before each step. */
export function productInputs(
  graph: Graph,
  node: MvmNode,
  values: NodeValues,
  lengths: readonly number[],
): Float64Array {
  const loop = graph.nodes.find(one => one.op === 'feedback' && one.product.name === node.name);
  const states = values.get(node.from)!;
  if (!loop) return states;
  const before = new Float64Array(states.length);
  let at = 0;
  for (const length of lengths) {
    before.set(states.subarray(at, at + (length - 1) * loop.width), at + loop.width);
    at += length * loop.width;
  }
  return before;
}

/** InputError where a set is none for a graph: other channels, no spikes, an empty series, or one that is too long. */
export function checkInput({ input, longest = Infinity }: Graph, { name, channels, series }: SeriesSet): void {
  if (input.spikes) refuseOtherThanSpikes({ name, channels, series });
  if (channels !== input.channels)
    reject(name, `found ${channels} channels`, `expected ${input.channels}, as the network`);
  series.forEach(({ length }, k) => {
    if (length < 1) reject(`${name}: series ${k + 1}`, 'found no time steps', 'expected at least one');
    if (length > longest)
      reject(
        `${name}: series ${k + 1}`,
        `found ${length} time steps`,
        `expected at most ${longest}, which the program was compiled for`,
      );
  });
}

function kindOf({ nodes }: Graph): keyof typeof chunkVectors {
  const spiking = (node: GraphNode): boolean =>
    node.op === 'neurons' || (node.op === 'feedback' && node.update.kind === 'neurons');
  if (nodes.some(spiking)) return 'spiking';
  return nodes.some(node => node.op === 'feedback') ? 'looped' : 'straight';
}

/** InputError where a set has other values than 0 and 1. */
export function refuseOtherThanSpikes({ name, channels, series }: Omit<SeriesSet, 'classes'>): void {
  series.forEach(({ values }, k) => {
    const at = values.findIndex(value => value !== 0 && value !== 1);
    if (at < 0) return;
    reject(
      `${name}: series ${k + 1}`,
      `found ${values[at]} in channel ${(at % channels) + 1} at time step ${Math.floor(at / channels) + 1}`,
      'expected spikes, 0 or 1, as the network says',
    );
  });
}

/** Runs a graph over a set of series. */
export function runGraph(graph: Graph, set: SeriesSet, engine: GraphEngine, options: RunOptions = {}): GraphRun {
  checkInput(graph, set);
  refuseMissing(set);
  const readout = mvmNodes(graph).find(node => node.readout);
  const output = outputNode(graph);
  const seen = readout?.weights.cols ?? output.width;
  const rows = output.domain === 'series' ? set.series.length : stepsOf(set);
  const features = new Float64Array((readout ? set.series.length : rows) * seen);
  const scores = new Float64Array(rows * output.width);
  let seriesDone = 0;
  let stepsDone = 0;
  const most = chunkVectors[kindOf(graph)] / Math.max(...graph.nodes.map(vectorsAtOnce));
  for (const chunk of chunks(set.series, most)) {
    const batch = {
      firstStep: (options.firstStep ?? 0) + stepsDone,
      firstSeries: (options.firstSeries ?? 0) + seriesDone,
    };
    const walk = walkGraph(graph, chunk, engine, batch);
    let step = walk.next();
    while (!step.done) {
      const { node, x, count, first } = step.value;
      options.observe?.(node, x, count);
      if (node === readout) features.set(x, seriesDone * seen);
      step = walk.next(engine.mvm(node, x, count, first));
    }
    const found = step.value.get(output.name)!;
    const first = (output.domain === 'series' ? seriesDone : stepsDone) * output.width;
    scores.set(found, first);
    if (!readout) features.set(found, first);
    seriesDone += chunk.length;
    stepsDone += chunk.reduce((sum, { length }) => sum + length, 0);
    options.progress?.(seriesDone, set.series.length);
  }
  return {
    features: { rows: features.length / seen, cols: seen, data: features },
    scores: { rows, cols: output.width, data: scores },
  };
}

/** Series that are run together. */
export interface Batch {
  readonly lengths: readonly number[];
  readonly steps: number;
}

function stack(graph: Graph, chunk: readonly Series[]): Float64Array {
  return concatenate(chunk.map(series => networkInput(graph.input, series).data));
}

function* chunks(series: readonly Series[], chunkSteps: number): Generator<Series[]> {
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
