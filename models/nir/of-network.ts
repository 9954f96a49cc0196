import { reject } from '../../edge/error.js';
import { type Hdf5Group, type Hdf5Item, type Hdf5Numbers, oneText } from '../../edge/hdf5.js';
import { type MapSize, type MapWindow, mapsAfter } from '../maps.js';
import { type Layer, layerWidths, type MapConvolutionLayer, type MapPoolLayer, type Network, recurrentName } from '../network.js'; // biome-ignore format: one thing
import type { Neuron, Spiking } from '../spiking/neuron.js';
import { extensionOf, isOwnNeuron, type OwnNeuron } from './extension.js';
import type { NirEdge, NirGraph, NirNode } from './graph.js';
import { type Shape, sizeOf } from './shapes.js';

/**
 * The NIR graph of a network: a node for each layer, one more for recurrent weights, and a Flatten where maps become a vector.
 * Layers and neurons that NIR does not have become nodes of our own, which only `readNir` reads. How time is cut into steps has
 * no place in NIR: it is left as metadata beside the neurons, and to be told again where the graph is used. InputError where
 * the network normalises its series, adds a layer twice, or reads a vector as maps.
 */
export function nirOfNetwork(network: Network): NirGraph {
  const { name, input, layers } = network;
  if (input.normalize !== 'none')
    reject(`${name}: input.normalize`, `found "${input.normalize}"`, 'expected "none": NIR has no node for it');
  const widths = layerWidths(input, layers);
  const shapes = new Map<string, Shape>([['input', inputShape(network)]]);
  const nodes = new Map<string, NirNode>([['input', { type: 'Input', shape: whole(shapes.get('input')!) }]]);
  const edges: NirEdge[] = [];
  layers.forEach((layer, i) => {
    const where = `${name}: ${layer.name}`;
    const from = layer.from ?? [layers[i - 1]?.name ?? 'input'];
    if (new Set(from).size < from.length)
      reject(`${where}.from`, `found ${from.join(', ')}`, 'expected each once, as an edge of NIR is');
    const given = shapes.get(from[0]!)!;
    const flat = takesVector(layer) && given.length > 1;
    const shape = flat ? [sizeOf(given)] : given;
    const first = flat ? `${layer.name}.flatten` : layer.name;
    edges.push(...from.map((source): NirEdge => [source, first]));
    if (flat) {
      nodes.set(first, { type: 'Flatten', start_dim: one(0), end_dim: one(-1), input_type: whole(given) });
      edges.push([first, layer.name]);
    }
    nodes.set(layer.name, nodeOf(layer, shape, layers, where));
    if (layer.type === 'neurons' && layer.recurrent) {
      const { rows, cols, data } = layer.recurrent;
      const loop = recurrentName(layer.name);
      nodes.set(loop, { type: 'Linear', weight: floats([rows, cols], data) });
      edges.push([layer.name, loop], [loop, layer.name]);
    }
    shapes.set(layer.name, yields(layer, shape, widths.get(layer.name)!));
  });
  const last = layers.at(-1)!.name;
  const end = nodes.has('output') ? 'output.port' : 'output'; // names of layers have no dots
  nodes.set(end, { type: 'Output', shape: whole(shapes.get(last)!) });
  return { type: 'NIRGraph', nodes, edges: [...edges, [last, end]] };
}

const floats = (shape: Shape, data: Float64Array): Hdf5Numbers => ({ stored: 'f8', shape, data });
const whole = (values: Shape): Hdf5Numbers => ({
  ...{ stored: 'i8', shape: [values.length], data: Float64Array.from(values) },
});
const one = (value: number): Hdf5Numbers => ({ stored: 'i8', shape: [], data: Float64Array.of(value) });

const mapShape = ({ channels, rows, columns }: MapSize): Shape => [channels, rows, columns];

const readsMaps = (layer: Layer): layer is MapConvolutionLayer | MapPoolLayer =>
  layer.type === 'convolution-2d' || layer.type === 'pool-2d';

/** Layers of one output for each input, whatever its shape. */
const shapeless: ReadonlySet<Layer['type']> = new Set([
  ...(['neurons', 'scale', 'threshold', 'delay', 'activation', 'layer-norm'] as const),
]);

/** Whether a layer takes what enters as a vector; others take it as it is, or maps. */
const takesVector = (layer: Layer): boolean => !readsMaps(layer) && !shapeless.has(layer.type);

/** The channels, or the maps where a layer reads the input as such. */
function inputShape({ input, layers }: Network): Shape {
  const reader = layers.find((layer, i) => readsMaps(layer) && (layer.from ?? [layers[i - 1]?.name ?? 'input']).includes('input')); // biome-ignore format: one thing
  return reader && readsMaps(reader) ? mapShape(reader.maps) : [input.channels];
}

function yields(layer: Layer, shape: Shape, width: number): Shape {
  if (layer.type === 'convolution-2d') return mapShape(mapsAfter(layer.maps, layer.window, layer.weights.rows));
  if (layer.type === 'pool-2d') return mapShape(mapsAfter(layer.maps, layer.window, layer.maps.channels));
  return takesVector(layer) ? [width] : shape;
}

