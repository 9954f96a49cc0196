import { reject } from '../../edge/error.js';
import { matrix, transpose } from '../../numeric/matrix.js';
import {
  type MapSize,
  type MapWindow,
  mapLength,
  mapsAfter,
  positionsOf,
  requireMapWindow,
  windowIndex,
} from '../maps.js';
import type { Layer } from '../network.js';
import { type OnnxNode, shapeText, sizeOf, type Tensor } from './model.js';
import { mapsOf, shapeLike, windowOf } from './windows.js';

/** What a node computes, of values whose shapes have no batch. */
export type Operation =
  /** Layers one after the other, the first on what the node reads. */
  | { readonly kind: 'layers'; readonly layers: readonly PlainLayer[]; readonly shape: Shape }
  /** What it reads times `factors` plus `offsets`, one number for each value: also a part of the layer before. */
  | { readonly kind: 'affine'; readonly factors: Float64Array; readonly offsets: Float64Array; readonly shape: Shape }
  /** The sum of all that it reads. */
  | { readonly kind: 'sum'; readonly shape: Shape };

export type Shape = readonly number[];

/** A layer without a name and sources. */
export type PlainLayer = Layer extends infer L ? (L extends Layer ? Omit<L, 'name' | 'from'> : never) : never;

/** What a node reads at each of its inputs. */
export type Operand = { readonly shape: Shape } | { readonly constant: Tensor };

export interface Reading {
  readonly node: OnnxNode;
  readonly operands: readonly (Operand | undefined)[];
  readonly where: string;
}

/** The operators that are read. All are the same from opset 7 to 21 in what they do to one input without a batch. */
const operators: Readonly<Record<string, (reading: Reading) => Operation>> = {
  Gemm: gemm,
  MatMul: matMul,
  Conv: convolution,
  MaxPool: reading => pool(reading, 'max'),
  AveragePool: averagePool,
  GlobalMaxPool: reading => globalPool(reading, 'max'),
  GlobalAveragePool: reading => globalPool(reading, 'mean'),
  BatchNormalization: batchNormalization,
  Relu: reading => activation(reading, { function: 'relu' }),
  LeakyRelu: reading =>
    activation(reading, { function: 'relu', slope: reading.node.attributes.get('alpha')?.float ?? Math.fround(0.01) }),
  Sigmoid: reading => activation(reading, { function: 'sigmoid' }),
  Tanh: reading => activation(reading, { function: 'tanh' }),
  Softmax: softmax,
  Add: reading => arithmetic(reading, (a, b) => [a, b]),
  Sub: reading => arithmetic(reading, (a, b) => [a, -b]),
  Mul: reading => arithmetic(reading, (a, b) => [a * b, 0]),
  Div: reading => arithmetic(reading, (a, b) => [a / b, 0]),
  Flatten: flatten,
  Reshape: reshape,
  Identity: reading => same(signal(reading)),
  Dropout: dropout,
};

/** Those that pass what they read: whoever reads what they yield reads what is before them. */
export const passing: ReadonlySet<string> = new Set(['Identity', 'Dropout', 'Flatten', 'Reshape']);

/** InputError where the operator is none of those above, or its attributes or operands are none that it can have here. */
export function operationOf(reading: Reading): Operation {
  const { op, domain } = reading.node;
  const own = domain === '' || domain === 'ai.onnx';
  if (!own || !Object.hasOwn(operators, op))
    reject(
      reading.where,
      `found the operator ${own ? op : `${domain}.${op}`}`,
      `expected one of ${Object.keys(operators).join(', ')}, Constant`,
    );
  return operators[op]!(reading);
}

/** The shape of what comes from the input, at operand 0 unless said otherwise. */
function signal({ operands, where }: Reading, k = 0): Shape {
  const operand = operands[k];
  return operand && 'shape' in operand
    ? operand.shape
    : reject(
        where,
        `found ${operand ? 'constants' : 'nothing'} as operand ${k + 1}`,
        'expected what the input leads to',
      );
}

function constant({ operands, where }: Reading, k: number): Tensor {
  const operand = operands[k];
  return operand && 'constant' in operand
    ? operand.constant
    : reject(
        where,
        `found ${operand ? 'what the input leads to' : 'nothing'} as operand ${k + 1}`,
        'expected constants',
      );
}

