import type { Graph, GraphNode, MvmNode } from '../../models/graph.js';
import { type Matrix, matrix, maxAbs, transpose } from '../../numeric/matrix.js';

/** What shares the step of quantised weights. */
export type Step = 'matrix' | 'output';

/** Weights rounded to 2^bits − 1 evenly spaced values, symmetric about 0, the largest of each matrix or row being one of them. */
export function quantised({ rows, cols, data }: Matrix, bits: number, step: Step): Matrix {
  const most = 2 ** (bits - 1) - 1;
  const out = new Float64Array(data.length);
  const length = step === 'matrix' ? data.length : cols;
  for (let from = 0; from < data.length; from += length) {
    const some = data.subarray(from, from + length);
    const unit = maxAbs(some) / most || 1;
    out.set(
      some.map(value => Math.round(value / unit) * unit),
      from,
    );
  }
  return matrix(rows, cols, out);
}

/** A sparse coder with the weights of its products quantised. What reads an array in reverse gets the array's weights. */
export function quantisedCoder(graph: Graph, bits: number, step: Step): Graph {
  const product = (node: MvmNode): MvmNode => ({ ...node, weights: quantised(node.weights, bits, step) });
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.op === 'mvm') return product(node);
    if (node.op !== 'settle') return node;
    const forward = product(node.product);
    return node.back
      ? { ...node, product: forward, back: { ...node.back, weights: transpose(forward.weights) } }
      : { ...node, product: forward };
  });
  return { ...graph, nodes };
}
