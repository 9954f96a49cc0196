import { reject } from '../../edge/error.js';
import { type Hdf5Numbers, isNumbers } from '../../edge/hdf5.js';
import { hasNeurons, keepsShape } from './extension.js';
import type { FlatGraph, FlatNode } from './flatten.js';
import { type AvgPool2d, type Conv1d, type Conv2d, type Flatten, isExtension, type SumPool2d } from './graph.js';
import { isNirType, nirParameters } from './parameters.js';

export type Shape = readonly number[];

/** What a node takes and what it yields; channels come first, and there is no batch. Undefined where nothing tells. */
export interface NodeShapes {
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
}

/**
 * The shapes of all nodes: from their own parameters, or from what is before them. InputError where an edge joins shapes that
 * differ; dimensions of 1 are not looked at, since files differ in them without a difference in meaning.
 */
export function nirShapes({ nodes, edges }: FlatGraph, file: string): ReadonlyMap<string, NodeShapes> {
  const shapes = new Map<string, NodeShapes>();
  const settle = (name: string, offered: Shape | undefined): void => {
    const node = nodes.get(name)!;
    const input = ownInput(node, `${file}: node ${name}`) ?? offered;
    const output = input && outputShape(node, input, `${file}: node ${name}`);
    for (const shape of [input, output])
      if (shape && sizeOf(shape) > mostValues)
        reject(`${file}: node ${name}`, `found the shape ${text(shape)}`, `expected at most ${mostValues} values`);
    shapes.set(name, { input, output });
  };
  for (const name of nodes.keys()) settle(name, undefined);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [from, to] of edges) {
      const offered = shapes.get(from)!.output;
      if (!offered || shapes.get(to)!.input) continue;
      settle(to, offered);
      changed = true;
    }
  }
  for (const [from, to] of edges) {
    const { output } = shapes.get(from)!;
    const { input } = shapes.get(to)!;
    if (output && input && !sameButOnes(output, input)) {
      const hint = nodes.get(from)!.type === 'Flatten' ? '; NIR counts the dimensions to flatten without a batch' : '';
      reject(`${file}: edge ${from} → ${to}`, `${from} yields ${text(output)}`, `${to} expects ${text(input)}${hint}`);
    }
  }
  return shapes;
}

/** Of a node at one time step: 1 GiB. */
const mostValues = 2 ** 27;

export const sizeOf = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);

const text = (shape: Shape): string => `(${shape.join(', ')})`;

const sameButOnes = (a: Shape, b: Shape): boolean => text(a.filter(n => n !== 1)) === text(b.filter(n => n !== 1));

/** What follows from a node's own parameters of the shape that it takes. */
function ownInput(node: FlatNode, where: string): Shape | undefined {
  switch (node.type) {
    case 'Input':
    case 'Output':
      return whole(node.shape, `${where}/shape`, 1);
    case 'Affine':
    case 'Linear': {
      const { shape } = node.weight;
      if (shape.length < 2) reject(`${where}/weight`, `found ${text(shape)}`, 'expected outputs × inputs');
      return [...shape.slice(0, -2), shape.at(-1)!];
    }
    case 'Conv1d':
    case 'Conv2d': {
      const pixels = dimensionsOf(node);
      const { shape } = node.weight;
      if (shape.length !== pixels + 2)
        reject(`${where}/weight`, `found ${text(shape)}`, `expected ${pixels + 2} dimensions`);
      if (sizeOf(shape) === 0) reject(`${where}/weight`, `found ${text(shape)}`, 'expected dimensions above 0');
      return (
        node.input_shape && [
          shape[1]! * whole(node.groups, `${where}/groups`, 1)[0]!,
          ...each(node.input_shape, `${where}/input_shape`, 1, pixels),
        ]
      );
    }
    case 'SumPool2d':
    case 'AvgPool2d':
      return undefined;
    case 'Flatten':
      return node.input_type && whole(node.input_type, `${where}/input_type`, 1);
    default:
      return isNirType(node.type) || (isExtension(node) && hasNeurons(node)) ? populationShape(node) : undefined;
  }
}

/** The shape that the parameters of a node have which works on each value; a single one stands for all. */
export function populationShape(node: FlatNode): Shape {
  const arrays = numbersOf(node).map(([, { shape }]) => shape);
  return arrays.reduce((most, shape) => (sizeOf(shape) > sizeOf(most) ? shape : most), arrays[0] ?? []);
}

/** The arrays of a node by their names. */
export function numbersOf(node: FlatNode): readonly (readonly [string, Hdf5Numbers])[] {
  if (isExtension(node))
    return [...node.parameters].flatMap(([name, item]) => (isNumbers(item) ? [[name, item] as const] : []));
  const fields = node as unknown as Readonly<Record<string, Hdf5Numbers | string | undefined>>;
  return Object.keys(nirParameters[node.type]).flatMap(name => {
    const value = fields[name];
    return typeof value === 'object' ? [[name, value] as const] : [];
  });
}

