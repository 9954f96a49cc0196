/**
 * Spiking neurons as values: a model's name, its constants, one number per neuron in each `Float64Array`, and the rules that
 * its equations leave open. `neuron-states.ts` has the steps.
 *
 * x is the drive of a neuron at a time step, z ∈ {0, 1} whether it spikes, strictly above its threshold. `timeStep` is in the
 * unit of the time constants, s in NIR files. States start at 0 unless a model says otherwise.
 */
export type Neuron =
  | Integrator
  | IntegrateFire
  | LeakyIntegrator
  | LeakyIntegrateFire
  | CurrentLeakyIntegrator
  | CurrentLeakyIntegrateFire
  | AdaptiveIntegrateFire
  | Resonator
  | IzhikevichResonator
  | BalancedResonator
  | HarmonicResonator
  | GammaSpiker
  | SigmaDelta;

/** Whether a neuron yields spikes, 0 or 1; others yield values. */
export const spikes = ({ model }: Neuron): boolean => !['integrator', 'li', 'cuba-li', 'sigma-delta'].includes(model);

/**
 * How a leak τ dv/dt = −v + X, X held for the time step dt, becomes a step:
 *
 *     euler             v ← v + dt/τ·(X − v)
 *     exact             v ← v·e^(−dt/τ) + X·(1 − e^(−dt/τ))
 *     exponential-leak  v ← v·e^(−dt/τ) + X·dt/τ        as Rockpool and Sinabs have it
 */
export const discretisations = ['euler', 'exact', 'exponential-leak'] as const;
export type Discretisation = (typeof discretisations)[number];

/** After a spike: v ← resetValue, or v ← v − (threshold − resetValue). */
export const resets = ['to-value', 'subtract'] as const;
export type Reset = (typeof resets)[number];

export interface Spiking {
  readonly threshold: Float64Array;
  readonly reset: Reset;
  readonly resetValue: Float64Array;
}

export interface Leak {
  /** dt. */
  readonly timeStep: number;
  readonly discretisation: Discretisation;
  /** τ of the membrane. */
  readonly timeConstant: Float64Array;
  /** r. */
  readonly resistance: Float64Array;
  /** What v rests at. */
  readonly rest: Float64Array;
}

/** dv/dt = r x; yields v. NIR's I. */
export interface Integrator {
  readonly model: 'integrator';
  readonly timeStep: number;
  readonly resistance: Float64Array;
}

/** dv/dt = r x, and spikes. NIR's IF. */
export interface IntegrateFire extends Spiking {
  readonly model: 'if';
  readonly timeStep: number;
  readonly resistance: Float64Array;
}

/** τ dv/dt = rest − v + r x; yields v. NIR's LI. */
export interface LeakyIntegrator extends Leak {
  readonly model: 'li';
}

/** As 'li', and spikes. NIR's LIF. */
export interface LeakyIntegrateFire extends Leak, Spiking {
  readonly model: 'lif';
}

/** τₛ dI/dt = w x − I, and I drives the membrane: at once ('new'), or a time step later ('old'). */
export interface Synapse {
  readonly synapseTimeConstant: Float64Array;
  /** w. */
  readonly inputWeight: Float64Array;
  readonly current: 'new' | 'old';
}

/** NIR's CubaLI; yields v. */
export interface CurrentLeakyIntegrator extends Leak, Synapse {
  readonly model: 'cuba-li';
}

/** NIR's CubaLIF. */
export interface CurrentLeakyIntegrateFire extends Leak, Synapse, Spiking {
  readonly model: 'cuba-lif';
}

/**
 * A LIF neuron whose threshold rises with its spikes (Yin et al., Nature Machine Intelligence 3:905, 2021, as
 * AdaptiveAILab/brf-neurons computes it):
 *
 *     a ← ρ a + (1 − ρ) z,  θ = baseline + strength·a,  v ← α v + (1 − α) x,  z = [v > θ],  v ← v − z θ
 *
 * with α = e^(−dt/τ), ρ = e^(−dt/τₐ) and, in the first line, the z of the step before.
 */
export interface AdaptiveIntegrateFire {
  readonly model: 'alif';
  readonly timeStep: number;
  readonly timeConstant: Float64Array;
  readonly adaptationTimeConstant: Float64Array;
  readonly baseline: Float64Array;
  readonly strength: Float64Array;
}

/** What resonators have in common; dt·|ω| may not exceed 1. */
export interface Resonance {
  readonly timeStep: number;
  /** ω, radians per unit of time. */
  readonly frequency: Float64Array;
  /** |b'|, not negative: how much faster than at its model's boundary of divergence a neuron's swing decays. */
  readonly damping: Float64Array;
  readonly threshold: Float64Array;
}

/** u' = u + dt·(b u − ω v + x), v' = v + dt·(ω u + b v), b = −|b'|, z = [u' > θ]; no reset. */
export interface Resonator extends Resonance {
  readonly model: 'rf';
}

/** Izhikevich's: as 'rf', but z = [v' > θ], and a spike puts u + iv to i. */
export interface IzhikevichResonator extends Resonance {
  readonly model: 'izhikevich-rf';
}

/**
 * The balanced resonate-and-fire neuron (Higuchi et al., ICML 2024, AdaptiveAILab/brf-neurons):
 *
 *     b = p − |b'| − q,  p = (−1 + √(1 − (dt ω)²))/dt,  u, v as 'rf',  z = [u' > θ + q],  q' = γ q + z
 *
 * p is the boundary of divergence, |1 + dt (p + iω)| = 1; q is that before the step.
 */
export interface BalancedResonator extends Resonance {
  readonly model: 'brf';
  /** γ of the refractory variable q: 0.9 there. */
  readonly refractoryDecay: number;
}

/**
 * The balanced harmonic resonate-and-fire neuron (same source): b = dt/2·ω² + |b'| + q,
 *
 *     v' = v + dt u,  u' = u + dt·(x − 2 b u − ω² v'),  z = [u' > θ + q],  q' = γ q + z
 */
export interface HarmonicResonator extends Resonance {
  readonly model: 'hrf';
  readonly refractoryDecay: number;
}

/**
 * The spiking side of SpikingGamma (Koopman, Otte, Bohté, arXiv 2602.01978): y = max(0, x), followed by its own estimate ŷ,
 *
 *     ŷ ← α ŷ,  z = [y − ŷ > ϑ],  ŷ ← ŷ + 2ϑ z,  α = e^(−dt/τ)
 *
 * What receives the spikes filters them by a gamma memory (`gamma-memory.ts`), whose first bucket is ŷ. The rule of the spike is
 * reconstructed: the text at hand lacks it; it is that of Bohté's earlier adaptive spiking neuron.
 */
export interface GammaSpiker {
  readonly model: 'gamma';
  readonly timeStep: number;
  readonly timeConstant: Float64Array;
  /** ϑ. */
  readonly threshold: Float64Array;
}

/**
 * Sends changes (Lava, proc/sdn): y = max(0, σ + bias), σ the sum of the drives so far; δ = y − y(before) + residue, which is
 * sent where |δ| ≥ threshold and else kept as the residue. Yields what it sends, a number.
 */
export interface SigmaDelta {
  readonly model: 'sigma-delta';
  readonly threshold: Float64Array;
  readonly bias: Float64Array;
}

/** How many neurons one value describes. */
export function neuronWidth(neuron: Neuron): number {
  if ('timeConstant' in neuron) return neuron.timeConstant.length;
  if ('frequency' in neuron) return neuron.frequency.length;
  return ('resistance' in neuron ? neuron.resistance : neuron.threshold).length;
}
