import { type LeakFactors, leakFactors, type Rounding } from './arithmetic.js';
import {
  type CurrentLeakyIntegrateFire,
  type CurrentLeakyIntegrator,
  type IntegrateFire,
  type Integrator,
  type LeakyIntegrateFire,
  type LeakyIntegrator,
  neuronWidth,
  type Spiking,
} from './neuron.js';
import type { NeuronStates } from './neuron-states.js';
import { fixedThresholds } from './thresholds.js';

/** Neurons whose drive goes to the membrane at once: v ← keep·v + gain·(rest + r x), then the threshold if there is one. */
export function leakyStates(
  neuron: Integrator | IntegrateFire | LeakyIntegrator | LeakyIntegrateFire,
  series: number,
  rounding: Rounding,
): NeuronStates {
  const width = neuronWidth(neuron);
  const { keep, scale, offset } = membraneConstants(neuron, rounding);
  const { v, fire, ...seen } = membraneStates(neuron, series, rounding);
  const { membranes } = seen;
  return {
    ...seen,
    step(drive, active) {
      for (let at = 0; at < active * width; )
        for (let i = 0; i < width; i++, at++) membranes[at] = keep[i]! * v[at]! + (scale[i]! * drive[at]! + offset[i]!);
      fire(active);
    },
  };
}

/** Neurons with a synapse: I ← keepₛ·I + gainₛ·w x, and v as above under I in the place of x, the new one or the old. */
export function currentDrivenStates(
  neuron: CurrentLeakyIntegrator | CurrentLeakyIntegrateFire,
  series: number,
  rounding: Rounding,
): NeuronStates {
  const width = neuronWidth(neuron);
  const { keep, scale, offset } = membraneConstants(neuron, rounding);
  const { v, fire, ...seen } = membraneStates(neuron, series, rounding);
  const { membranes } = seen;
  const { timeStep, discretisation, synapseTimeConstant, inputWeight, current } = neuron;
  const synapse = leakFactors(synapseTimeConstant, timeStep, discretisation, rounding);
  const weight = rounding.constants(inputWeight.map((w, i) => synapse.gain[i]! * w));
  const currents = new Float64Array(series * width);
  const charge = (count: number): void => {
    for (let at = 0; at < count; )
      for (let i = 0; i < width; i++, at++)
        membranes[at] = keep[i]! * v[at]! + (scale[i]! * currents[at]! + offset[i]!);
  };
  return {
    ...seen,
    step(drive, active) {
      const count = active * width;
      if (current === 'old') charge(count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) currents[at] = synapse.keep[i]! * currents[at]! + weight[i]! * drive[at]!;
      rounding.states(currents, count);
      if (current === 'new') charge(count);
      fire(active);
    },
  };
}

/** Of v ← keep·v + scale·x + offset. */
export function membraneConstants(
  neuron: Parameters<typeof leakyStates>[0] | CurrentLeakyIntegrator | CurrentLeakyIntegrateFire,
  rounding: Rounding,
) {
  const { keep, gain } = membraneLeak(neuron, rounding);
  return {
    keep,
    scale: rounding.constants(neuron.resistance.map((r, i) => gain[i]! * r)),
    offset: rounding.constants(
      'rest' in neuron ? neuron.rest.map((v, i) => gain[i]! * v) : new Float64Array(gain.length),
    ),
  };
}

function membraneLeak(neuron: Parameters<typeof membraneConstants>[0], rounding: Rounding): LeakFactors {
  if ('timeConstant' in neuron)
    return leakFactors(neuron.timeConstant, neuron.timeStep, neuron.discretisation, rounding);
  const { length } = neuron.resistance;
  return {
    keep: new Float64Array(length).fill(1),
    gain: rounding.constants(new Float64Array(length).fill(neuron.timeStep)),
  };
}

/** The membranes of a layer, and what becomes of them at the end of a step. */
function membraneStates(neuron: Parameters<typeof membraneConstants>[0], series: number, rounding: Rounding) {
  const width = neuronWidth(neuron);
  const membranes = new Float64Array(series * width);
  if (!('threshold' in neuron)) {
    const fire = (active: number): void => rounding.states(membranes, active * width);
    return { v: membranes, membranes, outputs: membranes, fire };
  }
  const outputs = new Float64Array(series * width);
  const v = new Float64Array(series * width);
  const fire = fireAbove(neuron, rounding, membranes, v, outputs);
  const thresholds = fixedThresholds(rounding.constants(neuron.threshold), series);
  return { v, membranes, outputs, thresholds, fire };
}

/** z = [m > threshold] into `outputs`, and m after the reset into `v`. */
function fireAbove(
  neuron: Spiking,
  rounding: Rounding,
  membranes: Float64Array,
  v: Float64Array,
  outputs: Float64Array,
): (active: number) => void {
  const { limit, after, subtracts } = fireConstants(neuron, rounding);
  const width = limit.length;
  const keeps = subtracts ? 1 : 0;
  return active => {
    const count = active * width;
    rounding.states(membranes, count);
    for (let at = 0; at < count; )
      for (let i = 0; i < width; i++, at++) {
        const m = membranes[at]!;
        const spikes = m > limit[i]!;
        outputs[at] = spikes ? 1 : 0;
        v[at] = spikes ? keeps * m + after[i]! : m;
      }
    rounding.states(v, count);
  };
}

/** Of z = [m > limit] and v ← m + after, or `after` alone, where it spikes. What yields values never does. */
export function fireConstants(neuron: Spiking | Parameters<typeof membraneConstants>[0], rounding: Rounding) {
  if (!('threshold' in neuron)) {
    const width = neuron.resistance.length;
    return {
      ...{ limit: new Float64Array(width).fill(Number.POSITIVE_INFINITY), after: new Float64Array(width) },
      subtracts: false,
    };
  }
  const limit = rounding.constants(neuron.threshold);
  const value = rounding.constants(neuron.resetValue);
  const subtracts = neuron.reset === 'subtract';
  return { limit, subtracts, after: rounding.constants(subtracts ? value.map((x, i) => x - limit[i]!) : value) };
}
