import { multiply } from '../../kernels/dense.js';
import { type Matrix, transpose } from '../../numeric/matrix.js';
import { type Arithmetic, roundingOf } from './arithmetic.js';
import { firedRows } from './events.js';
import { type Neuron, neuronWidth } from './neuron.js';
import { neuronStates } from './neuron-states.js';
import { runLayers } from './run-layers.js';
import { signalOf, stepsOfSignal } from './signal.js';

/** A matrix and the neurons that it drives. */
export interface SpikingLayer {
  /** width × inputs, and with what the neurons yielded a step before: width × (inputs + width). */
  readonly weights: Matrix;
  readonly recurrent: boolean;
  readonly neuron: Neuron;
}

/** Series of one length side by side: the entry of channel c of series s at step t is data[(t·series + s)·channels + c]. */
export interface Steps {
  readonly series: number;
  readonly steps: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** Columns of what comes in, and of what comes back; each transposed, so that a column is a row. */
export function splitWeights({ weights, recurrent, neuron }: SpikingLayer) {
  const columns = transpose(weights).data;
  const width = neuronWidth(neuron);
  const inputs = weights.cols - (recurrent ? width : 0);
  if (weights.rows !== width || inputs < 1)
    throw new RangeError(`weights of ${weights.rows} × ${weights.cols} do not drive ${width} neurons`);
  return { width, inputs, forward: columns.subarray(0, inputs * width), back: columns.subarray(inputs * width) };
}

/** What each layer yields at every step, in float64 or as `arithmetic` says; x = W [inputs; outputs of the step before]. */
export function layerOutputs(layers: readonly SpikingLayer[], inputs: Steps, arithmetic: Arithmetic = {}): Steps[] {
  const { precision = 'double', factorBits } = arithmetic;
  const signals = precision === 'double' && factorBits === undefined ? runLayers(layers, signalOf(inputs)) : undefined;
  return signals?.map(stepsOfSignal) ?? steppedOutputs(layers, inputs, arithmetic);
}

/** The same by `neuronStates`, all series together step by step. */
export function steppedOutputs(layers: readonly SpikingLayer[], inputs: Steps, arithmetic: Arithmetic = {}): Steps[] {
  let before = inputs;
  return layers.map(layer => {
    before = outputsOf(layer, before, arithmetic);
    return before;
  });
}

function outputsOf(layer: SpikingLayer, before: Steps, arithmetic: Arithmetic): Steps {
  const { width, inputs, forward, back } = splitWeights(layer);
  const { series, steps, channels } = before;
  if (channels !== inputs) throw new RangeError(`${channels} channels cannot drive a layer of ${inputs} inputs`);
  const drives = multiply(before.data, steps * series, forward, inputs, width);
  const data = new Float64Array(drives.length);
  const addReturned = layer.recurrent ? firedRows(back, width) : undefined;
  const states = neuronStates(layer.neuron, series, arithmetic);
  const rounding = roundingOf(arithmetic);
  const row = series * width;
  for (let at = 0; at < data.length; at += row) {
    const drive = drives.subarray(at, at + row);
    addReturned?.(states.outputs, series, drive);
    rounding.states(drive, row);
    states.step(drive, series);
    data.set(states.outputs, at);
  }
  return { series, steps, channels: width, data };
}
