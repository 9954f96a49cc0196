import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { checkInput, type GraphEngine, type NodeValues, walkGraph } from '../execute.js';
import type { FeedbackNode, Graph, GraphNode, NeuronsNode } from '../graph.js';
import { mvmNodes, outputNode, roundsOf } from '../graph.js';
import type { Series } from '../series.js';
import type { Neuron } from './neuron.js';

/** What a layer of neurons did through one series; each matrix has a row for every time step and a column for every neuron. */
export interface NeuronTrace {
  readonly name: string;
  readonly neuron: Neuron;
  /** What they yielded: spikes, 0 or 1, or values. */
  readonly outputs: Matrix;
  /** What was compared with the threshold, before any reset; see `NeuronStates`. */
  readonly membranes: Matrix;
  /** What that was compared with; not there for neurons that yield values. */
  readonly thresholds?: Matrix;
}

/** What a network of neurons did through one series. */
export interface NetworkTrace {
  /** In order of computation. */
  readonly layers: readonly NeuronTrace[];
  /** Class scores: a row for every time step, or one for the series. Not there where there are no classes. */
  readonly scores?: Matrix;
}

/**
 * Runs one series through a network of neurons as `engine` computes it. `progress` hears how many vectors of how many have been
 * through a product. InputError where there are no neurons or the series does not fit.
 */
export function traceNetwork(
  graph: Graph,
  series: Series,
  engine: GraphEngine,
  progress?: (done: number, total: number) => void,
): NetworkTrace {
  const layers = requireNeurons(graph);
  checkInput(graph, { name: 'series', channels: graph.input.channels, classes: [], series: [series] });
  const total = mvmNodes(graph).reduce(
    (sum, { name, domain }) => sum + roundsOf(graph, name) * (domain === 'step' ? series.length : 1),
    0,
  );
  const walk = walkGraph(graph, [series], engine);
  let done = 0;
  let step = walk.next();
  while (!step.done) {
    const { node, x, count, first } = step.value;
    step = walk.next(engine.mvm(node, x, count, first));
    const before = done;
    done += count;
    // A hundredth at a time, so that long loops are not busy with telling.
    if (Math.floor((100 * before) / total) < Math.floor((100 * done) / total)) progress?.(done, total);
  }
  const values = step.value;
  const output = outputNode(graph);
  const scores = values.get(output.name)!;
  return {
    layers: layers.map(node => traced(node, values, series.length, engine)),
    ...(graph.classes.length > 0 && { scores: matrix(scores.length / output.width, output.width, scores) }),
  };
}

/** A layer of neurons: they stand alone, or their spikes come back to them. */
export type NeuronLayerNode = NeuronsNode | (FeedbackNode & { readonly update: { readonly kind: 'neurons' } });

/** The layers of neurons of a graph, in order of computation. */
export const neuronLayers = ({ nodes }: Graph): NeuronLayerNode[] => nodes.filter(isNeuronLayer);

/** The same; InputError where there are none. */
export function requireNeurons(graph: Graph): NeuronLayerNode[] {
  const layers = neuronLayers(graph);
  if (layers.length > 0) return layers;
  return reject(graph.name, 'found no neurons', 'expected a network with a layer of neurons');
}

/** The neurons of a layer. */
export const neuronOf = (node: NeuronLayerNode): Neuron => (node.op === 'neurons' ? node.neuron : node.update.neuron);

const isNeuronLayer = (node: GraphNode): node is NeuronLayerNode =>
  node.op === 'neurons' || (node.op === 'feedback' && node.update.kind === 'neurons');

/** A layer once more, under the drives that it had. */
function traced(node: NeuronLayerNode, values: NodeValues, steps: number, engine: GraphEngine): NeuronTrace {
  const { name, width } = node;
  const forward = values.get(node.from)!;
  const back = node.op === 'feedback' ? values.get(node.product.name)! : undefined;
  const drive = forward.map((x, k) => x + (back?.[k] ?? 0));
  const states = engine.feedback(node, 1);
  if (!states.membranes) throw new RangeError(`the engine's neurons "${name}" have no membranes`);
  const { scale = 1 } = states;
  const membranes = matrix(steps, width);
  const thresholds = matrix(steps, width);
  for (let t = 0; t < steps; t++) {
    const at = t * width;
    states.step(drive.subarray(at, at + width), 1);
    membranes.data.set(
      states.membranes.map(v => v / scale),
      at,
    );
    if (states.thresholds)
      thresholds.data.set(
        states.thresholds.map(v => v / scale),
        at,
      );
  }
  return {
    ...{ name, neuron: neuronOf(node) },
    ...{ outputs: matrix(steps, width, values.get(name)!), membranes },
    ...(states.thresholds && { thresholds }),
  };
}
