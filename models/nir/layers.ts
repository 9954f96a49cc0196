import { reject } from '../../edge/error.js';
import type { Hdf5Numbers } from '../../edge/hdf5.js';
import { matrix } from '../../numeric/matrix.js';
import type { MapSize, MapWindow } from '../maps.js';
import type { Layer } from '../network.js';
import type { Discretisation, Leak, Neuron, Reset, Spiking, Synapse } from '../spiking/neuron.js';
import { requireNeuron } from '../spiking/require-neuron.js';
import { extensionLayer } from './extension.js';
import type { FlatNode } from './flatten.js';
import { isExtension } from './graph.js';
import { type Shape, sizeOf, windowGeometry } from './shapes.js';

/** What a NIR graph leaves open: it says what neurons do in continuous time. */
export interface Discretising {
  /** dt, s. */
  readonly timeStep: number;
  readonly discretisation: Discretisation;
  readonly reset: Reset;
  /** Which current drives the membrane of a neuron with a synapse. */
  readonly current: Synapse['current'];
}

/** The layer that computes a node which takes values of the shape `input`. `where` is for the messages. */
export function layerOf(node: FlatNode, name: string, input: Shape, how: Discretising, where: string): Layer {
  if (isExtension(node)) return extensionLayer(node, name, where);
  switch (node.type) {
    case 'Affine':
    case 'Linear': {
      const { shape, data } = node.weight;
      const [rows, cols] = shape;
      if (shape.length !== 2)
        return reject(`${where}/weight`, `found ${shape.length} dimensions`, 'expected outputs × inputs');
      const bias = node.type === 'Affine' ? { bias: node.bias.data } : {};
      return { type: 'linear', name, weights: matrix(rows!, cols!, data), ...bias };
    }
    case 'Scale':
      return { type: 'scale', name, factors: spread(node.scale, sizeOf(input)) };
    case 'Threshold':
      return { type: 'threshold', name, levels: spread(node.threshold, sizeOf(input)) };
    case 'Delay': {
      const steps = Uint32Array.from(spread(node.delay, sizeOf(input)), s => wholeSteps(s, how.timeStep, where));
      return { type: 'delay', name, steps };
    }
    case 'Conv1d':
    case 'Conv2d': {
      const { shape, data } = node.weight;
      const outputs = shape[0]!;
      const { window, kernel } = kernelOf(node, data, where);
      return {
        ...{ type: 'convolution-2d', name, maps: mapsOf(input), window, groups: node.groups.data[0]! },
        ...{ weights: matrix(outputs, kernel.length / outputs, kernel), bias: node.bias.data },
      };
    }
    case 'SumPool2d':
    case 'AvgPool2d': {
      const { kernel: size, stride, before: padding, dilation } = windowGeometry(node, where);
      const window = mapWindow(size, stride, padding, dilation);
      return { type: 'pool-2d', name, kind: node.type === 'SumPool2d' ? 'sum' : 'mean', maps: mapsOf(input), window };
    }
    case 'Input':
    case 'Output':
    case 'Flatten':
      throw new RangeError(`${node.type} computes nothing`);
    default: {
      const neuron = neuronOf(node, sizeOf(input), how);
      requireNeuron(neuron, where);
      return { type: 'neurons', name, neuron };
    }
  }
}

type NeuronNode = Extract<FlatNode, { readonly type: 'I' | 'IF' | 'LI' | 'LIF' | 'CubaLI' | 'CubaLIF' }>;

