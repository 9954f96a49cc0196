import { reject } from '../edge/error.js';
import { type Matrix, transpose } from '../numeric/matrix.js';
import type { Graph, GraphNode, MvmNode, StateUpdate } from './graph.js';
import { inhibition } from './lca/dictionary.js';
import {
  backName,
  type Layer,
  type LcaLayer,
  lateralName,
  type Network,
  outputsOf,
  type Readout,
  recurrentName,
} from './network.js';

/**
 * Network → Graph: each layer becomes matrix products, elementwise functions and integrators.
 *
 *     linear       x → mvm
 *     convolution  x → window → mvm
 *     mars-block   u → mvm → rescale → integrator → u − h
 *     esn, mf-esn  u → mvm → feedback (an mvm of the states in a loop)
 *     lca          x → mvm → settle (an mvm of the codes in it), or x → settle (an mvm there and back)
 *     readout      u → last or mean or both → mvm → output
 *
 * Where a sparse coder is the last layer, its codes at the last time step are the output. InputError for one with windows in
 * the Gram form, which no product of a window can compute.
 */
export function lower(network: Network): Graph {
  const nodes: GraphNode[] = [{ op: 'input', name: 'input', width: network.input.channels, domain: 'step' }];
  for (const layer of network.layers) nodes.push(...lowerLayer(layer, nodes[nodes.length - 1]!));
  const readout = network.layers[network.layers.length - 1]!;
  const classes = readout.type === 'readout' ? readout.classes : [];
  if (readout.type !== 'readout') nodes.push(...codeOutput(readout.name, nodes[nodes.length - 1]!));
  return { name: network.name, input: network.input, nodes, classes };
}

function lowerLayer(layer: Layer, source: GraphNode): GraphNode[] {
  const from = source.name;
  const width = layer.weights.rows;
  const { name, weights } = layer;
  const step = { width, domain: 'step' } as const;
  switch (layer.type) {
    case 'linear': {
      const bias = layer.bias ?? new Float64Array(width);
      return [{ op: 'mvm', name, from, weights, bias, readout: false, ...step }];
    }
    case 'convolution': {
      const { taps, bias = new Float64Array(width) } = layer;
      const window = `${name}.window`;
      return [
        { op: 'window', name: window, from, taps, width: weights.cols, domain: 'step' },
        { op: 'mvm', name, from: window, weights, bias, readout: false, ...step },
      ];
    }
    case 'esn':
    case 'mf-esn': {
      const product: MvmNode = {
        ...{ op: 'mvm', name: recurrentName(name), from: `${name}.h`, weights: layer.recurrent },
        ...{ bias: new Float64Array(width), readout: false, ...step },
      };
      const update: StateUpdate =
        layer.type === 'esn'
          ? { kind: 'leaky-tanh', leak: layer.leak }
          : { kind: 'memristor', rescale: layer.rescale, memristor: layer.memristor };
      return [
        { op: 'mvm', name, from, weights, bias: layer.bias, readout: false, ...step },
        { op: 'feedback', name: `${name}.h`, from: name, product, update, ...step },
      ];
    }
    case 'mars-block': {
      const { bias, rescale, memristor } = layer;
      return [
        { op: 'mvm', name, from, weights, bias, readout: false, ...step },
        { op: 'rescale', name: `${name}.z`, from: name, rescale, ...step },
        { op: 'integrator', name: `${name}.h`, from: `${name}.z`, memristor, drive: rescale, ...step },
        { op: 'subtract', name: `${name}.out`, left: from, right: `${name}.h`, ...step },
      ];
    }
    case 'lca':
      return coderNodes(layer, from);
    case 'readout': {
      return [
        ...featureNodes(layer, source),
        {
          op: 'mvm',
          name,
          from: `${name}.features`,
          weights,
          bias: layer.bias,
          readout: true,
          width,
          domain: 'series',
        },
        { op: 'output', name: 'scores', from: name, width, domain: 'series' },
      ];
    }
  }
}

function coderNodes(layer: LcaLayer, from: string): GraphNode[] {
  const { name, weights, threshold, step, iterations, form, windows } = layer;
  if (windows && form === 'gram')
    reject(
      `${name}: form`,
      'found "gram" with windows, where atoms inhibit those of other positions by a matrix for each offset',
      'expected "residual", which needs the atoms of one window alone',
    );
  const width = outputsOf(layer);
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

/** What a network without a readout yields. */
function codeOutput(layer: string, { name: from, width }: GraphNode): GraphNode[] {
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
