import { reject } from '../edge/error.js';
import { type Matrix, matrix, transpose } from '../numeric/matrix.js';
import type { Graph, GraphNode, MvmNode, StateUpdate } from './graph.js';
import { inhibition } from './lca/dictionary.js';
import { mapIndex, pooledIndex, positionsOf, windowIndex } from './maps.js';
import { cellWindow, foldedGates } from './min-conv.js';
import {
  backName,
  type Layer,
  type LcaLayer,
  lateralName,
  type MapConvolutionLayer,
  type MinConvLayer,
  type Network,
  outputsOf,
  type Readout,
  recurrentName,
} from './network.js';
import { spikes } from './spiking/neuron.js';

/**
 * Network → Graph: each layer becomes matrix products, elementwise functions and integrators.
 *
 *     linear          x → mvm
 *     convolution     x → window → mvm
 *     mars-block      u → mvm → rescale → integrator → u − h
 *     esn, mf-esn     u → mvm → feedback (an mvm of the states in a loop)
 *     lca             x → mvm → settle (an mvm of the codes in it), or x → settle (an mvm there and back)
 *     neurons         x → neurons, or x → feedback (an mvm of what they yield in a loop)
 *     convolution-2d  x → gather (the windows' values) → mvm at every position → gather (maps)
 *     pool-2d         x → gather → pool or max
 *     min-conv-gru, min-conv-exp-lstm   x → convolution-2d → gated
 *     scale, threshold, delay, activation, layer-norm   x → the same
 *     readout         u → last or mean or both → mvm → output
 *     scores          u, or last or mean of it → output
 *
 * A layer that reads several sums them first. Where the last layer makes no class scores, the output is its values at every
 * time step, or of a sparse coder those at the last. InputError for a coder with windows in the Gram form, which no product of
 * a window can compute.
 */
export function lower(network: Network): Graph {
  const nodes: GraphNode[] = [{ op: 'input', name: 'input', width: network.input.channels, domain: 'step' }];
  /** The node that has a layer's outputs. */
  const outputs = new Map([['input', nodes[0]!]]);
  for (const layer of network.layers) {
    const from = layer.from?.map(name => outputs.get(name)!) ?? [nodes[nodes.length - 1]!];
    const source = from.length === 1 ? from[0]! : sumOf(layer.name, from);
    if (from.length > 1) nodes.push(source);
    nodes.push(...lowerLayer(layer, source));
    outputs.set(layer.name, nodes[nodes.length - 1]!);
  }
  const last = network.layers[network.layers.length - 1]!;
  const classes = last.type === 'readout' || last.type === 'scores' ? last.classes : [];
  if (classes.length === 0) nodes.push(...unscored(last, nodes[nodes.length - 1]!));
  const spiking = spikingNodes(nodes, network.input.spikes === true);
  const read = (node: MvmNode): MvmNode => (spiking.has(node.from) ? { ...node, spikes: true } : node);
  return {
    name: network.name,
    input: network.input,
    nodes: nodes.map(node => {
      if (node.op === 'mvm') return read(node);
      return node.op === 'feedback' ? { ...node, product: read(node.product) } : node;
    }),
    classes,
  };
}

const sumOf = (layer: string, sources: readonly GraphNode[]): GraphNode => ({
  ...{ op: 'add', name: `${layer}.sum`, terms: sources.map(({ name }) => name) },
  ...{ width: sources[0]!.width, domain: 'step' },
});

/** The nodes that yield nothing but 0 and 1. */
function spikingNodes(nodes: readonly GraphNode[], spikingInput: boolean): ReadonlySet<string> {
  const spiking = new Set<string>();
  for (const node of nodes) {
    const own =
      (node.op === 'input' && spikingInput) ||
      node.op === 'threshold' ||
      (node.op === 'neurons' && spikes(node.neuron)) ||
      (node.op === 'feedback' && node.update.kind === 'neurons' && spikes(node.update.neuron));
    const passed = (node.op === 'gather' || node.op === 'delay' || node.op === 'window') && spiking.has(node.from);
    if (own || passed) spiking.add(node.name);
  }
  return spiking;
}

