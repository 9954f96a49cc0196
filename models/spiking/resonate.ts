import type { Rounding } from './arithmetic.js';
import type { BalancedResonator, HarmonicResonator, IzhikevichResonator, Resonator } from './neuron.js';
import type { NeuronStates } from './neuron-states.js';
import { fixedThresholds } from './thresholds.js';

/** Resonate-and-fire neurons without a reset. */
export function resonatorStates(neuron: Resonator, series: number, rounding: Rounding): NeuronStates {
  const { dt, width, frequency, damping, threshold, u, v, outputs } = resonance(neuron, series, rounding);
  const decay = damping.map(b => -b);
  return {
    outputs,
    membranes: u,
    thresholds: fixedThresholds(threshold, series),
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) turn(u, v, at, decay[i]!, frequency[i]!, drive[at]!, dt);
      rounding.states(u, count);
      rounding.states(v, count);
      for (let at = 0; at < count; ) for (let i = 0; i < width; i++, at++) outputs[at] = u[at]! > threshold[i]! ? 1 : 0;
    },
  };
}

/** Resonators that spike where their imaginary part is above the threshold, which puts them to i. */
export function izhikevichStates(neuron: IzhikevichResonator, series: number, rounding: Rounding): NeuronStates {
  const { dt, width, frequency, damping, threshold, u, v, outputs } = resonance(neuron, series, rounding);
  const decay = damping.map(b => -b);
  const membranes = new Float64Array(series * width);
  return {
    outputs,
    membranes,
    thresholds: fixedThresholds(threshold, series),
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) turn(u, v, at, decay[i]!, frequency[i]!, drive[at]!, dt);
      rounding.states(u, count);
      rounding.states(v, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) {
          membranes[at] = v[at]!;
          const spikes = v[at]! > threshold[i]!;
          outputs[at] = spikes ? 1 : 0;
          if (spikes) [u[at], v[at]] = [0, 1];
        }
    },
  };
}

/** Resonators at their boundary of divergence, less damping and refractoriness. */
export function balancedStates(neuron: BalancedResonator, series: number, rounding: Rounding): NeuronStates {
  const { dt, width, frequency, damping, threshold, u, v, outputs } = resonance(neuron, series, rounding);
  const rest = rounding.constants(damping.map((b, i) => divergenceBoundary(frequency[i]!, neuron.timeStep) - b));
  const { q, thresholds, refract } = refractoriness(neuron, series, rounding, threshold, u, outputs);
  return {
    outputs,
    membranes: u,
    thresholds,
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++) turn(u, v, at, rest[i]! - q[at]!, frequency[i]!, drive[at]!, dt);
      rounding.states(u, count);
      rounding.states(v, count);
      refract(count);
    },
  };
}

/** Damped oscillators of second order with the refractoriness of balanced resonators. */
export function harmonicStates(neuron: HarmonicResonator, series: number, rounding: Rounding): NeuronStates {
  const { dt, width, frequency, damping, threshold, u, v, outputs } = resonance(neuron, series, rounding);
  const stiffness = rounding.constants(frequency.map(w => w * w));
  const rest = rounding.constants(damping.map((b, i) => (dt / 2) * stiffness[i]! + b));
  const { q, thresholds, refract } = refractoriness(neuron, series, rounding, threshold, u, outputs);
  return {
    outputs,
    membranes: u,
    thresholds,
    step(drive, active) {
      const count = active * width;
      for (let at = 0; at < count; at++) v[at]! += dt * u[at]!;
      rounding.states(v, count);
      for (let at = 0; at < count; )
        for (let i = 0; i < width; i++, at++)
          u[at]! += dt * (drive[at]! - 2 * (rest[i]! + q[at]!) * u[at]! - stiffness[i]! * v[at]!);
      rounding.states(u, count);
      refract(count);
    },
  };
}

/** p = (−1 + √(1 − (dt ω)²))/dt, where |1 + dt (p + iω)| = 1: what swings neither dies away nor grows. NaN beyond dt·|ω| = 1. */
export function divergenceBoundary(frequency: number, timeStep: number): number {
  return (-1 + Math.sqrt(1 - (timeStep * frequency) ** 2)) / timeStep;
}

/** Euler's step of d(u + iv)/dt = (b + iω)(u + iv) + x for entry `at`. */
function turn(u: Float64Array, v: Float64Array, at: number, b: number, w: number, x: number, dt: number): void {
  const [re, im] = [u[at]!, v[at]!];
  u[at] = re + dt * (b * re - w * im + x);
  v[at] = im + dt * (w * re + b * im);
}

function resonance(
  neuron: Resonator | IzhikevichResonator | BalancedResonator | HarmonicResonator,
  series: number,
  rounding: Rounding,
) {
  const width = neuron.frequency.length;
  const state = (): Float64Array => new Float64Array(series * width);
  return {
    dt: rounding.constants(Float64Array.of(neuron.timeStep))[0]!,
    width,
    frequency: rounding.constants(neuron.frequency),
    damping: rounding.constants(neuron.damping),
    threshold: rounding.constants(neuron.threshold),
    ...{ u: state(), v: state(), outputs: state() },
  };
}

/** q, θ + q, and z = [u > θ + q], q ← γ q + z for the first `count` entries. */
function refractoriness(
  { refractoryDecay }: BalancedResonator | HarmonicResonator,
  series: number,
  rounding: Rounding,
  threshold: Float64Array,
  u: Float64Array,
  outputs: Float64Array,
) {
  const width = threshold.length;
  const q = new Float64Array(series * width);
  const thresholds = new Float64Array(series * width);
  const decay = rounding.factors(Float64Array.of(refractoryDecay))[0]!;
  const refract = (count: number): void => {
    for (let at = 0; at < count; )
      for (let i = 0; i < width; i++, at++) {
        const limit = threshold[i]! + q[at]!;
        const z = u[at]! > limit ? 1 : 0;
        thresholds[at] = limit;
        outputs[at] = z;
        q[at] = decay * q[at]! + z;
      }
    rounding.states(q, count);
  };
  return { q, thresholds, refract };
}
