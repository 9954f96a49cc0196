import type { Product } from './execute.js';
import type { MvmNode, SettleNode } from './graph.js';
import { applyThreshold } from './lca/threshold.js';
import { fold, positionCount, unfold } from './lca/windows.js';

/**
 * Goes through the rounds of a settling node, all `steps` vectors of `from` together, and yields its products, of all
 * positions at once where it has windows. Returns what the codes and the products come to in the end, by their names.
 */
export function* walkSettling(
  node: SettleNode,
  from: Float64Array,
  steps: number,
  firstStep: number,
): Generator<Product, ReadonlyMap<string, Float64Array>, Float64Array> {
  const { product, back, windows, threshold, step, iterations, width } = node;
  const count = steps * positionCount(windows);
  const before = firstStep * positionCount(windows);
  const states = new Float64Array(steps * width);
  const codes = new Float64Array(steps * width);
  const values = new Map<string, Float64Array>([[node.name, codes]]);
  for (let round = 0; round < iterations; round++) {
    const read = (of: MvmNode, x: Float64Array): Product => ({
      ...{ node: of, x, count, first: iterations * before + round * count },
      ...{ done: round * count, total: iterations * count },
    });
    // Who reads may keep the vectors, and codes change.
    const given = codes.slice();
    let pull: Float64Array;
    if (back) {
      const found = yield read(back, given);
      values.set(back.name, found);
      const left = difference(from, windows ? fold(windows, found, steps) : found);
      pull = yield read(product, windows ? unfold(windows, left, steps) : left);
      values.set(product.name, pull);
      pull = pull.map((value, k) => value + codes[k]!);
    } else {
      const inhibition = yield read(product, given);
      values.set(product.name, inhibition);
      pull = difference(from, inhibition);
    }
    for (let k = 0; k < states.length; k++) states[k]! += step * (pull[k]! - states[k]!);
    applyThreshold(states, threshold, codes);
  }
  return values;
}

function difference(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length);
  for (let k = 0; k < left.length; k++) out[k] = left[k]! - right[k]!;
  return out;
}
