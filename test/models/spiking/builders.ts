import type { LeakyIntegrateFire, LeakyIntegrator, Resonance } from '../../../models/spiking/neuron.js';
import { neuronStates } from '../../../models/spiking/neuron-states.js';

export const of = (...values: readonly number[]): Float64Array => Float64Array.from(values);

/** LIF neurons with dt 1, τ 7, r 1, rest 0 and threshold 1, apart from what is changed. */
export function lif(change: Partial<LeakyIntegrateFire> = {}): LeakyIntegrateFire {
  const { length } = change.timeConstant ?? [0];
  const all = (value: number): Float64Array => new Float64Array(length).fill(value);
  return {
    ...{ model: 'lif', timeStep: 1, discretisation: 'euler', timeConstant: all(7), resistance: all(1), rest: all(0) },
    ...{ threshold: all(1), reset: 'to-value', resetValue: all(0) },
    ...change,
  };
}

/** Leaky integrators as 'exact' has them, dt 1. */
export const li = (...timeConstants: readonly number[]): LeakyIntegrator => ({
  ...{ model: 'li', timeStep: 1, discretisation: 'exact', timeConstant: of(...timeConstants) },
  ...{ resistance: of(...timeConstants.map(() => 1)), rest: of(...timeConstants.map(() => 0)) },
});

/** Constants of resonators with dt 0.01 and threshold 1. */
export const resonance = (frequency: readonly number[], damping: readonly number[]): Resonance => ({
  ...{ timeStep: 0.01, frequency: of(...frequency), damping: of(...damping) },
  threshold: of(...frequency.map(() => 1)),
});

/** What neurons do under a drive for each step and neuron: everything at every step, and spikes counted. */
export function runNeurons(
  neuron: Parameters<typeof neuronStates>[0],
  steps: number,
  drive: (step: number, i: number) => number,
  arithmetic: Parameters<typeof neuronStates>[2] = {},
) {
  const states = neuronStates(neuron, 1, arithmetic);
  const width = states.outputs.length;
  const membranes: Float64Array[] = [];
  const outputs: Float64Array[] = [];
  const counts = new Array<number>(width).fill(0);
  for (let t = 0; t < steps; t++) {
    states.step(
      Float64Array.from({ length: width }, (_, i) => drive(t, i)),
      1,
    );
    membranes.push(states.membranes.slice());
    outputs.push(states.outputs.slice());
    states.outputs.forEach((z, i) => {
      if (z !== 0) counts[i]!++;
    });
  }
  return { membranes, outputs, counts };
}
