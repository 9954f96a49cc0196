import { leakFactors, type Rounding } from './arithmetic.js';
import type { AdaptiveIntegrateFire } from './neuron.js';
import type { NeuronStates } from './neuron-states.js';

/** LIF neurons whose threshold rises with their spikes. */
export function adaptiveStates(neuron: AdaptiveIntegrateFire, series: number, rounding: Rounding): NeuronStates {
  const { timeStep, timeConstant, adaptationTimeConstant } = neuron;
  const width = timeConstant.length;
  const { keep, gain } = leakFactors(timeConstant, timeStep, 'exact', rounding);
  const adaptation = leakFactors(adaptationTimeConstant, timeStep, 'exact', rounding);
  const [baseline, strength] = [rounding.constants(neuron.baseline), rounding.constants(neuron.strength)];
  const state = (): Float64Array => new Float64Array(series * width);
  const [v, a, membranes, thresholds, outputs] = [state(), state(), state(), state(), state()];
  return {
    outputs,
    membranes,
    thresholds,
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          a[at] = adaptation.keep[i]! * a[at]! + adaptation.gain[i]! * outputs[at]!;
          membranes[at] = keep[i]! * v[at]! + gain[i]! * drive[at]!;
        }
      rounding.states(a, count);
      rounding.states(membranes, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          const threshold = baseline[i]! + strength[i]! * a[at]!;
          const spikes = membranes[at]! > threshold;
          thresholds[at] = threshold;
          outputs[at] = spikes ? 1 : 0;
          v[at] = spikes ? membranes[at]! - threshold : membranes[at]!;
        }
      rounding.states(v, count);
    },
  };
}
