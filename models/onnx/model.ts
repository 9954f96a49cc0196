/** An ONNX model as its file holds it (onnx.proto, github.com/onnx/onnx), of the parts that inference on fixed shapes needs. */
export interface OnnxModel {
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** In order of computation. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
}

export interface OnnxNode {
  readonly op: string;
  /** May be empty. */
  readonly name: string;
  /** Whose operator it is; empty for ONNX's own. */
  readonly domain: string;
  /** Names of values; empty for an optional one that is not there. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** What a node's attribute holds: one of these. */
export interface Attribute {
  readonly int?: number;
  readonly float?: number;
  readonly text?: string;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly tensor?: Tensor;
}

/** Numbers of any shape, the last dimension fastest; a single number has the shape []. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface OnnxInput {
  readonly name: string;
  /** A number for each dimension, or the name of one that is left open; undefined where the file says no shape. */
  readonly shape: readonly (number | string)[] | undefined;
}

/** How many numbers a value may have for one input of the batch: an image of 4096×4096 pixels; larger ones would fill the memory. */
export const mostValues = 2 ** 24;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** A shape as messages have it. */
export const shapeText = (shape: readonly (number | string)[]): string => `(${shape.join(', ')})`;