const optional = (reading: Reading, k: number): Tensor | undefined =>
  reading.operands[k] ? constant(reading, k) : undefined;

const integer = ({ node }: Reading, name: string, otherwise: number): number =>
  node.attributes.get(name)?.int ?? otherwise;

const same = (shape: Shape): Operation => ({ kind: 'sum', shape });

/** A vector of one dimension; dense layers read no other. */
function vector(reading: Reading): number {
  const shape = signal(reading);
  return shape.length === 1
    ? shape[0]!
    : reject(
        reading.where,
        `reads values of the shape (batch, ${shape.join(', ')})`,
        'expected (batch, values): put a Flatten before it',
      );
}

/** α·X·B + β·C, B transposed or not. */
function gemm(reading: Reading): Operation {
  const { node, where } = reading;
  if (integer(reading, 'transA', 0) !== 0) reject(`${where}: transA`, 'found 1', 'expected 0: the batch comes first');
  const float = (name: string): number => node.attributes.get(name)?.float ?? 1;
  const [alpha, beta] = [float('alpha'), float('beta')];
  const { weights, outputs } = dense(reading, integer(reading, 'transB', 0) !== 0);
  const added = optional(reading, 2);
  const bias = added && spread(added, [outputs], where).map(value => beta * value);
  const scaled = matrix(
    weights.rows,
    weights.cols,
    weights.data.map(value => alpha * value),
  );
  return { kind: 'layers', layers: [{ type: 'linear', weights: scaled, ...(bias && { bias }) }], shape: [outputs] };
}

function matMul(reading: Reading): Operation {
  const { weights, outputs } = dense(reading, false);
  return { kind: 'layers', layers: [{ type: 'linear', weights }], shape: [outputs] };
}

/** The second operand as outputs × inputs. */
function dense(reading: Reading, transposed: boolean) {
  const inputs = vector(reading);
  const { shape, data } = constant(reading, 1);
  const [rows, cols] = shape;
  const found = transposed ? cols : rows;
  if (shape.length !== 2 || found !== inputs)
    reject(
      reading.where,
      `found weights of the shape ${shapeText(shape)}`,
      `expected ${transposed ? `(outputs, ${inputs})` : `(${inputs}, outputs)`}, for the ${inputs} values that it reads`,
    );
  const stored = matrix(rows!, cols!, data);
  const weights = transposed ? stored : transpose(stored);
  return { weights, outputs: weights.rows };
}

function convolution(reading: Reading): Operation {
  const { node, where } = reading;
  const shape = signal(reading);
  const maps = mapsOf(shape, where);
  const kernel = constant(reading, 1);
  const groups = integer(reading, 'group', 1);
  const [outputs = 0, channels = 0, ...sides] = kernel.shape;
  if (kernel.shape.length !== shape.length + 1 || groups < 1 || channels * groups !== maps.channels || outputs % groups)
    reject(
      where,
      `found weights of the shape ${shapeText(kernel.shape)} in ${groups} groups`,
      `expected (outputs, ${maps.channels / groups}, ${shape.length === 2 ? 'length' : 'rows, columns'}), for ${maps.channels} channels`,
    );
  const told = node.attributes.get('kernel_shape')?.ints;
  if (told && told.join() !== sides.join())
    reject(`${where}: kernel_shape`, `found ${shapeText(told)}`, `expected ${shapeText(sides)}, as the weights have`);
  const window = windowOf(node, maps, sides, where);
  requireMapWindow(maps, window, where);
  const added = optional(reading, 2);
  if (added && added.data.length !== outputs)
    reject(where, `found ${added.data.length} biases`, `expected ${outputs}, one for each output channel`);
  const weights = matrix(outputs, channels * sizeOf(sides), kernel.data);
  return {
    kind: 'layers',
    layers: [{ type: 'convolution-2d', maps, window, groups, weights, ...(added && { bias: added.data }) }],
    shape: shapeLike(mapsAfter(maps, window, outputs), shape),
  };
}

