import { reject } from '../edge/error.js';
import type { Matrix } from '../numeric/matrix.js';
import type { Activation } from './activation.js';
import type { Threshold } from './lca/threshold.js';
import { positionCount, type Windows } from './lca/windows.js';
import type { InputDescription, MemristorStep, Rescale } from './network.js';
import type { Normalization } from './normalization.js';
import type { Neuron } from './spiking/neuron.js';

/**
 * A network as a dataflow graph: hardware-neutral, in float64, in order of computation.
 *
 * Each node reads earlier nodes by name and yields one vector of `width` numbers, per time step (`domain: 'step'`) or
 * per series (`domain: 'series'`). State lives inside integrators, gated, neurons and feedback nodes only, so that every other node can
 * be computed for all time steps at once. A matrix product in a loop is part of its feedback node.
 */
export interface Graph {
  readonly name: string;
  readonly input: InputDescription;
  /** Steps of the longest series it takes; not there where any length will do. */
  readonly longest?: number;
  readonly nodes: readonly GraphNode[];
  /** Of the readout; none where there is no readout. */
  readonly classes: readonly string[];
}

export type GraphNode =
  | InputNode
  | WindowNode
  | MvmNode
  | RescaleNode
  | SubtractNode
  | IntegratorNode
  | FeedbackNode
  | SettleNode
  | NeuronsNode
  | GatedNode
  | ActivationNode
  | LayerNormNode
  | AddNode
  | GatherNode
  | PoolNode
  | MaxNode
  | ScaleNode
  | ThresholdNode
  | DelayNode
  | LastNode
  | MeanNode
  | JoinNode
  | OutputNode;

interface NodeBase {
  readonly name: string;
  readonly width: number;
  readonly domain: 'step' | 'series';
}

/** The network's input x. */
export interface InputNode extends NodeBase {
  readonly op: 'input';
}

/** The last `taps` values of a node side by side, the newest first; zeros before the series begins. */
export interface WindowNode extends NodeBase {
  readonly op: 'window';
  readonly from: string;
  readonly taps: number;
}

/** y = W x + b: what a crossbar computes. */
export interface MvmNode extends NodeBase {
  readonly op: 'mvm';
  readonly from: string;
  /** outputs × inputs. */
  readonly weights: Matrix;
  /** One number per output. */
  readonly bias: Float64Array;
  /** How many vectors end to end it reads of each that comes in, and yields: `width` is positions · outputs. 1 where not there. */
  readonly positions?: number;
  /** Where its inputs are spikes, 0 or 1. */
  readonly spikes?: true;
  /** True for the trained readout: hardware centres its input, and it can be trained anew. */
  readonly readout: boolean;
  /** The product whose arrays this one reads from their other side: its weights are the transpose of that one's. */
  readonly backwardOf?: string;
}

/** RESCALE of every element; see `models/network.ts`. */
export interface RescaleNode extends NodeBase {
  readonly op: 'rescale';
  readonly from: string;
  readonly rescale: Rescale;
}

/** left − right. */
export interface SubtractNode extends NodeBase {
  readonly op: 'subtract';
  readonly left: string;
  readonly right: string;
}

/** The memristive recurrence h → h', driven by z; one state per element, 0 at the start of a series. */
export interface IntegratorNode extends NodeBase {
  readonly op: 'integrator';
  readonly from: string;
  readonly memristor: MemristorStep;
  /** V, bounds of z. */
  readonly drive: { readonly low: number; readonly high: number };
}

/**
 * States s that come back through a matrix product: s' = update(s, drive + W s), from 0 at the start of a series. The
 * product is in `product` and not among the graph's nodes, since it takes a step of the loop at a time.
 */
export interface FeedbackNode extends NodeBase {
  readonly op: 'feedback';
  /** The drive. */
  readonly from: string;
  /** W s: width × width, without a bias. */
  readonly product: MvmNode;
  readonly update: StateUpdate;
}

/** One step of the states of an ESN, an MF-ESN or of neurons; see `models/network.ts`. What comes back of neurons is what they yield. */
export type StateUpdate =
  | { readonly kind: 'neurons'; readonly neuron: Neuron }
  | { readonly kind: 'leaky-tanh'; readonly leak: number }
  | { readonly kind: 'memristor'; readonly rescale: Rescale; readonly memristor: MemristorStep };

/**
 * Codes a = T(u) of states that settle anew at every time step, from u = 0 in `iterations` rounds; see `LcaLayer`:
 *
 *     u ← u + step·(drive − product(a) − u)               without `back`: the Gram form, from the drive Φᵀx
 *     u ← u + step·(product(x − back(a)) + a − u)         with it: the residual form, from x
 *
 * With `windows`, which go with `back`, a product is read once for each position in every round: what comes back is folded
 * onto the image x, and what is left of x unfolded. Products are in the node and not among the graph's, since they are read
 * in every round.
 */
export interface SettleNode extends NodeBase {
  readonly op: 'settle';
  readonly from: string;
  readonly product: MvmNode;
  readonly back?: MvmNode;
  readonly threshold: Threshold;
  readonly step: number;
  readonly iterations: number;
  readonly windows?: Windows;
}

/** Neurons, one for each element, from rest at the start of a series; those that are fed back are the update of a feedback node. */
export interface NeuronsNode extends NodeBase {
  readonly op: 'neurons';
  readonly from: string;
  readonly neuron: Neuron;
}

