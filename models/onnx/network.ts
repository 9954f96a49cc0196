import { reject } from '../../edge/error.js';
import { matrix } from '../../numeric/matrix.js';
import { freeName, plainSource } from '../layer-names.js';
import type { Layer, LinearLayer, MapConvolutionLayer, Network, Scores } from '../network.js';
import { checkLayers } from '../network-checks.js';
import { mostValues, type OnnxModel, type OnnxNode, shapeText, sizeOf, type Tensor } from './model.js';
import type { Operand, Operation, Shape } from './operation.js';
import { operationOf, passing } from './operators.js';

export interface OnnxOptions {
  /** Of the network; "onnx" by default. */
  readonly name?: string;
  /** Makes class scores of the outputs. */
  readonly classes?: readonly string[];
}

export interface OnnxNetwork {
  readonly network: Network;
  /** What was left out. */
  readonly notes: readonly string[];
}

/** What a value of the graph is made of: the sum of some layers' outputs. The shape is without the batch. */
interface Signal {
  readonly sources: readonly string[];
  readonly shape: Shape;
}

/** The input, its shape without the batch. */
interface FixedInput {
  readonly name: string;
  readonly shape: Shape;
  /** Of the batch; undefined where it is open. */
  readonly batch: number | undefined;
}

/**
 * A network that computes an ONNX model of dense layers, convolutions and what stands between them, in float64. Each input of the
 * batch is a series of one time step; its channels are the values of the input row-major, maps channel by channel, row by
 * row. Batch normalisations and constants that are added become part of the layer before, where nothing else reads it.
 * InputError with the node where there is an operator, an attribute or a shape that cannot be computed here. `file` is for
 * the messages.
 */
export function networkOfOnnx(model: OnnxModel, options: OnnxOptions = {}, file = 'model'): OnnxNetwork {
  const { name = 'onnx', classes } = options;
  const input = inputOf(model, file);
  const output = model.outputs.length === 1 ? model.outputs[0]! : undefined;
  if (output === undefined)
    return reject(file, `found the outputs ${model.outputs.join(', ') || '(none)'}`, 'expected one');
  const needed = neededNodes(model, output);
  const layers = arrange(model, needed, input, output, file);
  const scores: Scores[] = classes ? [{ type: 'scores', name: freeName('scores', layers), of: 'last', classes }] : [];
  const [channels, rows, columns] = input.shape;
  const network: Network = {
    name,
    input: {
      ...{ channels: sizeOf(input.shape), normalize: 'none' },
      ...(input.shape.length === 3 && channels === 1 && { image: { rows: rows!, columns: columns! } }),
    },
    layers: [...layers, ...scores].map(plainSource),
  };
  checkLayers(network, file);
  for (const layer of network.layers) requireFinite(layer, file);
  const left = model.nodes.filter(node => !needed.has(node));
  return { network, notes: left.map(node => `${titleOf(node)} does not reach the output and is left out`) };
}

const titleOf = ({ name, op, outputs }: OnnxNode): string => `${name || outputs[0] || '?'} (${op})`;

/** The one input; all its dimensions but the batch are told. */
function inputOf({ inputs }: OnnxModel, file: string): FixedInput {
  const [input, ...others] = inputs;
  if (!input || others.length > 0)
    return reject(file, `found the inputs ${inputs.map(({ name }) => name).join(', ') || '(none)'}`, 'expected one');
  const where = `${file}: input ${input.name}`;
  if (!input.shape) return reject(where, 'found no shape', 'expected one: the batch, then a number for each dimension');
  const [batch, ...shape] = input.shape;
  if (shape.length === 0 || shape.some(n => typeof n !== 'number' || n < 1))
    return reject(
      where,
      `found the shape ${shapeText(input.shape)}`,
      'expected a number for each dimension but the first, which is the batch: leave no other one open when you export',
    );
  const sizes = shape.map(Number);
  if (sizeOf(sizes) > mostValues)
    reject(
      where,
      `found the shape ${shapeText(input.shape)}`,
      `expected at most ${mostValues} values beside the batch`,
    );
  return { name: input.name, shape: sizes, batch: typeof batch === 'number' && batch > 0 ? batch : undefined };
}

/** InputError where finite numbers of the model made others: what is too large for a double. */
function requireFinite(layer: Layer, file: string): void {
  const odd = numbersOf(layer)
    .map(values => values?.find(value => !Number.isFinite(value)))
    .find(value => value !== undefined);
  if (odd !== undefined)
    reject(`${file}: layer ${layer.name}`, `found ${odd} among its numbers`, 'expected finite ones');
}

function numbersOf(layer: Layer): readonly (Float64Array | undefined)[] {
  if (layer.type === 'linear' || layer.type === 'convolution-2d') return [layer.weights.data, layer.bias];
  if (layer.type === 'scale') return [layer.factors, layer.offsets];
  return layer.type === 'activation' ? [Float64Array.of(layer.slope ?? 0)] : [];
}

/** Nodes that lead to the output. */
function neededNodes({ nodes }: OnnxModel, output: string): ReadonlySet<OnnxNode> {
  const values = new Set([output]);
  const needed = new Set<OnnxNode>();
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some(value => values.has(value))) continue;
    needed.add(node);
    for (const value of node.inputs) values.add(value);
  }
  return needed;
}

