import { reject } from '../../edge/error.js';
import type { Layer } from '../network.js';
import { type OnnxNode, shapeText, sizeOf, type Tensor } from './model.js';

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
type PlainLayer = Layer extends infer L ? (L extends Layer ? Omit<L, 'name' | 'from'> : never) : never;

/** What a node reads at each of its inputs. */
export type Operand = { readonly shape: Shape } | { readonly constant: Tensor };

export interface Reading {
  readonly node: OnnxNode;
  readonly operands: readonly (Operand | undefined)[];
  /** How many inputs a batch has, where the model says so. */
  readonly batch: number | undefined;
  readonly where: string;
}

/** The shape of what comes from the input, at operand 0 unless said otherwise. */
export function signal({ operands, where }: Reading, k = 0): Shape {
  const operand = operands[k];
  return operand && 'shape' in operand
    ? operand.shape
    : reject(
        where,
        `found ${operand ? 'constants' : 'nothing'} as operand ${k + 1}`,
        'expected what the input leads to',
      );
}

export function constant({ operands, where }: Reading, k: number): Tensor {
  const operand = operands[k];
  return operand && 'constant' in operand
    ? operand.constant
    : reject(
        where,
        `found ${operand ? 'what the input leads to' : 'nothing'} as operand ${k + 1}`,
        'expected constants',
      );
}

export const optional = (reading: Reading, k: number): Tensor | undefined =>
  reading.operands[k] ? constant(reading, k) : undefined;

const numberOf = (reading: Reading, name: string, kind: 'int' | 'float', otherwise: number): number => {
  const attribute = reading.node.attributes.get(name);
  return attribute
    ? (attribute[kind] ?? reject(`${reading.where}: ${name}`, 'found another type', `expected one number (${kind})`))
    : otherwise;
};

/** A whole number that an attribute holds; InputError where it holds something else. */
export const integer = (reading: Reading, name: string, otherwise: number): number =>
  numberOf(reading, name, 'int', otherwise);

/** As `integer`, of a number of type float. */
export const real = (reading: Reading, name: string, otherwise: number): number =>
  numberOf(reading, name, 'float', otherwise);

export const same = (shape: Shape): Operation => ({ kind: 'sum', shape });

/** A vector of one dimension; dense layers read no other. */
export function vector(reading: Reading): number {
  const shape = signal(reading);
  return shape.length === 1
    ? shape[0]!
    : reject(
        reading.where,
        `reads values of the shape (batch, ${shape.join(', ')})`,
        'expected (batch, values): put a Flatten before it',
      );
}

/** Constants for each value of a shape, by NumPy's rule: dimensions of 1 and missing ones in front stand for all. */
export function spread({ shape: own, data }: Tensor, shape: Shape, where: string): Float64Array {
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
