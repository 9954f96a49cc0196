import { number } from './subcircuit.js';

/** Drift beyond two thresholds of a voltage (V) or a current (A), the unit of `off` and `on`. */
export interface ThresholdDrift {
  /** Above 0. */
  readonly off: number;
  /** Below 0. */
  readonly on: number;
  /** m/s, above 0. */
  readonly kOff: number;
  /** m/s, below 0. */
  readonly kOn: number;
  readonly alphaOff: number;
  readonly alphaOn: number;
}

/**
 * The drift that TEAM takes from the current and VTEAM from the voltage, s, in m/s:
 *
 *     k_off (s/s_off − 1)^α_off   for s > s_off
 *     k_on (s/s_on − 1)^α_on      for s < s_on
 *     0                           between them
 */
export function thresholdDrift(s: number, { off, on, kOff, kOn, alphaOff, alphaOn }: ThresholdDrift): number {
  if (s > off) return kOff * (s / off - 1) ** alphaOff;
  if (s < on) return kOn * (s / on - 1) ** alphaOn;
  return 0;
}

/** The same for ngspice. Either power is 0 beyond the other threshold. */
export function thresholdExpression(s: string, drift: ThresholdDrift): string {
  const beyond = (k: number, threshold: number, alpha: number): string =>
    `${number(k)}*max(${s}/${number(threshold)}-1,0)^${number(alpha)}`;
  return `${beyond(drift.kOff, drift.off, drift.alphaOff)}+${beyond(drift.kOn, drift.on, drift.alphaOn)}`;
}
