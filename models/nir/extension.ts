import { reject } from '../../edge/error.js';
import { type Hdf5Group, type Hdf5Item, isGroup, isNumbers, isTexts, oneText } from '../../edge/hdf5.js';
import { matrix } from '../../numeric/matrix.js';
import type { Layer, NeuronLayer } from '../network.js';
import type { Neuron } from '../spiking/neuron.js';
import { type Extension, extensionPrefix } from './graph.js';

type OwnLayer = Exclude<
  Layer['type'],
  'linear' | 'neurons' | 'convolution-2d' | 'pool-2d' | 'scale' | 'threshold' | 'delay'
>;
export type OwnNeuron = Exclude<Neuron['model'], 'integrator' | 'if' | 'li' | 'lif' | 'cuba-li' | 'cuba-lif'>;

/** What NIR has no node for: layers of these types, and neurons of these models. */
const layerTypes: Readonly<Record<OwnLayer, true>> = {
  ...{ convolution: true, 'mars-block': true, esn: true, 'mf-esn': true, lca: true, readout: true, scores: true },
  ...{ activation: true, 'layer-norm': true, 'min-conv-gru': true, 'min-conv-exp-lstm': true },
};
const neuronModels: Readonly<Record<OwnNeuron, true>> = {
  ...{ alif: true, rf: true, 'izhikevich-rf': true, brf: true, hrf: true, gamma: true, 'sigma-delta': true },
};

export const isOwnNeuron = (neuron: Neuron): neuron is Extract<Neuron, { readonly model: OwnNeuron }> =>
  Object.hasOwn(neuronModels, neuron.model);

/** Whether an extension's node has neurons, whose outputs may come back to them. */
export const hasNeurons = ({ type }: Extension): boolean =>
  Object.hasOwn(neuronModels, type.slice(extensionPrefix.length));

/** Whether what an extension's node yields has the shape of what it takes. */
export const keepsShape = ({ type }: Extension): boolean =>
  type === `${extensionPrefix}activation` || type === `${extensionPrefix}layer-norm`;

/** A layer, or the neurons of one, as a node. */
export function extensionOf(record: Extract<Layer, { readonly type: OwnLayer }> | Neuron): Extension {
  const { type, own } =
    'model' in record ? { type: record.model, own: without(record, 'model') } : { type: record.type, own: without(record, 'type', 'name', 'from') }; // biome-ignore format: one thing
  return { type: `${extensionPrefix}${type}`, parameters: groupOf(own) };
}

const without = (record: object, ...keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

/** The layer that a node says, unchecked: `parseNetwork` has the checks. */
export function extensionLayer(node: Extension, name: string, where: string): Layer {
  const own = node.type.slice(extensionPrefix.length);
  const record = recordOf(node.parameters, where);
  if (Object.hasOwn(neuronModels, own))
    return { type: 'neurons', name, neuron: { ...record, model: own } as unknown as Neuron } satisfies NeuronLayer;
  if (Object.hasOwn(layerTypes, own)) return { ...record, type: own, name } as unknown as Layer;
  const known = [...Object.keys(neuronModels), ...Object.keys(layerTypes)].join(', ');
  return reject(`${where}/type`, `found "${node.type}"`, `expected "${extensionPrefix}" and one of ${known}`);
}

/** Numbers as scalars, vectors and matrices, texts, and records in groups. */
function groupOf(record: object): Hdf5Group {
  const members = Object.entries(record).flatMap(([key, value]: [string, unknown]): [string, Hdf5Item][] =>
    value === undefined ? [] : [[key, itemOf(value)]],
  );
  return new Map(members);
}

function itemOf(value: unknown): Hdf5Item {
  if (typeof value === 'number') return { stored: 'f8', shape: [], data: Float64Array.of(value) };
  if (typeof value === 'string') return oneText(value);
  if (value instanceof Float64Array) return { stored: 'f8', shape: [value.length], data: value };
  if (Array.isArray(value))
    return value.every(one => typeof one === 'number')
      ? { stored: 'f8', shape: [value.length], data: Float64Array.from(value) }
      : { shape: [value.length], texts: value.map(String) };
  const record = value as { readonly rows?: number; readonly cols?: number; readonly data?: unknown };
  if (record.data instanceof Float64Array)
    return { stored: 'f8', shape: [record.rows!, record.cols!], data: record.data };
  return groupOf(record);
}

function recordOf(group: Hdf5Group, where: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...group].map(([key, item]) => [key, decoded(item, `${where}/${key}`)]));
}

function decoded(item: Hdf5Item, where: string): unknown {
  if (isGroup(item)) return recordOf(item, where);
  const { shape } = item;
  if (isTexts(item)) return shape.length === 0 ? item.texts[0] : item.texts;
  if (!isNumbers(item) || shape.length > 2)
    return reject(where, `found ${shape.length} dimensions`, 'expected at most two');
  if (shape.length === 2) return matrix(shape[0]!, shape[1]!, item.data);
  return shape.length === 0 ? item.data[0] : item.data;
}
