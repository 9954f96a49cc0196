import { type BitSlicing, converterSteps } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import { type GraphEngine, referenceEngine } from '../../models/execute.js';
import type { MvmNode } from '../../models/graph.js';

/**
 * The float64 reference of a network whose weights and inputs are integers of the bits that a program's hardware has, times a factor
 * for each product: what slices and converters make of them by definition, without tiles, cells or digits. Full scales are those that
 * were calibrated; a mean that is taken off the inputs comes back through the weights as they are. `onTie` hears of inputs half-way
 * between two integers, of which the last bit of a float64 decides where they go.
 */
export function roundedEngine(program: Program, onTie: () => void): GraphEngine {
  const { hardware, plans, backward } = program;
  const reference = referenceEngine();
  const steps = converterSteps(hardware.dac);
  const known = new Map<string, MvmNode>();
  return {
    ...reference,
    mvm(node, x, count, first) {
      const plan = plans.find(({ name }) => name === node.name) ?? backward.find(({ name }) => name === node.name);
      if (!plan) return reference.mvm(node, x, count, first);
      const whole = known.get(node.name) ?? roundedWeights(node, hardware.slices);
      known.set(node.name, whole);
      const { centre, fullScale } = plan.activations;
      const middle = product(node, centre, 1);
      const about = x.map((value, k) => value - centre[k % centre.length]!);
      const rounded = (value: number): number => {
        const code = steps! * Math.min(Math.max(value / fullScale, -1), 1);
        if (Math.abs(code - Math.floor(code) - 0.5) < 1e-9) onTie();
        return (Math.round(code) / steps!) * fullScale;
      };
      const driven = steps === null || node.spikes ? about : about.map(rounded);
      return product({ ...whole, bias: middle }, driven, count);
    },
  };
}

/** Multiples of w_max/L, L = 2^(bits − 1) − 1; with offset digits odd ones of w_max/M, M = 2^bits − 1. */
function roundedWeights(node: MvmNode, slices: BitSlicing | undefined): MvmNode {
  if (slices === undefined) return node;
  const most = node.weights.data.reduce((limit, w) => Math.max(limit, Math.abs(w)), 0);
  if (most === 0) return node;
  const [largest, all] = [2 ** (slices.weightBits - 1) - 1, 2 ** slices.weightBits - 1];
  const signed = (w: number): number => Math.round(largest * w) / largest;
  const offset = (w: number): number => (2 * Math.round((all * (w + 1)) / 2) - all) / all;
  const rounded = slices.digits === 'offset' ? offset : signed;
  return { ...node, weights: { ...node.weights, data: node.weights.data.map(w => most * rounded(w / most)) } };
}

/** W x + b, term by term. */
function product({ weights: { rows, cols, data }, bias }: MvmNode, x: Float64Array, count: number): Float64Array {
  const y = new Float64Array(count * rows);
  for (let v = 0; v < count; v++)
    for (let j = 0; j < rows; j++) {
      let sum = bias[j]!;
      for (let i = 0; i < cols; i++) sum += data[j * cols + i]! * x[v * cols + i]!;
      y[v * rows + j] = sum;
    }
  return y;
}
