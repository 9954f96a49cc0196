import type { Graph, GraphNode, MvmNode } from '../../models/graph.js';
import { type Matrix, matrix, maxAbs, transpose } from '../../numeric/matrix.js';

/** Weights rounded to 2^bits − 1 evenly spaced values, symmetric about 0, of which the largest is one. */
export function quantised({ rows, cols, data }: Matrix, bits: number): Matrix {
  const unit = maxAbs(data) / (2 ** (bits - 1) - 1) || 1;
  return matrix(
    rows,
    cols,
    data.map(value => Math.round(value / unit) * unit),
  );
}

/** A sparse coder with the weights of its products quantised. What reads an array backwards gets the array's weights. */
export function quantisedCoder(graph: Graph, bits: number): Graph {
  const product = (node: MvmNode): MvmNode => ({ ...node, weights: quantised(node.weights, bits) });
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
