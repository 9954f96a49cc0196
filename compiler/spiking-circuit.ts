import type { FeedbackNode, Graph, MvmNode, NeuronsNode } from '../models/graph.js';
import type { Neuron } from '../models/spiking/neuron.js';
import { decodeFactors, outputsOfTile } from './columns.js';
import type { Hardware } from './hardware.js';
import { type AnalogHardware, layerConductances, type NeuronElements, neuronElements } from './neuron-elements.js';
import type { Program } from './program-record.js';

/** Layers of neurons that are circuits: which they are, what drives them, and what they are made of. */

export interface SpikingCircuit {
  /** Of the layer in the network. */
  readonly name: string;
  readonly neuron: Neuron;
  readonly node: NeuronsNode | FeedbackNode;
  /** The products whose currents charge the neurons, each one's inputs from without. */
  readonly drives: readonly MvmNode[];
  /** The one that spikes come back through. */
  readonly recurrent?: MvmNode;
}

/** The layers of a graph whose neurons are circuits; none where they are digital. */
export function spikingCircuits({ graph, hardware }: Pick<Program, 'graph' | 'hardware'>): SpikingCircuit[] {
  return hardware.neurons ? neuronLayers(graph) : [];
}

function neuronLayers(graph: Graph): SpikingCircuit[] {
  return graph.nodes.flatMap((node): SpikingCircuit[] => {
    const drives = (from: string): MvmNode[] => {
      const source = graph.nodes.find(({ name }) => name === from)!;
      if (source.op === 'add') return source.terms.flatMap(drives);
      return source.op === 'mvm' ? [source] : [];
    };
    if (node.op === 'neurons') return [{ name: node.name, neuron: node.neuron, node, drives: drives(node.from) }];
    if (node.op !== 'feedback' || node.update.kind !== 'neurons') return [];
    const { name, update, product: recurrent, from } = node;
    return [{ name, neuron: update.neuron, node, drives: drives(from), recurrent }];
  });
}

/** Whether a product's currents go to neurons that are circuits, and not to ADCs. */
export const chargesNeurons = (program: Pick<Program, 'graph' | 'hardware'>, product: string): boolean =>
  spikingCircuits(program).some(layer => productsOf(layer).some(({ name }) => name === product));

export const productsOf = ({ drives, recurrent }: SpikingCircuit): readonly MvmNode[] =>
  recurrent ? [...drives, recurrent] : drives;

/** The elements of a layer. */
export function elementsOf(program: Program, layer: SpikingCircuit): NeuronElements {
  const { hardware, plans, seed } = program;
  const { name, neuron, node } = layer;
  const products = new Set(productsOf(layer).map(one => one.name));
  // As far as the ADCs of the same columns would go.
  const largest = new Float64Array(node.width);
  for (const plan of plans.filter(one => products.has(one.name))) {
    for (const tile of plan.tiles) {
      const output = outputsOfTile(plan, tile);
      decodeFactors(plan, tile, hardware).forEach((units, j) => {
        largest[output[j]!]! += units;
      });
    }
  }
  const largestDrive = largest.reduce((most, x) => Math.max(most, x), 0);
  return neuronElements(neuron, hardware as AnalogHardware, { name, seed, largestDrive });
}

/** InputError where a graph has neurons whose constants no circuit on this hardware has. */
export function verifyNeuronConstants(graph: Graph, hardware: Hardware): void {
  for (const { neuron, name } of spikingCircuits({ graph, hardware }))
    layerConductances(neuron, hardware as AnalogHardware, name);
}
