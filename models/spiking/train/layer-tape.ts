import { multiply } from '../../../kernels/dense.js';
import { type Matrix, matrix, transpose } from '../../../numeric/matrix.js';
import { type SpikingLayer, type Steps, splitWeights } from '../layers.js';
import { adaptiveTape } from './adaptive-tape.js';
import { integratorTape, leakyTape } from './leaky-tape.js';
import { resonatorTape } from './resonator-tape.js';
import type { SpikeFunction } from './surrogate.js';
import type { NeuronTape, TapeSize, TrainedConstant } from './tape.js';

/** The gradient with respect to what a layer is made of. */
export interface LayerGradient {
  /** As its weights are. */
  readonly weights: Float64Array;
  readonly constants: Partial<Readonly<Record<TrainedConstant, Float64Array>>>;
}

/** A layer that has seen its inputs. */
export interface LayerTape {
  readonly outputs: Steps;
  /** From the gradient with respect to all outputs, which it changes, that of the layer, and of its inputs where asked. */
  backward(ofOutputs: Float64Array, ofInputs: boolean): LayerGradient & { readonly inputs: Float64Array | undefined };
}

/** Runs a layer over its inputs and remembers all that it did. RangeError for neurons that cannot be trained. */
export function layerTape(layer: SpikingLayer, before: Steps, spike: SpikeFunction): LayerTape {
  const { width, inputs, forward, back } = splitWeights(layer);
  const { series, steps } = before;
  const row = series * width;
  const tape = neuronTape(layer, spike, { series, steps });
  const drives = multiply(before.data, steps * series, forward, inputs, width);
  const returned = new Float64Array(row);
  for (let t = 0; t < steps; t++) {
    const drive = drives.subarray(t * row, (t + 1) * row);
    if (layer.recurrent && t > 0) {
      multiply(tape.outputs.subarray((t - 1) * row, t * row), series, back, width, width, returned);
      for (let k = 0; k < row; k++) drive[k]! += returned[k]!;
    }
    tape.forward(t, drive);
  }
  return {
    outputs: { series, steps, channels: width, data: tape.outputs },
    backward(ofOutputs, ofInputs) {
      const ofDrives = backThroughTime(
        tape,
        layer.recurrent ? transpose(matrix(width, width, back)) : null,
        ofOutputs,
        {
          ...{ series, steps },
        },
      );
      const gradient = {
        weights: weightGradient(layer, before.data, tape.outputs, ofDrives, series),
        constants: tape.constants(),
      };
      const { data } = transpose(matrix(inputs, width, forward));
      return { ...gradient, inputs: ofInputs ? multiply(ofDrives, steps * series, data, width, inputs) : undefined };
    },
  };
}

function neuronTape({ neuron }: SpikingLayer, spike: SpikeFunction, size: TapeSize): NeuronTape {
  switch (neuron.model) {
    case 'li':
      return integratorTape(neuron, size);
    case 'lif':
      return leakyTape(neuron, spike, size);
    case 'alif':
      return adaptiveTape(neuron, spike, size);
    case 'brf':
      return resonatorTape(neuron, spike, size);
    default:
      throw new RangeError(`neurons of model ${neuron.model} cannot be trained`);
  }
}

/** The gradient with respect to the drives of all steps; outputs of a step drive the next one by `returning`, if there is one. */
function backThroughTime(
  tape: NeuronTape,
  returning: Matrix | null,
  ofOutputs: Float64Array,
  { series, steps }: TapeSize,
): Float64Array {
  const row = ofOutputs.length / steps;
  const width = row / series;
  const ofDrives = new Float64Array(ofOutputs.length);
  const returned = new Float64Array(row);
  for (let t = steps - 1; t >= 0; t--) {
    const ofOutput = ofOutputs.subarray(t * row, (t + 1) * row);
    if (returning && t < steps - 1) {
      const ofNext = ofDrives.subarray((t + 1) * row, (t + 2) * row);
      multiply(ofNext, series, returning.data, width, width, returned);
      for (let k = 0; k < row; k++) ofOutput[k]! += returned[k]!;
    }
    tape.backward(t, ofOutput, ofDrives.subarray(t * row, (t + 1) * row));
  }
  return ofDrives;
}

/** δᵀ [inputs; outputs of the step before], summed over steps and series. */
function weightGradient(
  { weights, recurrent }: SpikingLayer,
  inputs: Float64Array,
  outputs: Float64Array,
  ofDrives: Float64Array,
  series: number,
): Float64Array {
  const width = weights.rows;
  const count = ofDrives.length / width;
  const turned = transpose(matrix(count, width, ofDrives)).data;
  if (!recurrent) return multiply(turned, width, inputs, count, weights.cols);
  const seen = new Float64Array(count * weights.cols);
  const channels = weights.cols - width;
  for (let n = 0; n < count; n++) {
    seen.set(inputs.subarray(n * channels, (n + 1) * channels), n * weights.cols);
    if (n >= series)
      seen.set(outputs.subarray((n - series) * width, (n - series + 1) * width), n * weights.cols + channels);
  }
  return multiply(turned, width, seen, count, weights.cols);
}
