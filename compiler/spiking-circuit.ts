import { ohmic } from '../devices/parts.js';
import { reject } from '../edge/error.js';
import { type FeedbackNode, type Graph, type MvmNode, type NeuronsNode, sourcesOf } from '../models/graph.js';
import type { Neuron } from '../models/spiking/neuron.js';
import { decodeFactors, outputsOfTile } from './columns.js';
import { deviceOf, type Hardware } from './hardware.js';
import { type AnalogHardware, layerConductances, type NeuronElements, neuronElements } from './neuron-elements.js';
import { isCentred } from './observe.js';
import { ownArrays } from './plan.js';
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

/** InputError where a graph has neurons that cannot be circuits on this hardware. */
export function verifySpikingCircuits(graph: Graph, hardware: Hardware): void {
  if (!hardware.neurons) return;
  const layers = neuronLayers(graph);
  if (layers.length === 0) return;
  const where = 'neurons.kind "analog"';
  if (deviceOf(hardware).conduction !== ohmic)
    reject(
      where,
      `its devices ("${hardware.device.parts.conduction ?? hardware.device.model}") do not follow Ohm's law`,
      'expected ohmic ones where neurons are circuits',
    );
  if (hardware.read.average > 1)
    reject(where, `found read.average ${hardware.read.average}`, 'expected 1: a neuron takes each read as it comes');
  for (const layer of layers) {
    verifyDrives(graph, layer, hardware);
    layerConductances(layer.neuron, hardware as AnalogHardware, layer.name);
  }
}

function verifyDrives(graph: Graph, layer: SpikingCircuit, hardware: Hardware): void {
  const { name, node, drives } = layer;
  const alone = (source: string, reader: string): void => {
    const from = graph.nodes.find(one => one.name === source)!;
    const product = from.op === 'mvm' && ownArrays(from, hardware) && (from.positions ?? 1) === 1;
    if (!product && from.op !== 'add')
      reject(
        `${name}: neurons`,
        `found neurons behind "${source}" (${from.op === 'mvm' ? 'a product read at several positions or in digital logic' : from.op}), and neurons "analog"`,
        'expected a layer of weights, whose column currents charge them, or neurons "digital"',
      );
    const readers = graph.nodes.filter(one => sourcesOf(one).includes(source));
    if (readers.length > 1)
      reject(
        `${name}: neurons`,
        `found ${readers.map(one => one.name).join(' and ')} behind "${source}", whose currents go to neurons`,
        `expected ${reader} alone`,
      );
    if (from.op === 'add') for (const term of from.terms) alone(term, source);
  };
  alone(node.from, name);
  for (const product of drives)
    if (isCentred(product, hardware))
      reject(
        `${product.name}: mapping.centre`,
        'found "all", and an input that is no spikes, before neurons "analog"',
        'expected "readout": what is added behind an ADC never reaches a capacitor',
      );
}