function lowerLayer(layer: Layer, source: GraphNode): GraphNode[] {
  const from = source.name;
  const { name } = layer;
  const width = outputsOf(layer, source.width);
  const step = { width, domain: 'step' } as const;
  switch (layer.type) {
    case 'linear': {
      const { weights, bias = new Float64Array(width) } = layer;
      return [{ op: 'mvm', name, from, weights, bias, readout: false, ...step }];
    }
    case 'convolution': {
      const { taps, weights, bias = new Float64Array(width) } = layer;
      const window = `${name}.window`;
      return [
        { op: 'window', name: window, from, taps, width: weights.cols, domain: 'step' },
        { op: 'mvm', name, from: window, weights, bias, readout: false, ...step },
      ];
    }
    case 'esn':
    case 'mf-esn': {
      const { weights, bias } = layer;
      const update: StateUpdate =
        layer.type === 'esn'
          ? { kind: 'leaky-tanh', leak: layer.leak }
          : { kind: 'memristor', rescale: layer.rescale, memristor: layer.memristor };
      return [
        { op: 'mvm', name, from, weights, bias, readout: false, ...step },
        { ...loop(`${name}.h`, name, name, layer.recurrent, update) },
      ];
    }
    case 'neurons': {
      const { neuron, recurrent } = layer;
      if (!recurrent) return [{ op: 'neurons', name, from, neuron, ...step }];
      return [loop(name, from, name, recurrent, { kind: 'neurons', neuron })];
    }
    case 'mars-block': {
      const { weights, bias, rescale, memristor } = layer;
      return [
        { op: 'mvm', name, from, weights, bias, readout: false, ...step },
        { op: 'rescale', name: `${name}.z`, from: name, rescale, ...step },
        { op: 'integrator', name: `${name}.h`, from: `${name}.z`, memristor, drive: rescale, ...step },
        { op: 'subtract', name: `${name}.out`, left: from, right: `${name}.h`, ...step },
      ];
    }
    case 'lca':
      return coderNodes(layer, from);
    case 'convolution-2d':
      return mapConvolution(layer, from);
    case 'pool-2d': {
      const { kind, maps, window } = layer;
      const size = window.size[0] * window.size[1];
      const values = `${name}.windows`;
      const index = pooledIndex(maps, window, kind === 'max', `${name}: window`);
      return [
        { op: 'gather', name: values, from, index, width: size * width, domain: 'step' },
        kind === 'max'
          ? { op: 'max', name, from: values, size, ...step }
          : { op: 'pool', name, from: values, size, factor: kind === 'mean' ? 1 / size : 1, ...step },
      ];
    }
    case 'min-conv-gru':
    case 'min-conv-exp-lstm':
      return minConvNodes(layer, from, width);
    case 'activation': {
      const { function: kind, slope } = layer;
      return [{ op: 'activation', name, from, function: kind, ...(slope !== undefined && { slope }), ...step }];
    }
    case 'layer-norm': {
      const { gains, offsets, epsilon } = layer;
      return [{ op: 'layer-norm', name, from, gains, offsets, epsilon, ...step }];
    }
    case 'scale': {
      const { factors, offsets } = layer;
      return [{ op: 'scale', name, from, factors, ...(offsets && { offsets }), ...step }];
    }
    case 'threshold':
      return [{ op: 'threshold', name, from, levels: layer.levels, ...step }];
    case 'delay':
      return [{ op: 'delay', name, from, steps: layer.steps, ...step }];
    case 'scores': {
      if (layer.of === 'step') return [{ op: 'output', name: 'scores', from, ...step }];
      return [
        { op: layer.of, name: `${name}.${layer.of}`, from, width, domain: 'series' },
        { op: 'output', name: 'scores', from: `${name}.${layer.of}`, width, domain: 'series' },
      ];
    }
    case 'readout': {
      const { weights, bias } = layer;
      const product = { op: 'mvm', name, from: `${name}.features`, weights, bias, readout: true } as const;
      return [
        ...featureNodes(layer, source),
        { ...product, width, domain: 'series' },
        { op: 'output', name: 'scores', from: name, width, domain: 'series' },
      ];
    }
  }
}

/** Node `name` of states that come back through `weights`; `layer` names their product. */
function loop(name: string, from: string, layer: string, weights: Matrix, update: StateUpdate): GraphNode {
  const step = { width: weights.rows, domain: 'step' } as const;
  const product: MvmNode = {
    ...{ op: 'mvm', name: recurrentName(layer), from: name, weights },
    ...{ bias: new Float64Array(weights.rows), readout: false, ...step },
  };
  return { op: 'feedback', name, from, product, update, ...step };
}