function poolWindow(reading: Reading) {
  const { node, where } = reading;
  const shape = signal(reading);
  const maps = mapsOf(shape, where);
  const kernel = node.attributes.get('kernel_shape')?.ints ?? [];
  if (kernel.length !== shape.length - 1 || kernel.some(n => n < 1))
    reject(
      `${where}: kernel_shape`,
      `found ${shapeText(kernel)}`,
      `expected ${shape.length - 1} numbers of at least 1`,
    );
  const window = windowOf(node, maps, kernel, where);
  requireMapWindow(maps, window, where);
  return { maps, window, shape: shapeLike(mapsAfter(maps, window, maps.channels), shape) };
}

function pool(reading: Reading, kind: 'max' | 'mean'): Operation {
  const { maps, window, shape } = poolWindow(reading);
  return { kind: 'layers', layers: [{ type: 'pool-2d', kind, maps, window }], shape };
}

/** Means over windows; over the values in them that are no padding, unless count_include_pad says so. */
function averagePool(reading: Reading): Operation {
  const { maps, window, shape } = poolWindow(reading);
  const { padding, after = padding } = window;
  if (integer(reading, 'count_include_pad', 0) === 1 || [...padding, ...after].every(n => n === 0))
    return pool(reading, 'mean');
  const counts = valuesInWindows(maps, window);
  const factors = Float64Array.from({ length: sizeOf(shape) }, (_, i) => 1 / counts[i % counts.length]!);
  return {
    kind: 'layers',
    layers: [
      { type: 'pool-2d', kind: 'sum', maps, window },
      { type: 'scale', factors },
    ],
    shape,
  };
}

/** How many values of a map lie in each window on it. */
function valuesInWindows(maps: MapSize, window: MapWindow): number[] {
  const one = { ...maps, channels: 1 };
  const index = windowIndex(one, window);
  const size = window.size[0] * window.size[1];
  const [down, across] = positionsOf(maps, window);
  return Array.from(
    { length: down * across },
    (_, p) => index.subarray(p * size, (p + 1) * size).filter(place => place < mapLength(one)).length,
  );
}

function globalPool(reading: Reading, kind: 'max' | 'mean'): Operation {
  const shape = signal(reading);
  const maps = mapsOf(shape, reading.where);
  const size = [maps.rows, maps.columns] as const;
  const window: MapWindow = { size, stride: [1, 1], padding: [0, 0], dilation: [1, 1] };
  return {
    kind: 'layers',
    layers: [{ type: 'pool-2d', kind, maps, window }],
    shape: [maps.channels, ...shape.slice(1).map(() => 1)],
  };
}

