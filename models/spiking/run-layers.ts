import { multiply, type Numbers } from '../../kernels/dense.js';
import { type GivenDrive, type GivenSpikes, type NeuronRun, spikeBytes } from '../../kernels/neuron-run.js';
import { runNeurons } from '../../kernels/neurons.js';
import { type SpikingLayer, splitWeights } from './layers.js';
import { spikes } from './neuron.js';
import { neuronLaw } from './neuron-law.js';
import type { Signal } from './signal.js';

/**
 * What each layer yields, spikes as bits: the numbers of `layerOutputs` in float64, or with every operation in float32; a step
 * costs additions for the neurons that spiked, and no products. `undefined` where a layer has neurons that the kernel does not
 * know (`neuronLaw`), or values that come back. RangeError where the widths do not fit.
 */
export function runLayers(
  layers: readonly SpikingLayer[],
  inputs: Signal,
  type: NeuronRun['type'] = 'float64',
): Signal[] | undefined {
  const signals: Signal[] = [];
  for (const layer of layers) {
    const signal = runLayer(layer, signals.at(-1) ?? inputs, type);
    if (!signal) return undefined;
    signals.push(signal);
  }
  return signals;
}

function runLayer(layer: SpikingLayer, before: Signal, type: NeuronRun['type']): Signal | undefined {
  const { width, inputs, forward, back } = splitWeights(layer);
  const { series, steps } = before;
  if (before.width !== inputs)
    throw new RangeError(`${before.width} channels cannot drive a layer of ${inputs} inputs`);
  const law = neuronLaw(layer.neuron, type);
  // Values that come back would need products.
  if (!law || (layer.recurrent && !spikes(layer.neuron))) return undefined;
  const rows = series * steps;
  const run = {
    ...{ type, width, law, given: given(before, forward, type), ...(layer.recurrent && { back }) },
    ends: Int32Array.from({ length: series }, (_, s) => (s + 1) * steps),
  };
  if (spikes(layer.neuron)) {
    const bits = new Uint8Array(rows * spikeBytes(width));
    runNeurons({ ...run, spikes: bits });
    return { kind: 'spikes', series, steps, width, bits };
  }
  const data: Numbers = type === 'float64' ? new Float64Array(rows * width) : new Float32Array(rows * width);
  runNeurons({ ...run, membranes: data });
  return { kind: 'values', series, steps, width, data };
}

/** What drives a layer: spikes as they are, values in their product with its weights. */
function given(before: Signal, forward: Float64Array, type: NeuronRun['type']): GivenSpikes | GivenDrive {
  const { width: inputs, series, steps } = before;
  if (before.kind === 'spikes') return { inputs, forward, bits: before.bits };
  const cols = forward.length / inputs;
  const w = type === 'float64' ? forward : Float32Array.from(forward);
  const x = type === 'float64' ? Float64Array.from(before.data) : Float32Array.from(before.data);
  return { drive: multiply<Numbers>(x, series * steps, w, inputs, cols) };
}
