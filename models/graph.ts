import type { Matrix } from '../numeric/matrix.js';
import type { InputDescription, MemristorStep, Rescale } from './network.js';

/**
 * A network as a dataflow graph: hardware-neutral, in float64, in order of computation.
 *
 * Each node reads earlier nodes by name and yields one vector of `width` numbers, per time step (`domain: 'step'`) or
 * per series (`domain: 'series'`). State lives inside integrators only, so that every other node can be computed for
 * all time steps at once; a graph with a matrix product in a loop is not expressed here.
 */
export interface Graph {
  readonly name: string;
  readonly input: InputDescription;
  readonly nodes: readonly GraphNode[];
  readonly classes: readonly string[];
}

export type GraphNode = InputNode | MvmNode | RescaleNode | SubtractNode | IntegratorNode | LastNode | OutputNode;

interface NodeBase {
  readonly name: string;
  readonly width: number;
  readonly domain: 'step' | 'series';
}

/** The network's input x. */
export interface InputNode extends NodeBase {
  readonly op: 'input';
}

/** y = W x + b: what a crossbar computes. */
export interface MvmNode extends NodeBase {
  readonly op: 'mvm';
  readonly from: string;
  /** width × inputs. */
  readonly weights: Matrix;
  /** length width. */
  readonly bias: Float64Array;
  /** True for the trained readout: hardware centres its input, and it can be trained anew. */
  readonly readout: boolean;
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

/** The value at the last time step of each series. */
export interface LastNode extends NodeBase {
  readonly op: 'last';
  readonly from: string;
}

/** The class scores. */
export interface OutputNode extends NodeBase {
  readonly op: 'output';
  readonly from: string;
}

/** The matrix products of a graph, in order of computation. */
export function mvmNodes(graph: Graph): MvmNode[] {
  return graph.nodes.filter(node => node.op === 'mvm');
}

/** The trained readout of a graph. */
export function readoutNode(graph: Graph): MvmNode {
  const node = mvmNodes(graph).find(candidate => candidate.readout);
  if (!node) throw new RangeError(`graph ${graph.name} has no readout`);
  return node;
}

/** The same graph with other readout weights. */
export function withReadout(graph: Graph, weights: Matrix, bias: Float64Array): Graph {
  const nodes = graph.nodes.map(node => (node.op === 'mvm' && node.readout ? { ...node, weights, bias } : node));
  return { ...graph, nodes };
}