/** States h ← (1 − σ(k)) h + σ(k) g(h̃), from 1/2 at the start of a series; it reads k before h̃, `width` of each. See `MinConvLayer`. */
export interface GatedNode extends NodeBase {
  readonly op: 'gated';
  readonly from: string;
}

/** A function of the elements. */
export interface ActivationNode extends NodeBase, Activation {
  readonly op: 'activation';
  readonly from: string;
}

/** Elements normalised in groups that lie side by side. */
export interface LayerNormNode extends NodeBase, Normalization {
  readonly op: 'layer-norm';
  readonly from: string;
}

/** The sum of several nodes. */
export interface AddNode extends NodeBase {
  readonly op: 'add';
  readonly terms: readonly string[];
}

/** Element i is element index[i] of another node, or 0 where index[i] is that node's width. */
export interface GatherNode extends NodeBase {
  readonly op: 'gather';
  readonly from: string;
  readonly index: Uint32Array;
}

/** Element i is factor · the sum of the i-th `size` elements of another node. */
export interface PoolNode extends NodeBase {
  readonly op: 'pool';
  readonly from: string;
  readonly size: number;
  readonly factor: number;
}

/** Element i is the largest of the i-th `size` elements of another node. */
export interface MaxNode extends NodeBase {
  readonly op: 'max';
  readonly from: string;
  readonly size: number;
}

/** factors · x + offsets, element by element. */
export interface ScaleNode extends NodeBase {
  readonly op: 'scale';
  readonly from: string;
  readonly factors: Float64Array;
  readonly offsets?: Float64Array;
}

/** [x > levels], element by element. */
export interface ThresholdNode extends NodeBase {
  readonly op: 'threshold';
  readonly from: string;
  readonly levels: Float64Array;
}

/** x of so many time steps before, element by element; 0 before the series begins. */
export interface DelayNode extends NodeBase {
  readonly op: 'delay';
  readonly from: string;
  readonly steps: Uint32Array;
}

/** The mean over the time steps of each series. */
export interface MeanNode extends NodeBase {
  readonly op: 'mean';
  readonly from: string;
}

/** Left and right side by side. */
export interface JoinNode extends NodeBase {
  readonly op: 'join';
  readonly left: string;
  readonly right: string;
}

/** The value at the last time step of each series. */
export interface LastNode extends NodeBase {
  readonly op: 'last';
  readonly from: string;
}

/** What the network yields, per series or at every time step: class scores, or else codes or the last layer's outputs. */
export interface OutputNode extends NodeBase {
  readonly op: 'output';
  readonly from: string;
}

/** The matrix products of a graph, in order of computation, those in loops among them. */
export function mvmNodes(graph: Graph): MvmNode[] {
  return graph.nodes.flatMap(node => (node.op === 'mvm' ? [node] : loopProducts(node)));
}

/** How often a product is read for each of the vectors that enter the node which it is in: in each round, at each position. */
export function roundsOf(graph: Graph, product: string): number {
  const within = graph.nodes.find(({ name }) => name === product) ?? loopNode(graph, product);
  if (!within) return 1;
  return vectorsAtOnce(within) * (within.op === 'settle' ? within.iterations : 1);
}

const loopNode = ({ nodes }: Graph, product: string): GraphNode | undefined =>
  nodes.find(node => loopProducts(node).some(({ name }) => name === product));

/** Vectors that the products of a node are given together for each of those that enter it. */
export function vectorsAtOnce(node: GraphNode): number {
  if (node.op === 'mvm') return node.positions ?? 1;
  return node.op === 'settle' ? positionCount(node.windows) : 1;
}

/** The earlier nodes that a node reads. */
export function sourcesOf(node: GraphNode): readonly string[] {
  if (node.op === 'input') return [];
  if (node.op === 'add') return node.terms;
  return 'from' in node ? [node.from] : [node.left, node.right];
}

/** The products inside a node that reads them again and again. */
export function loopProducts(node: GraphNode): MvmNode[] {
  if (node.op === 'feedback') return [node.product];
  if (node.op === 'settle') return node.back ? [node.product, node.back] : [node.product];
  return [];
}

/** The memristors that a node's states live in, if they do. */
export function memristorOf(node: GraphNode): MemristorStep | undefined {
  if (node.op === 'integrator') return node.memristor;
  return node.op === 'feedback' && node.update.kind === 'memristor' ? node.update.memristor : undefined;
}

/** The trained readout of a graph. InputError where it has none, as a sparse coder alone. */
export function readoutNode(graph: Graph): MvmNode {
  return (
    mvmNodes(graph).find(node => node.readout) ??
    reject(graph.name, 'found no readout', 'expected one as the last layer')
  );
}

/** InputError where a graph makes no class scores, as a sparse coder alone. */
export function requireClasses({ name, classes }: Graph): void {
  if (classes.length === 0)
    reject(
      name,
      'found no class scores',
      'expected a layer "readout" or "scores" as the last one; `ohmweave run` and `compare` take networks without',
    );
}

/** The node whose values are what the graph yields. */
export function outputNode(graph: Graph): OutputNode {
  const node = graph.nodes.find(one => one.op === 'output');
  if (!node) throw new RangeError(`graph ${graph.name} has no output`);
  return node;
}

/** The same graph with other readout weights. */
export function withReadout(graph: Graph, weights: Matrix, bias: Float64Array): Graph {
  const nodes = graph.nodes.map(node => (node.op === 'mvm' && node.readout ? { ...node, weights, bias } : node));
  return { ...graph, nodes };
}