function outputShape(node: FlatNode, input: Shape, where: string): Shape | undefined {
  switch (node.type) {
    case 'Affine':
    case 'Linear':
      return [...node.weight.shape.slice(0, -2), node.weight.shape.at(-2)!];
    case 'Conv1d':
    case 'Conv2d':
    case 'SumPool2d':
    case 'AvgPool2d':
      return windowed(node, input, where);
    case 'Flatten':
      return flattened(node, input, where);
    default:
      return isNirType(node.type) || (isExtension(node) && (hasNeurons(node) || keepsShape(node))) ? input : undefined;
  }
}

/** Of a convolution or a pool: windows of `kernel` pixels, `dilation` apart, every `stride` pixels, on padded pixels. */
interface WindowGeometry {
  readonly kernel: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  /** Zeros before the first pixel and after the last. */
  readonly before: Shape;
  readonly after: Shape;
}

type Windowed = Conv1d | Conv2d | SumPool2d | AvgPool2d;

const dimensionsOf = (node: Windowed): number => (node.type === 'Conv1d' ? 1 : 2);

export function windowGeometry(node: Windowed, where: string): WindowGeometry {
  const pixels = dimensionsOf(node);
  const convolution = node.type === 'Conv1d' || node.type === 'Conv2d';
  const kernel = convolution ? node.weight.shape.slice(2) : each(node.kernel_size, `${where}/kernel_size`, 1, pixels);
  const stride = each(node.stride, `${where}/stride`, 1, pixels);
  const dilation = convolution ? each(node.dilation, `${where}/dilation`, 1, pixels) : kernel.map(() => 1);
  const { padding } = node;
  if (padding === 'same') {
    if (stride.some(n => n !== 1)) reject(`${where}/stride`, `found ${text(stride)}`, 'expected 1 with padding "same"');
    const added = kernel.map((n, d) => dilation[d]! * (n - 1));
    const before = added.map(n => Math.floor(n / 2));
    return { kernel, stride, dilation, before, after: added.map((n, d) => n - before[d]!) };
  }
  const sides = padding === 'valid' ? kernel.map(() => 0) : each(padding, `${where}/padding`, 0, pixels);
  return { kernel, stride, dilation, before: sides, after: sides };
}

/** ⌊(n + before + after − dilation·(kernel − 1) − 1)/stride⌋ + 1 in each dimension. */
function windowed(node: Windowed, input: Shape, where: string): Shape {
  const pixels = dimensionsOf(node);
  if (input.length !== pixels + 1)
    reject(where, `found an input of the shape ${text(input)}`, `expected channels and ${pixels} dimensions`);
  const channels = 'weight' in node ? node.weight.shape[1]! * whole(node.groups, `${where}/groups`, 1)[0]! : input[0]!;
  if (input[0] !== channels) reject(where, `found an input of ${input[0]} channels`, `expected ${channels}`);
  if ('weight' in node && node.weight.shape[0]! % whole(node.groups, `${where}/groups`, 1)[0]! !== 0)
    reject(`${where}/groups`, `found ${node.groups.data[0]}`, `expected a divisor of ${node.weight.shape[0]} channels`);
  const { kernel, stride, dilation, before, after } = windowGeometry(node, where);
  const positions = input.slice(1).map((n, d) => {
    const room = n + before[d]! + after[d]! - dilation[d]! * (kernel[d]! - 1) - 1;
    if (room < 0) reject(where, `found an input of the shape ${text(input)}`, 'expected room for one window');
    return Math.floor(room / stride[d]!) + 1;
  });
  return ['weight' in node ? node.weight.shape[0]! : input[0]!, ...positions];
}

function flattened(node: Flatten, input: Shape, where: string): Shape {
  const dimension = (numbers: Hdf5Numbers, name: string): number => {
    const stored = whole(numbers, `${where}/${name}`, -input.length)[0]!;
    if (stored >= input.length)
      reject(`${where}/${name}`, `found ${stored}`, `expected a dimension of ${text(input)}, without a batch`);
    return stored < 0 ? stored + input.length : stored;
  };
  const [first, last] = [dimension(node.start_dim, 'start_dim'), dimension(node.end_dim, 'end_dim')];
  if (last < first) reject(`${where}/end_dim`, `found ${last}, before ${first}`, 'expected it at start_dim or after');
  return [...input.slice(0, first), sizeOf(input.slice(first, last + 1)), ...input.slice(last + 1)];
}

/** Whole numbers of at least `least`, at least one of them. */
function whole({ data }: Hdf5Numbers, where: string, least: number): Shape {
  const odd = data.find(value => !Number.isInteger(value) || value < least);
  if (odd !== undefined) reject(where, `found ${odd}`, `expected whole numbers of at least ${least}`);
  return data.length === 0 ? reject(where, 'found no number', 'expected at least one') : [...data];
}

/** One whole number for each of the dimensions; a single one stands for all. */
function each(numbers: Hdf5Numbers, where: string, least: number, dimensions: number): Shape {
  const found = whole(numbers, where, least);
  if (found.length === dimensions) return found;
  return found.length === 1
    ? Array.from({ length: dimensions }, () => found[0]!)
    : reject(where, `found ${found.length} numbers`, `expected 1 or ${dimensions}`);
}
