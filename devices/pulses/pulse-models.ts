// The pulse responses of published device arrays, in their weight units and in siemens.
import { reject } from '../../edge/error.js';
import type { ConductanceWindow } from '../device.js';
import type { DeviceDraws, PulsedDevices, PulseResponse } from './pulse-response.js';
import { anyPulse, type PulseStrength } from './pulse-strength.js';

/** Constants of a pulse response in weight units; deviations from device to device are relative unless said. */
export interface UpdateConstants {
  readonly source: string;
  /** Δ: the mean step at w = 0, and how far set and reset differ: Δ(1 + β), Δ(1 − β). */
  readonly step: number;
  readonly asymmetry: number;
  /** Deviation of Δ over the devices, of its logarithm where `logNormalStep`; and of β, absolute. */
  readonly stepSpread: number;
  readonly logNormalStep: boolean;
  readonly asymmetrySpread: number;
  /** Bounds of the mean device, and their deviations. */
  readonly highest: number;
  readonly lowest: number;
  readonly highestSpread: number;
  readonly lowestSpread: number;
  /** Deviation of a step from pulse to pulse, in Δ. */
  readonly cycle: number;
  /** Deviation of what is shown from what pulses move, in Δ. */
  readonly writeNoise: number;
  /** Share of devices that the publication found stuck near w = 0. */
  readonly corrupt: number;
  /** The share of Δ that a device at w does, in the direction d = ±1; `highest` and `lowest` (w) are its own bounds. */
  readonly share: (w: number, d: 1 | -1, lowest: number, highest: number) => number;
  /** The scatter of a step is times the share as well, not only times Δ. */
  readonly multiplicative: boolean;
}

/** 1 − w/b: the step vanishes at the bound b in its direction. */
const softBound: UpdateConstants['share'] = (w, d, lowest, highest) => 1 - w / (d > 0 ? highest : lowest);

const gong2022 = 'Gong, Rasch et al., IEDM 2022 (IEEE Xplore 10019569)';

/** Δ(1 − w/b): ReRAM arrays of an optimised material (OM) and of HfO₂. */
const softBounds = {
  asymmetry: 0,
  asymmetrySpread: 0.01,
  logNormalStep: true,
  share: softBound,
  multiplicative: false,
} as const;

export const pulseConstants = {
  /** Soft bounds, array of the optimised material. */
  'gong2022-om': {
    ...softBounds,
    source: `${gong2022}, optimised material`,
    step: 0.0949,
    stepSpread: 0.7829,
    highest: 1.4839,
    lowest: -0.6192,
    highestSpread: 0.3499,
    lowestSpread: 0.5695,
    cycle: 0.4158,
    writeNoise: 1.4113,
    corrupt: 0.1348,
  },
  /** Soft bounds, array of HfO₂. */
  'gong2022-hfo2': {
    ...softBounds,
    source: `${gong2022}, HfO₂`,
    step: 0.4622,
    stepSpread: 0.7125,
    highest: 1.149,
    lowest: -1.0284,
    highestSpread: 0.4295,
    lowestSpread: 0.599,
    cycle: 0.2174,
    writeNoise: 0.5841,
    corrupt: 0.0977,
  },
  /** Exponential step: max(0, 1 − A exp(±γ z)) with z = 2 a w/(b⁺ − b⁻) + b, A and γ of either direction. */
  'gong2018-es': {
    source: 'Gong et al., Nat. Commun. 9:2102 (2018), doi 10.1038/s41467-018-04485-1',
    step: 0.00135,
    asymmetry: 0.259359,
    stepSpread: 0.2,
    logNormalStep: false,
    asymmetrySpread: 0.05,
    highest: 1,
    lowest: -1,
    highestSpread: 0.3,
    lowestSpread: 0.3,
    cycle: 5,
    writeNoise: 75,
    corrupt: 0,
    share(w, d, lowest, highest) {
      const z = (2 * -0.5 * w) / (highest - lowest) - 0.5;
      return Math.max(0, 1 - (d > 0 ? -1.18445 : -0.081404) * Math.exp(d * 5 * z));
    },
    multiplicative: true,
  },
} as const satisfies Record<string, UpdateConstants>;

export type PulseModelName = keyof typeof pulseConstants;

export interface PulseModelOptions {
  /** S; the bounds of the mean device lie at its ends. */
  readonly window: ConductanceWindow;
  /** How the step depends on voltage and width; default `anyPulse`: not at all. */
  readonly strength?: PulseStrength;
  /** Times the published spread of devices, scatter of pulses and write noise; 1 by default, 0 switches one off. */
  readonly spreadScale?: number;
  readonly cycleScale?: number;
  readonly writeNoiseScale?: number;
  /** Share of devices that are stuck in the middle; default 0. The publications found `pulseConstants[…].corrupt`. */
  readonly corrupt?: number;
}

/**
 * A published pulse response in S. A weight w of the publication is the conductance
 *
 *     g = g_min + (w − b⁻)·u,     u = (g_max − g_min)/(b⁺ − b⁻)   S per unit of weight
 *
 * with the bounds b of the *mean* device. A pulse of direction d and strength s moves
 *
 *     w ← w + d s Δ^d (share(w) + σ z)      additive scatter (soft bounds)
 *     w ← w + d s Δ^d share(w) (1 + σ z)    multiplicative scatter (exponential step)
 *
 * held within the bounds of the device and within the window, which is what a compliance current does: a device whose own
 * bounds are wider stops there.
 */