function neuronOf(node: NeuronNode, width: number, { timeStep, discretisation, reset, current }: Discretising): Neuron {
  const resistance = spread(node.r, width);
  const leak = (rest: Hdf5Numbers, tau: Hdf5Numbers): Leak => ({
    ...{ timeStep, discretisation, timeConstant: spread(tau, width), resistance, rest: spread(rest, width) },
  });
  const spiking = (of: { readonly v_threshold: Hdf5Numbers; readonly v_reset?: Hdf5Numbers }): Spiking => ({
    ...{ threshold: spread(of.v_threshold, width), reset },
    resetValue: of.v_reset ? spread(of.v_reset, width) : new Float64Array(width),
  });
  const synapse = (of: { readonly tau_syn: Hdf5Numbers; readonly w_in?: Hdf5Numbers }): Synapse => ({
    synapseTimeConstant: spread(of.tau_syn, width),
    inputWeight: of.w_in ? spread(of.w_in, width) : new Float64Array(width).fill(1),
    current,
  });
  switch (node.type) {
    case 'I':
      return { model: 'integrator', timeStep, resistance };
    case 'IF':
      return { model: 'if', timeStep, resistance, ...spiking(node) };
    case 'LI':
      return { model: 'li', ...leak(node.v_leak, node.tau) };
    case 'LIF':
      return { model: 'lif', ...leak(node.v_leak, node.tau), ...spiking(node) };
    case 'CubaLI':
      return { model: 'cuba-li', ...leak(node.v_leak, node.tau_mem), ...synapse(node) };
    case 'CubaLIF':
      return { model: 'cuba-lif', ...leak(node.v_leak, node.tau_mem), ...synapse(node), ...spiking(node) };
  }
}

/** One number for each of `width`; a single one stands for all. */
const spread = ({ data }: Hdf5Numbers, width: number): Float64Array =>
  data.length === width ? data : new Float64Array(width).fill(data[0]!);

/** A delay in time steps; files hold it in float32, whose error is far below the tolerance. */
function wholeSteps(seconds: number, timeStep: number, where: string): number {
  const steps = seconds / timeStep;
  if (steps >= 2 ** 32)
    reject(`${where}/delay`, `found ${seconds} s`, `expected below 2^32 time steps of ${timeStep} s`);
  return Math.abs(steps - Math.round(steps)) <= 1e-3
    ? Math.round(steps)
    : reject(`${where}/delay`, `found ${seconds} s`, `expected a whole number of time steps of ${timeStep} s`);
}

/** Channels first; a signal along one axis is a map of one row. */
function mapsOf(shape: Shape): MapSize {
  const [channels, rows, columns] = shape.length === 2 ? [shape[0]!, 1, shape[1]!] : shape;
  return { channels: channels!, rows: rows!, columns: columns! };
}

function mapWindow(size: Shape, stride: Shape, padding: Shape, dilation: Shape): MapWindow {
  const two = (values: Shape, along: number): readonly [number, number] =>
    values.length === 1 ? [along, values[0]!] : [values[0]!, values[1]!];
  return { size: two(size, 1), stride: two(stride, 1), padding: two(padding, 0), dilation: two(dilation, 1) };
}

type ConvolutionNode = Extract<FlatNode, { readonly type: 'Conv1d' | 'Conv2d' }>;

/**
 * The window of a convolution, and its weights. Padding "same" has a zero more after an even kernel than before it, which our
 * windows have not: a kernel that begins with a zero weight is the same.
 */
function kernelOf(
  node: ConvolutionNode,
  weights: Float64Array,
  where: string,
): { window: MapWindow; kernel: Float64Array } {
  const { kernel, stride, dilation, before, after } = windowGeometry(node, where);
  const uneven = kernel.map((_, d) => after[d] !== before[d]);
  uneven.forEach((is, d) => {
    if (is && dilation[d] !== 1)
      reject(`${where}/padding`, `found "same" with a dilation of ${dilation[d]}`, 'expected an odd kernel for these');
  });
  const size = kernel.map((n, d) => n + (uneven[d] ? 1 : 0));
  const window = mapWindow(
    size,
    stride,
    before.map((n, d) => n + (uneven[d] ? 1 : 0)),
    dilation,
  );
  if (!uneven.includes(true)) return { window, kernel: weights };
  const [high, wide] = window.size;
  const [skipRows, skipColumns] = uneven.length === 1 ? [0, 1] : [Number(uneven[0]), Number(uneven[1])];
  const [rows, columns] = [high - skipRows, wide - skipColumns];
  const padded = new Float64Array((weights.length / (rows * columns)) * high * wide);
  weights.forEach((weight, k) => {
    const plane = Math.floor(k / (rows * columns));
    const row = Math.floor(k / columns) % rows;
    padded[(plane * high + row + skipRows) * wide + (k % columns) + skipColumns] = weight;
  });
  return { window, kernel: padded };
}
