import { adaptiveStates } from './adapt.js';
import { type Arithmetic, roundingOf } from './arithmetic.js';
import { currentDrivenStates, leakyStates } from './integrate.js';
import type { Neuron } from './neuron.js';
import { requireNeuron } from './require-neuron.js';
import { balancedStates, harmonicStates, izhikevichStates, resonatorStates } from './resonate.js';
import { gammaStates, sigmaDeltaStates } from './sigma-delta.js';

/** The neurons of a layer for some series side by side, each from 0. */
export interface NeuronStates {
  /** What the neurons yielded last, spikes or values: series × width. */
  readonly outputs: Float64Array;
  /**
   * What was compared with the threshold last, before any reset: v; u of resonators, v of Izhikevich's; y − ŷ of a gamma
   * spiker; δ of sigma-delta. Of neurons that yield values, the value. series × width.
   */
  readonly membranes: Float64Array;
  /**
   * What that was compared with: θ, and what the neuron's own spikes have added to it (θ + q of 'brf' and 'hrf', baseline +
   * strength·a of 'alif'); of sigma-delta, either way. Not there for neurons that yield values. series × width.
   */
  readonly thresholds?: Float64Array;
  /** One step of the first `active` series under `drive` (active × width), which is left as it is. */
  step(drive: Float64Array, active: number): void;
}

/** The states of any neuron in float64, or as `arithmetic` says. InputError where its constants are impossible. */
export function neuronStates(neuron: Neuron, series: number, arithmetic: Arithmetic = {}): NeuronStates {
  requireNeuron(neuron, neuron.model);
  const rounding = roundingOf(arithmetic);
  switch (neuron.model) {
    case 'integrator':
    case 'if':
    case 'li':
    case 'lif':
      return leakyStates(neuron, series, rounding);
    case 'cuba-li':
    case 'cuba-lif':
      return currentDrivenStates(neuron, series, rounding);
    case 'alif':
      return adaptiveStates(neuron, series, rounding);
    case 'rf':
      return resonatorStates(neuron, series, rounding);
    case 'izhikevich-rf':
      return izhikevichStates(neuron, series, rounding);
    case 'brf':
      return balancedStates(neuron, series, rounding);
    case 'hrf':
      return harmonicStates(neuron, series, rounding);
    case 'gamma':
      return gammaStates(neuron, series, rounding);
    case 'sigma-delta':
      return sigmaDeltaStates(neuron, series, rounding);
  }
}
