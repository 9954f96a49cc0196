/**
 * The capacitors of one neuron while it acts, and the conductances around them that make a given step of a discrete model.
 *
 * A neuron has one or two states as voltages U and W on capacitors C, and a voltage X for its drive, there for the first `pulse`
 * seconds of an `active` phase:
 *
 *     C dU/dt = −leakU·(U − rest) + fromW·W + inputU·X
 *     C dW/dt = −leakW·W          + fromU·U + inputW·X
 *
 * This is linear, so that a phase is one affine map of (U, W), in closed form: `phaseFactors`. The other functions are its inverse:
 * with λ = ln(factor)/active for each eigenvalue of the model's step, the circuit is at the end of a phase exactly where the model is.
 */
export interface Conductances {
  /** All in S. Leaks are positive where they take charge away. */
  readonly leakU: number;
  readonly leakW: number;
  readonly fromW: number;
  readonly fromU: number;
  readonly inputU: number;
  readonly inputW: number;
}

/** s. */
export interface Phase {
  readonly active: number;
  /** At most `active`. */
  readonly pulse: number;
}

/** U' = uu·U + uw·W + (1 − uu)·rest + ux·X, W' = wu·U + ww·W + wx·X over a phase. */
export interface PhaseFactors {
  readonly uu: number;
  readonly uw: number;
  readonly wu: number;
  readonly ww: number;
  readonly ux: number;
  readonly wx: number;
}

/** u ← keep·u + gain·x, with 0 < keep ≤ 1. */
export function leakyConductances(keep: number, gain: number, capacitance: number, phase: Phase): Conductances {
  const rate = Math.log(keep) / phase.active;
  return {
    ...{ leakU: -capacitance * rate, leakW: 0, fromW: 0, fromU: 0 },
    ...{ inputU: (capacitance * gain) / pulseWeight(rate, phase), inputW: 0 },
  };
}

/** A membrane u behind a synapse w: w ← keepW·w + gainW·x, u ← keepU·u + coupling·w + gainU·x, w being that before the step. */
export interface SynapseStep {
  readonly keepU: number;
  readonly keepW: number;
  readonly coupling: number;
  readonly gainU: number;
  readonly gainW: number;
}

export function synapseConductances(step: SynapseStep, capacitance: number, phase: Phase): Conductances {
  const [u, w] = [Math.log(step.keepU) / phase.active, Math.log(step.keepW) / phase.active];
  const across = step.coupling / slope(u, w, phase.active);
  const inputW = step.gainW / pulseWeight(w, phase);
  const inputU = (step.gainU - across * inputW * pulseSlope(u, w, phase)) / pulseWeight(u, phase);
  return {
    ...{ leakU: -capacitance * u, leakW: -capacitance * w, fromW: capacitance * across, fromU: 0 },
    ...{ inputU: capacitance * inputU, inputW: capacitance * inputW },
  };
}

/** u + iw ← (re + i·im)·(u + iw) + gain·x, with re > 0: λ = ln(re + i·im)/active. */
export function turningConductances(
  re: number,
  im: number,
  gain: number,
  capacitance: number,
  phase: Phase,
): Conductances {
  const rate = { re: Math.log(Math.hypot(re, im)) / phase.active, im: Math.atan2(im, re) / phase.active };
  const weight = turningWeight(rate, phase);
  const size = weight.re ** 2 + weight.im ** 2;
  return {
    ...{ leakU: -capacitance * rate.re, leakW: -capacitance * rate.re },
    ...{ fromW: -capacitance * rate.im, fromU: capacitance * rate.im },
    ...{ inputU: (capacitance * gain * weight.re) / size, inputW: (-capacitance * gain * weight.im) / size },
  };
}

/** What a phase makes of the states and the drive. W either follows nothing of U, or both turn as one complex number. */
export function phaseFactors(of: Conductances, capacitance: number, phase: Phase): PhaseFactors {
  const { active } = phase;
  const [inputU, inputW] = [of.inputU / capacitance, of.inputW / capacitance];
  if (of.fromU === 0) {
    const [u, w] = [-of.leakU / capacitance, -of.leakW / capacitance];
    const across = of.fromW / capacitance;
    return {
      ...{ uu: Math.exp(u * active), uw: across * slope(u, w, active), wu: 0, ww: Math.exp(w * active) },
      ux: inputU * pulseWeight(u, phase) + (across === 0 ? 0 : across * inputW * pulseSlope(u, w, phase)),
      wx: inputW * pulseWeight(w, phase),
    };
  }
  const rate = { re: -of.leakU / capacitance, im: of.fromU / capacitance };
  const size = Math.exp(rate.re * active);
  const [re, im] = [size * Math.cos(rate.im * active), size * Math.sin(rate.im * active)];
  const weight = turningWeight(rate, phase);
  return {
    ...{ uu: re, uw: -im, wu: im, ww: re },
    ux: weight.re * inputU - weight.im * inputW,
    wx: weight.re * inputW + weight.im * inputU,
  };
}

/** Rates that differ by less than this part of 1/active are taken as one; the error is the square of it. */
const alike = 1e-6;

/** ∫ e^(λs) ds from active − pulse to active: what a pulse of rate 1 has come to at the end of the phase. */
function pulseWeight(rate: number, { active, pulse }: Phase): number {
  if (rate === 0) return pulse;
  return (Math.exp(rate * (active - pulse)) * Math.expm1(rate * pulse)) / rate;
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The same for a complex λ. */
function turningWeight(rate: Complex, { active, pulse }: Phase): Complex {
  const rest = active - pulse;
  // Of a pole that next to nothing becomes of in a phase, what is left out is the square of that.
  if (Math.hypot(rate.re, rate.im) * active < alike)
    return { re: pulse * Math.exp(rate.re * (active - pulse / 2)), im: pulse * rate.im * (active - pulse / 2) };
  const [late, early] = [Math.exp(rate.re * active), Math.exp(rate.re * rest)];
  const re = late * Math.cos(rate.im * active) - early * Math.cos(rate.im * rest);
  const im = late * Math.sin(rate.im * active) - early * Math.sin(rate.im * rest);
  const size = rate.re ** 2 + rate.im ** 2;
  return { re: (re * rate.re + im * rate.im) / size, im: (im * rate.re - re * rate.im) / size };
}

/** (e^(λt) − e^(μt))/(λ − μ). */
function slope(u: number, w: number, t: number): number {
  if (Math.abs(u - w) * t < alike) return t * Math.exp(((u + w) / 2) * t);
  return (Math.exp(u * t) - Math.exp(w * t)) / (u - w);
}

/** The integral of `slope` over the times at which a pulse has been on. */
function pulseSlope(u: number, w: number, phase: Phase): number {
  if (Math.abs(u - w) * phase.active >= alike) return (pulseWeight(u, phase) - pulseWeight(w, phase)) / (u - w);
  const rate = (u + w) / 2;
  const until = (t: number): number => Math.exp(rate * t) * (t / rate - 1 / rate ** 2);
  return until(phase.active) - until(phase.active - phase.pulse);
}