/** The layers in order, each with its sources. */
function arrange(
  model: OnnxModel,
  needed: ReadonlySet<OnnxNode>,
  input: FixedInput,
  output: string,
  file: string,
): readonly Layer[] {
  const nodes = model.nodes.filter(node => needed.has(node));
  const constants = new Map(model.initializers);
  const signals = new Map<string, Signal>([[input.name, { sources: ['input'], shape: input.shape }]]);
  const lone = readOnce(nodes, output);
  let layers: readonly Layer[] = [];
  for (const node of nodes) {
    const where = `${file}: node ${titleOf(node)}`;
    const value = node.outputs[0]!;
    const again = node.outputs.find(name => name !== '' && (signals.has(name) || constants.has(name)));
    if (again !== undefined) reject(where, `yields "${again}" once more`, 'expected values with names of their own');
    // A constant that goes by a second name, as exporters write weights that layers share.
    const known = node.op === 'Identity' ? constants.get(node.inputs[0] ?? '') : undefined;
    if (node.op === 'Constant' || known) {
      constants.set(value, known ?? constantOf(node, where));
      continue;
    }
    const operands = node.inputs.map((name): Operand | undefined =>
      name === '' ? undefined : operandOf(name, signals, constants, where),
    );
    const operation = operationOf({ node, operands, batch: input.batch, where });
    const sources = node.inputs.flatMap(name => signals.get(name)?.sources ?? []);
    const alone = sources.length === 1 && node.inputs.every(name => !signals.has(name) || lone(name));
    const title = (node.name || node.op.toLowerCase()).replace(/^\W+/, '');
    const placed = place(operation, sources, alone, title, layers);
    layers = placed.layers;
    signals.set(value, { sources: placed.sources, shape: operation.shape });
  }
  const last = signals.get(output);
  if (!last) return reject(`${file}: output ${output}`, 'does not depend on the input', 'expected it to');
  if (last.sources.length === 1 && last.sources[0] === layers.at(-1)?.name) return layers;
  const factors = new Float64Array(sizeOf(last.shape)).fill(1);
  return [...layers, { type: 'scale', name: freeName('output', layers), from: last.sources, factors }];
}

/** The layers with what an operation adds to them, and those whose sum is its value. It is `alone` where nothing else reads its source. */
function place(
  operation: Operation,
  sources: readonly string[],
  alone: boolean,
  title: string,
  layers: readonly Layer[],
): { readonly layers: readonly Layer[]; readonly sources: readonly string[] } {
  if (operation.kind === 'sum') return { layers, sources };
  if (operation.kind === 'affine') {
    const { factors, offsets } = operation;
    const before = alone ? layers.find(({ name }) => name === sources[0]) : undefined;
    const folded = before && folding(before, factors, offsets);
    if (folded) return { layers: layers.map(layer => (layer === before ? folded : layer)), sources };
    const name = freeName(title, layers);
    return { layers: [...layers, { type: 'scale', name, from: sources, factors, offsets }], sources: [name] };
  }
  let all = layers;
  let from = sources;
  for (const layer of operation.layers) {
    const name = freeName(title, all);
    all = [...all, { ...layer, name, from }];
    from = [name];
  }
  return { layers: all, sources: from };
}

function operandOf(
  name: string,
  signals: ReadonlyMap<string, Signal>,
  constants: ReadonlyMap<string, Tensor>,
  where: string,
): Operand {
  const signal = signals.get(name);
  if (signal) return { shape: signal.shape };
  const constant = constants.get(name);
  return constant
    ? { constant }
    : reject(where, `reads "${name}", which is not there`, 'expected an initializer, or what a node before it yields');
}

/** The numbers of a node Constant. */
function constantOf({ attributes }: OnnxNode, where: string): Tensor {
  const value = attributes.get('value')?.tensor;
  if (value) return value;
  const single = attributes.get('value_float')?.float ?? attributes.get('value_int')?.int;
  if (single !== undefined) return { shape: [], data: Float64Array.of(single) };
  const list = attributes.get('value_floats')?.floats ?? attributes.get('value_ints')?.ints;
  return list
    ? { shape: [list.length], data: Float64Array.from(list) }
    : reject(where, `found ${[...attributes.keys()].join(', ') || 'no attribute'}`, 'expected a value of numbers');
}

/** Whether one node alone reads a value, by itself or by what only passes it on. */
function readOnce(nodes: readonly OnnxNode[], output: string): (value: string) => boolean {
  const roots = new Map<string, string>();
  const rootOf = (value: string): string => roots.get(value) ?? value;
  const readers = new Map<string, number>();
  const count = (value: string): void => {
    readers.set(rootOf(value), (readers.get(rootOf(value)) ?? 0) + 1);
  };
  for (const node of nodes) {
    if (passing.has(node.op)) roots.set(node.outputs[0]!, rootOf(node.inputs[0]!));
    else for (const value of node.inputs) count(value);
  }
  count(output);
  return value => readers.get(rootOf(value)) === 1;
}

/** A dense layer or a convolution with factors and offsets in it; undefined where they differ within one of its outputs. */
function folding(
  layer: Layer,
  factors: Float64Array,
  offsets: Float64Array,
): LinearLayer | MapConvolutionLayer | undefined {
  if (layer.type !== 'linear' && layer.type !== 'convolution-2d') return undefined;
  const { rows, cols, data } = layer.weights;
  const each = factors.length / rows;
  const first = (values: Float64Array, i: number): number => values[Math.floor(i / each) * each]!;
  if ([factors, offsets].some(values => values.some((value, i) => value !== first(values, i)))) return undefined;
  const weights = matrix(
    rows,
    cols,
    data.map((weight, k) => weight * factors[Math.floor(k / cols) * each]!),
  );
  const bias = Float64Array.from(
    { length: rows },
    (_, o) => (layer.bias?.[o] ?? 0) * factors[o * each]! + offsets[o * each]!,
  );
  return { ...layer, weights, bias };
}