function nodeOf(layer: Layer, shape: Shape, layers: readonly Layer[], where: string): NirNode {
  if (readsMaps(layer) && shape.join() !== mapShape(layer.maps).join())
    reject(where, `found values of the shape (${shape.join(', ')})`, `expected maps: NIR has no node that makes them`);
  switch (layer.type) {
    case 'linear': {
      const weight = floats([layer.weights.rows, layer.weights.cols], layer.weights.data);
      return layer.bias
        ? { type: 'Affine', weight, bias: floats([layer.bias.length], layer.bias) }
        : { type: 'Linear', weight };
    }
    case 'convolution-2d': {
      const { maps, window, groups, weights } = layer;
      refuseUneven(window, where);
      return {
        ...{ type: 'Conv2d', input_shape: whole([maps.rows, maps.columns]), groups: one(groups) },
        weight: floats([weights.rows, maps.channels / groups, ...window.size], weights.data),
        ...{ stride: whole(window.stride), padding: whole(window.padding), dilation: whole(window.dilation) },
        bias: floats([weights.rows], layer.bias ?? new Float64Array(weights.rows)),
      };
    }
    case 'pool-2d': {
      const { size, stride, padding, dilation } = layer.window;
      refuseUneven(layer.window, where);
      if (layer.kind === 'max') reject(`${where}.kind`, 'found "max"', 'expected "sum" or "mean", as pools of NIR are');
      if (dilation.some(n => n !== 1))
        reject(`${where}.window.dilation`, `found ${dilation.join('×')}`, 'expected 1, as pools of NIR have none');
      const type = layer.kind === 'sum' ? 'SumPool2d' : 'AvgPool2d';
      return { type, kernel_size: whole(size), stride: whole(stride), padding: whole(padding) };
    }
    case 'scale':
      if (layer.offsets) reject(`${where}.offsets`, 'found some', 'expected none: a Scale of NIR has none');
      return { type: 'Scale', scale: floats(shape, layer.factors) };
    case 'threshold':
      return { type: 'Threshold', threshold: floats(shape, layer.levels) };
    case 'delay': {
      const step =
        timeStepOf(layers) ?? reject(where, 'found no neurons with a time step', 'expected one, for its unit');
      return {
        type: 'Delay',
        delay: floats(
          shape,
          Float64Array.from(layer.steps, steps => steps * step),
        ),
      };
    }
    case 'neurons':
      return isOwnNeuron(layer.neuron) ? extensionOf(layer.neuron) : neuronNode(layer.neuron, shape);
    default:
      return extensionOf(layer);
  }
}

function refuseUneven({ after, edges }: MapWindow, where: string): void {
  if (after) reject(`${where}.window.after`, `found ${after.join(' and ')}`, 'expected none: padding of NIR is even');
  if (edges) reject(`${where}.window.edges`, `found ${edges.join(' and ')}`, 'expected none: padding of NIR is zeros');
}

function timeStepOf(layers: readonly Layer[]): number | undefined {
  for (const layer of layers) if (layer.type === 'neurons' && 'timeStep' in layer.neuron) return layer.neuron.timeStep;
  return undefined;
}

type NirNeuron = Exclude<Neuron, { readonly model: OwnNeuron }>;

function neuronNode(neuron: NirNeuron, shape: Shape): NirNode {
  const values = (data: Float64Array): Hdf5Numbers => floats(shape, data);
  const r = values(neuron.resistance);
  const metadata = discretising(neuron);
  if (neuron.model === 'integrator') return { type: 'I', r, metadata };
  const spiking = (of: Spiking) => ({ v_threshold: values(of.threshold), v_reset: values(of.resetValue) });
  if (neuron.model === 'if') return { type: 'IF', r, ...spiking(neuron), metadata };
  const v_leak = values(neuron.rest);
  const tau = values(neuron.timeConstant);
  if (neuron.model === 'li') return { type: 'LI', tau, r, v_leak, metadata };
  if (neuron.model === 'lif') return { type: 'LIF', tau, r, v_leak, ...spiking(neuron), metadata };
  const driven = {
    ...{ tau_syn: values(neuron.synapseTimeConstant), tau_mem: tau, r, v_leak },
    ...{ w_in: values(neuron.inputWeight), metadata },
  };
  return neuron.model === 'cuba-li'
    ? { type: 'CubaLI', ...driven }
    : { type: 'CubaLIF', ...driven, ...spiking(neuron) };
}

/** What NIR leaves open, for whoever opens the file; nothing reads it. */
function discretising(neuron: NirNeuron): Hdf5Group {
  const members: [string, Hdf5Item][] = [['time_step', floats([], Float64Array.of(neuron.timeStep))]];
  if ('discretisation' in neuron) members.push(['discretisation', oneText(neuron.discretisation)]);
  if ('reset' in neuron) members.push(['reset', oneText(neuron.reset)]);
  if ('current' in neuron) members.push(['current', oneText(neuron.current)]);
  return new Map(members);
}
