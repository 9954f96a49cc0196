import { type Matrix, matrix } from '../numeric/matrix.js';
import { sigmoid } from './activation.js';
import type { MapWindow } from './maps.js';
import type { MinConvLayer } from './network.js';

/** How many maps the convolution of a cell makes for each of its states': the gates and the candidate h̃. */
export const gatesOf = ({ type }: Pick<MinConvLayer, 'type'>): number => (type === 'min-conv-gru' ? 2 : 3);

/** Where its window lies: at every place of the maps. */
export const cellWindow = ({ kernel: [high, wide], edges }: Pick<MinConvLayer, 'kernel' | 'edges'>): MapWindow => ({
  ...{ size: [high, wide], stride: [1, 1], padding: [(high - 1) / 2, (wide - 1) / 2], dilation: [1, 1] },
  ...(edges && { edges }),
});

/** What every state begins at: g(0). */
export const firstState = 0.5;

/** g(x) = x + 1/2 where x ≥ 0, else σ(x): what candidates pass, so that states stay above 0. */
export const candidate = (x: number): number => (x >= 0 ? x + 0.5 : sigmoid(x));

/**
 * Weights and bias of the MinConvGRU that computes what a cell does. Of the MinConvExpLSTM's gates only the shares
 * e^f/(e^f + e^i) and e^i/(e^f + e^i) = σ(i − f) are ever used, so that its W_i − W_f is one matrix, W_z: a third of the columns less.
 */
export function foldedGates(layer: MinConvLayer): { readonly weights: Matrix; readonly bias: Float64Array } {
  const { weights, bias = new Float64Array(weights.rows) } = layer;
  if (layer.type === 'min-conv-gru') return { weights, bias };
  const { rows, cols, data } = weights;
  const states = rows / 3;
  return {
    weights: matrix((2 * rows) / 3, cols, foldedRows(data, states * cols)),
    bias: foldedRows(bias, states),
  };
}

/** f, i and h̃ of `length` numbers each end to end → i − f and h̃. */
function foldedRows(parts: Float64Array, length: number): Float64Array {
  const out = parts.slice(length);
  for (let k = 0; k < length; k++) out[k]! -= parts[k]!;
  return out;
}

/**
 * States h of a MinConvGRU through `steps` time steps (steps × width), from what its convolution makes (steps × 2·width, k before h̃):
 *
 *     h ← (1 − σ(k)) h + σ(k) g(h̃),   from h = 1/2
 *
 * Starting there, they are those of the parallel scan over log h in which the cell is trained.
 */
export function gatedStates(gates: Float64Array, steps: number, width: number): Float64Array {
  const out = new Float64Array(steps * width);
  const h = new Float64Array(width).fill(firstState);
  for (let t = 0; t < steps; t++)
    for (let i = 0; i < width; i++) {
      const z = sigmoid(gates[2 * t * width + i]!);
      h[i] = (1 - z) * h[i]! + z * candidate(gates[(2 * t + 1) * width + i]!);
      out[t * width + i] = h[i]!;
    }
  return out;
}