/** scale·(x − mean)/√(variance + ε) + B of each channel: factors and offsets. */
function batchNormalization(reading: Reading): Operation {
  const { node, where } = reading;
  if (integer(reading, 'training_mode', 0) !== 0 || integer(reading, 'spatial', 1) !== 1)
    reject(where, 'found training_mode 1 or spatial 0', 'expected inference, with the numbers of each channel');
  const shape = signal(reading);
  const [channels] = shape;
  const [scale, added, mean, variance] = [1, 2, 3, 4].map(k => {
    const { data } = constant(reading, k);
    if (data.length !== channels)
      reject(where, `found ${data.length} numbers as operand ${k + 1}`, `expected ${channels}, one for each channel`);
    return data;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const epsilon = node.attributes.get('epsilon')?.float ?? Math.fround(1e-5);
  const low = variance.find(value => !(value >= 0 && value + epsilon > 0));
  if (low !== undefined)
    reject(where, `found a variance of ${low}`, 'expected at least 0, and more than that with epsilon');
  const each = sizeOf(shape.slice(1));
  const factors = new Float64Array(sizeOf(shape));
  const offsets = new Float64Array(sizeOf(shape));
  for (let i = 0; i < factors.length; i++) {
    const c = Math.floor(i / each);
    factors[i] = scale[c]! / Math.sqrt(variance[c]! + epsilon);
    offsets[i] = added[c]! - mean[c]! * factors[i]!;
  }
  return { kind: 'affine', factors, offsets, shape };
}

function activation(
  reading: Reading,
  what: { readonly function: 'relu' | 'sigmoid' | 'tanh'; readonly slope?: number },
): Operation {
  return { kind: 'layers', layers: [{ type: 'activation', ...what }], shape: signal(reading) };
}

function softmax(reading: Reading): Operation {
  const width = vector(reading);
  const axis = integer(reading, 'axis', 1);
  if (axis !== 1 && axis !== -1) reject(`${reading.where}: axis`, `found ${axis}`, 'expected 1, that of the values');
  return { kind: 'layers', layers: [{ type: 'activation', function: 'softmax' }], shape: [width] };
}

/** Of two values their sum; of a value and constants, what `of` makes of 1 and a constant: a factor and an offset. */
function arithmetic(reading: Reading, of: (one: number, constant: number) => readonly [number, number]): Operation {
  const { node, operands, where } = reading;
  const [a, b] = operands;
  const { op } = node;
  if (a && b && 'shape' in a && 'shape' in b) {
    if (op !== 'Add')
      reject(where, `found ${op} of two values that the input leads to`, 'expected Add, or constants as one operand');
    return a.shape.join() === b.shape.join()
      ? same(a.shape)
      : reject(where, `adds values of ${shapeText(a.shape)} and ${shapeText(b.shape)}`, 'expected two of one shape');
  }
  // Sums and products are the same the other way round; differences and quotients are not.
  const first = a && 'shape' in a ? 0 : op === 'Add' || op === 'Mul' ? 1 : 0;
  const shape = signal(reading, first);
  const constants = spread(constant(reading, 1 - first), shape, where);
  if (op === 'Div' && constants.includes(0)) reject(where, 'divides by 0', 'expected other constants');
  return {
    ...{ kind: 'affine', shape },
    factors: constants.map(value => of(1, value)[0]),
    offsets: constants.map(value => of(1, value)[1]),
  };
}

/** Constants for each value of a shape, by NumPy's rule: dimensions of 1 and missing ones in front stand for all. */
function spread({ shape: own, data }: Tensor, shape: Shape, where: string): Float64Array {
  const from = own.length > shape.length ? own.slice(own.length - shape.length) : own;
  const front = own.slice(0, own.length - from.length);
  const padded = [...new Array<number>(shape.length - from.length).fill(1), ...from];
  if (front.some(n => n !== 1) || front.length > 1 || padded.some((n, d) => n !== 1 && n !== shape[d]))
    reject(
      where,
      `found constants of the shape ${shapeText(own)}`,
      `expected one that spreads over ${shapeText(shape)}`,
    );
  const out = new Float64Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) {
    let [at, stride, rest] = [0, 1, i];
    for (let d = shape.length - 1; d >= 0; d--) {
      const place = rest % shape[d]!;
      rest = Math.floor(rest / shape[d]!);
      if (padded[d] !== 1) at += place * stride;
      stride *= padded[d]!;
    }
    out[i] = data[at]!;
  }
  return out;
}

/** Values lie as they did: a vector is what maps are, channel by channel and row by row. */
function flatten(reading: Reading): Operation {
  const shape = signal(reading);
  const axis = integer(reading, 'axis', 1);
  if ((axis < 0 ? axis + shape.length + 1 : axis) !== 1)
    reject(`${reading.where}: axis`, `found ${axis}`, 'expected 1: all but the batch');
  return same([sizeOf(shape)]);
}

function reshape(reading: Reading): Operation {
  const { where } = reading;
  const shape = signal(reading);
  const { data } = constant(reading, 1);
  const wanted = [...data];
  const of = [undefined, ...shape];
  const told = wanted.map((n, d) => (n === 0 && integer(reading, 'allowzero', 0) === 0 ? of[d] : n));
  const wrong = (): never =>
    reject(
      where,
      `makes ${shapeText(wanted)} of (batch, ${shape.join(', ')})`,
      `expected the batch, then numbers whose product is ${sizeOf(shape)}`,
    );
  const [batch, ...rest] = told;
  const open = rest.indexOf(-1);
  const known = rest.reduce<number>((product, n) => product * (n === -1 ? 1 : (n ?? 0)), 1);
  if (told.length < 2 || (open >= 0 && (batch === -1 || sizeOf(shape) % known !== 0))) return wrong();
  const made = rest.map(n => (n === -1 ? sizeOf(shape) / known : (n ?? 0)));
  return sizeOf(made) === sizeOf(shape) ? same(made) : wrong();
}

function dropout(reading: Reading): Operation {
  const training = optional(reading, 2);
  if (training && training.data[0] !== 0) reject(reading.where, 'found training_mode 1', 'expected inference');
  return same(signal(reading));
}
