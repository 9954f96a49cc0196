import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attribute, OnnxModel, OnnxNode, Tensor } from '../../../models/onnx/model.js';
import { sizeOf } from '../../../models/onnx/model.js';
import type { SeriesSet } from '../../../models/series.js';
import { checkout } from '../../cli/ohmweave.js';

/** The models that python3-onnx wrote, with what NumPy says they yield; fixtures/make.py. */
export const fixtures = ['mlp', 'cnn', 'conv1d', 'constants'] as const;

export const fixture = (name: string): string => join(checkout, `test/models/onnx/fixtures/${name}.onnx`);

/** Its inputs, each a series of one time step, and its outputs. */
export function expected(name: string): { readonly set: SeriesSet; readonly outputs: readonly (readonly number[])[] } {
  const path = fixture(name).replace('.onnx', '.json');
  const { x, y } = JSON.parse(readFileSync(path, 'utf8')) as { x: number[][]; y: number[][] };
  const series = x.map(values => ({ values: Float64Array.from(values), length: 1, label: -1 }));
  return { set: { name, channels: x[0]!.length, classes: [], series }, outputs: y };
}

/** Numbers of a shape; where values are fewer than it holds, they are repeated. */
export const tensor = (shape: readonly number[], ...values: readonly number[]): Tensor => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length]!),
});

/** `'Conv a w -> b'` with attributes: a list of numbers, a whole number, a number in a list `[x, 'float']`, or a text. */
export function node(
  line: string,
  attributes: Readonly<Record<string, number | string | readonly number[]>> = {},
): OnnxNode {
  const [left, right] = line.split(' -> ');
  const [op, ...inputs] = left!.split(' ');
  const entries = Object.entries(attributes).map(([name, value]): [string, Attribute] => [
    name,
    {
      ints: typeof value === 'object' ? value : [],
      floats: [],
      ...(typeof value === 'number' && (Number.isInteger(value) ? { int: value } : { float: value })),
      ...(typeof value === 'string' && { text: value }),
    },
  ]);
  return { op: op!, name: '', domain: '', inputs, outputs: right!.split(' '), attributes: new Map(entries) };
}

/** A model from `x` of the shape (batch, …) to `y`. */
export const model = (
  shape: readonly (number | string)[],
  nodes: readonly OnnxNode[],
  initializers: Readonly<Record<string, Tensor>> = {},
): OnnxModel => ({
  ...{ opset: 17, nodes, outputs: ['y'] },
  initializers: new Map(Object.entries(initializers)),
  inputs: [{ name: 'x', shape: ['N', ...shape] }],
});
