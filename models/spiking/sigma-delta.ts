import { leakFactors, type Rounding } from './arithmetic.js';
import type { GammaSpiker, SigmaDelta } from './neuron.js';
import type { NeuronStates } from './neuron-states.js';
import { fixedThresholds } from './thresholds.js';

/** Neurons that spike where their value is too far above what their spikes so far say of it. */
export function gammaStates(neuron: GammaSpiker, series: number, rounding: Rounding): NeuronStates {
  const width = neuron.timeConstant.length;
  const { keep } = leakFactors(neuron.timeConstant, neuron.timeStep, 'exact', rounding);
  const threshold = rounding.constants(neuron.threshold);
  const state = (): Float64Array => new Float64Array(series * width);
  const [estimates, membranes, outputs] = [state(), state(), state()];
  return {
    outputs,
    membranes,
    thresholds: fixedThresholds(threshold, series),
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; ) for (let i = 0; i < width; i++, at++) estimates[at]! *= keep[i]!;
      rounding.states(estimates, count);
      for (let at = 0; at < count; at++) membranes[at] = Math.max(0, drive[at]!) - estimates[at]!;
      rounding.states(membranes, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          const spikes = membranes[at]! > threshold[i]!;
          outputs[at] = spikes ? 1 : 0;
          if (spikes) estimates[at]! += 2 * threshold[i]!;
        }
      rounding.states(estimates, count);
    },
  };
}

/** Neurons that send by how much they changed, once that is enough. */
export function sigmaDeltaStates(neuron: SigmaDelta, series: number, rounding: Rounding): NeuronStates {
  const width = neuron.threshold.length;
  const [threshold, bias] = [rounding.constants(neuron.threshold), rounding.constants(neuron.bias)];
  const state = (): Float64Array => new Float64Array(series * width);
  const [sums, values, residues, membranes, outputs] = [state(), state(), state(), state(), state()];
  return {
    outputs,
    membranes,
    thresholds: fixedThresholds(threshold, series),
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; at++) sums[at]! += drive[at]!;
      rounding.states(sums, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          const y = Math.max(0, sums[at]! + bias[i]!);
          membranes[at] = y - values[at]! + residues[at]!;
          values[at] = y;
        }
      rounding.states(values, count);
      rounding.states(membranes, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          const sends = Math.abs(membranes[at]!) >= threshold[i]!;
          outputs[at] = sends ? membranes[at]! : 0;
          residues[at] = sends ? 0 : membranes[at]!;
        }
    },
  };
}
