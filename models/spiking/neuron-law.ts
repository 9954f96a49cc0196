import type { Leaky, NeuronRun, Resonators } from '../../kernels/neuron-run.js';
import { leakFactors, roundingOf } from './arithmetic.js';
import { fireConstants, membraneConstants } from './integrate.js';
import type { Neuron } from './neuron.js';
import { requireNeuron } from './require-neuron.js';
import { divergenceBoundary } from './resonate.js';

/** The least normal number of float32. */
const leastNormal = 2 ** -126;

/**
 * Neurons as kernels/neurons.ts computes them, with the constants and the order of operations of `neuronStates` in float64:
 * the same bits. For float32, frequencies whose square it has no normal number for are 0. `undefined` for models that it does
 * not know. InputError where constants are impossible.
 */
export function neuronLaw(neuron: Neuron, type: NeuronRun['type']): Resonators | Leaky | undefined {
  requireNeuron(neuron, neuron.model);
  const rounding = roundingOf({});
  switch (neuron.model) {
    case 'rf':
    case 'brf': {
      const { timeStep: step, frequency, damping, threshold } = neuron;
      // v is as small as ω: ω v never reaches u, but it would be denormal at every step, which is slow. Training leaves such ω.
      const turning = type === 'float64' ? frequency : frequency.map(w => (w * w < leastNormal ? 0 : w));
      const own = { kind: 'resonators', step, frequency: turning, threshold } as const;
      if (neuron.model === 'rf') return { ...own, rest: damping.map(b => -b), decay: 0, refractory: false };
      const rest = damping.map((b, i) => divergenceBoundary(frequency[i]!, step) - b);
      return { ...own, rest, decay: neuron.refractoryDecay, refractory: true };
    }
    case 'integrator':
    case 'if':
    case 'li':
    case 'lif':
      return { kind: 'leaky', ...membraneConstants(neuron, rounding), ...fireConstants(neuron, rounding) };
    case 'cuba-li':
    case 'cuba-lif': {
      const { timeStep, discretisation, synapseTimeConstant, inputWeight, current } = neuron;
      const { keep, gain } = leakFactors(synapseTimeConstant, timeStep, discretisation, rounding);
      const synapse = { keep, scale: inputWeight.map((w, i) => gain[i]! * w), current };
      return { kind: 'leaky', ...membraneConstants(neuron, rounding), ...fireConstants(neuron, rounding), synapse };
    }
    case 'alif': {
      const { timeStep, timeConstant, adaptationTimeConstant, baseline, strength } = neuron;
      const { keep, gain } = leakFactors(timeConstant, timeStep, 'exact', rounding);
      const adaptation = leakFactors(adaptationTimeConstant, timeStep, 'exact', rounding);
      return {
        ...{ kind: 'leaky', keep, scale: gain, offset: new Float64Array(keep.length), limit: baseline },
        ...{ after: baseline.map(b => -b), subtracts: true, adaptation: { strength, ...adaptation } },
      };
    }
    default:
      return undefined;
  }
}