/** One product for each group of channels, read at every position of the window. */
function mapConvolution(layer: MapConvolutionLayer, from: string): GraphNode[] {
  const { name, maps, window, groups, weights, bias = new Float64Array(weights.rows) } = layer;
  const [down, across] = positionsOf(maps, window);
  const positions = down * across;
  const outputs = weights.rows / groups;
  const nodes: GraphNode[] = [];
  let joined = '';
  for (let g = 0; g < groups; g++) {
    const own = groups === 1 ? `${name}.product` : `${name}_${g}`;
    const channels = maps.channels / groups;
    const rows = { start: g * outputs, end: (g + 1) * outputs };
    const index = windowIndex(maps, window, g * channels, channels);
    const product: MvmNode = {
      ...{ op: 'mvm', name: groups === 1 ? name : own, from: `${own}.windows`, positions, readout: false },
      weights: matrix(outputs, weights.cols, weights.data.subarray(rows.start * weights.cols, rows.end * weights.cols)),
      ...{ bias: bias.subarray(rows.start, rows.end), width: positions * outputs, domain: 'step' },
    };
    const mapped = `${own}.maps`;
    nodes.push({ op: 'gather', name: product.from, from, index, width: index.length, domain: 'step' }, product, {
      ...{ op: 'gather', name: mapped, from: product.name, index: mapIndex(positions, outputs) },
      ...{ width: positions * outputs, domain: 'step' },
    });
    if (g > 0) {
      const both = `${own}.joined`;
      nodes.push({
        ...{ op: 'join', name: both, left: joined, right: mapped },
        ...{ width: (g + 1) * positions * outputs, domain: 'step' },
      });
      joined = both;
    } else joined = mapped;
  }
  return nodes;
}

/** The convolution of a cell in the form with two gates, and the states behind it. */
function minConvNodes(layer: MinConvLayer, from: string, width: number): GraphNode[] {
  const { name, maps } = layer;
  const gates: MapConvolutionLayer = {
    ...{ type: 'convolution-2d', name, maps, window: cellWindow(layer), groups: 1 },
    ...foldedGates(layer),
  };
  const nodes = mapConvolution(gates, from);
  return [...nodes, { op: 'gated', name: `${name}.h`, from: nodes.at(-1)!.name, width, domain: 'step' }];
}

function coderNodes(layer: LcaLayer, from: string): GraphNode[] {
  const { name, weights, threshold, step, iterations, form, windows } = layer;
  if (windows && form === 'gram')
    reject(
      `${name}: form`,
      'found "gram" with windows, where atoms inhibit those of other positions by a matrix for each offset',
      'expected "residual", which needs the atoms of one window alone',
    );
  const width = outputsOf(layer, 0);
  const product = (of: string, matrix: Matrix, from: string): MvmNode => ({
    ...{ op: 'mvm', name: of, from, weights: matrix, bias: new Float64Array(matrix.rows), readout: false },
    ...{ width: matrix.rows, domain: 'step' },
  });
  const codes = `${name}.codes`;
  const settle = { op: 'settle', name: codes, threshold, step, iterations, width, domain: 'step' } as const;
  const drive = product(name, weights, from);
  if (form === 'gram')
    return [drive, { ...settle, from: name, product: product(lateralName(name), inhibition(weights), codes) }];
  const back = { ...product(backName(name), transpose(weights), codes), backwardOf: name };
  return [{ ...settle, from, product: drive, back, ...(windows && { windows }) }];
}

/** What a network yields that makes no class scores. */
function unscored({ name: layer, type }: Layer, { name: from, width }: GraphNode): GraphNode[] {
  if (type !== 'lca') return [{ op: 'output', name: 'outputs', from, width, domain: 'step' }];
  const last = `${layer}.last`;
  return [
    { op: 'last', name: last, from, width, domain: 'series' },
    { op: 'output', name: 'codes', from: last, width, domain: 'series' },
  ];
}

/** What the readout sees of the node before it. */
function featureNodes({ name, feature }: Readout, { name: from, width }: GraphNode): GraphNode[] {
  const seen = `${name}.features`;
  const series = { width, domain: 'series' } as const;
  if (feature !== 'both') return [{ op: feature, name: seen, from, ...series }];
  const [left, right] = [`${name}.last`, `${name}.mean`];
  return [
    { op: 'last', name: left, from, ...series },
    { op: 'mean', name: right, from, ...series },
    { op: 'join', name: seen, left, right, width: 2 * width, domain: 'series' },
  ];
}