export function pulseModel(name: PulseModelName, options: PulseModelOptions): PulseResponse {
  return pulseModelOf(pulseConstants[name], options);
}

/** `pulseModel` of other constants. InputError where the window is empty or a scale is negative. */
export function pulseModelOf(constants: UpdateConstants, options: PulseModelOptions): PulseResponse {
  const { window, strength = anyPulse, spreadScale = 1, cycleScale = 1, writeNoiseScale = 1, corrupt = 0 } = options;
  if (!(window.min >= 0 && window.max > window.min && window.max < Infinity))
    reject('pulse model: window', `found ${window.min} S to ${window.max} S`, 'expected 0 ≤ least < most, S');
  for (const [name, value] of Object.entries({ spreadScale, cycleScale, writeNoiseScale }))
    if (!(value >= 0 && value < Infinity)) reject(`pulse model: ${name}`, `found ${value}`, 'expected a number ≥ 0');
  if (!(corrupt >= 0 && corrupt <= 1)) reject('pulse model: corrupt', `found ${corrupt}`, 'expected a share, 0 to 1');
  const { lowest, highest, step, cycle, share, multiplicative } = constants;
  const unit = (window.max - window.min) / (highest - lowest);
  const weight = (siemens: number): number => lowest + (siemens - window.min) / unit;
  const siemens = (w: number): number => window.min + (w - lowest) * unit;
  // Finite, so that a pulse without scatter has none.
  const scatter = Math.min(cycle * cycleScale, Number.MAX_VALUE / 1e6);
  return {
    source: constants.source,
    limits: strength === anyPulse ? ['the steps are those of one pulse: voltage and width do not change them'] : [],
    window,
    writeNoise: constants.writeNoise * writeNoiseScale * step * unit,
    spread: (count, draws) => spreadDevices(constants, { spreadScale, corrupt }, count, draws, siemens, unit),
    typical: {
      lowest: Float64Array.of(window.min),
      highest: Float64Array.of(window.max),
      setStep: Float64Array.of(step * (1 + constants.asymmetry) * unit),
      resetStep: Float64Array.of(step * (1 - constants.asymmetry) * unit),
    },
    after(devices, k, before, volt, seconds, z) {
      const [low, high] = [devices.lowest[k]!, devices.highest[k]!];
      if (low >= high) return hold(low, window.min, window.max);
      const times = volt === 0 ? 0 : strength(Math.abs(volt), seconds);
      if (times === 0) return before;
      const d = volt > 0 ? 1 : -1;
      const part = share(weight(before), d, weight(low), weight(high));
      const move = multiplicative ? part * (1 + scatter * z) : part + scatter * z;
      const own = d > 0 ? devices.setStep[k]! : devices.resetStep[k]!;
      // Strength and step may be beyond all numbers: times nothing they are nothing, not NaN.
      const after = move === 0 || own === 0 ? before : before + d * times * move * own;
      return hold(after, Math.max(low, window.min), Math.min(high, window.max));
    },
  };
}

/** Weight units: where a bound would come nearer to w = 0, or lie beyond it, it is held here. */
const leastBound = 0.01;

/** The devices' own steps, none below 0, and bounds. */
function spreadDevices(
  constants: UpdateConstants,
  { spreadScale, corrupt }: { readonly spreadScale: number; readonly corrupt: number },
  count: number,
  { normals, uniforms }: DeviceDraws,
  siemens: (w: number) => number,
  unit: number,
): PulsedDevices {
  const { step, asymmetry, logNormalStep } = constants;
  const [steps, asymmetries, tops, bottoms] = ['step', 'asymmetry', 'highest', 'lowest'].map(normals) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const stuck = corrupt > 0 ? uniforms('corrupt') : null;
  const out: PulsedDevices = {
    lowest: new Float64Array(count),
    highest: new Float64Array(count),
    setStep: new Float64Array(count),
    resetStep: new Float64Array(count),
  };
  for (let k = 0; k < count; k++) {
    const spread = constants.stepSpread * spreadScale * steps[k]!;
    const beta = asymmetry + constants.asymmetrySpread * spreadScale * asymmetries[k]!;
    // Of a lognormal step Δ is the median: half the devices step less.
    const way = (d: number): number =>
      Math.max(0, logNormalStep ? Math.exp(spread) * (1 + d * beta) : 1 + d * beta + spread);
    out.setStep[k] = way(1) * step * unit;
    out.resetStep[k] = way(-1) * step * unit;
    const top = constants.highest * (1 + constants.highestSpread * spreadScale * tops[k]!);
    const bottom = constants.lowest * (1 + constants.lowestSpread * spreadScale * bottoms[k]!);
    const jammed = stuck !== null && stuck[k]! < corrupt;
    out.highest[k] = siemens(jammed ? 0 : Math.max(leastBound, top));
    out.lowest[k] = siemens(jammed ? 0 : Math.min(-leastBound, bottom));
  }
  return out;
}

const hold = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
