import type { Matrix } from '../numeric/matrix.js';
import type { MarsBlock, MemristorRates, MemristorStep, Rescale } from './network.js';
import { depressionRate, potentiationRate } from './reference.js';

/** The tolerance of features that is used unless another is asked for: below what float64 sums of them are good to. */
export const defaultTolerance = 1e-12;

/** The least and the largest K = Kp + Kd (per unit of time) that a drive between two voltages can cause. K is convex. */
export function rateBounds(
  rates: MemristorRates,
  low: number,
  high: number,
): { readonly least: number; readonly most: number } {
  const k = (z: number): number => potentiationRate(z, rates) + depressionRate(z, rates);
  const { potentiation, potentiationSlope, depression, depressionSlope } = rates;
  const slowest =
    Math.log((depression * depressionSlope) / (potentiation * potentiationSlope)) /
    (potentiationSlope + depressionSlope);
  const inside = Number.isNaN(slowest) ? low : Math.min(Math.max(slowest, low), high);
  return { least: Math.min(k(low), k(inside), k(high)), most: Math.max(k(low), k(high)) };
}

/**
 * How a memristor forgets, whatever drives it: after n steps the share `decay`ⁿ of a difference in h is left at most, no
 * |h| exceeds `bound`, and drives that differ by δ volts make states that differ by `sensitivity`·δ at most. Undefined
 * where there is no decay < 1. Derivation: docs/fading-memory.md.
 */
export function forgetting(
  { rates, step, retention, integrator }: MemristorStep,
  { low, high }: Pick<Rescale, 'low' | 'high'>,
): { readonly decay: number; readonly bound: number; readonly sensitivity: number } | undefined {
  const { least, most } = rateBounds(rates, low, high);
  const [up, down] = [Math.abs(rates.potentiationSlope), Math.abs(rates.depressionSlope)];
  const slope = Math.max(up, down);
  if (integrator === 'exact') return { decay: Math.exp(-step * least), bound: 1, sensitivity: slope };
  const decay = Math.max(Math.abs(retention - step * least), Math.abs(retention - step * most));
  if (!(decay < 1)) return undefined;
  if (step * most <= retention && retention <= 1) return { decay, bound: 1, sensitivity: slope };
  const kp = Math.max(potentiationRate(low, rates), potentiationRate(high, rates));
  const kd = Math.max(depressionRate(low, rates), depressionRate(high, rates));
  const bound = (step * kp) / (1 - decay);
  return { decay, bound, sensitivity: (step * (up * kp * (1 + bound) + down * kd * bound)) / (1 - decay) };
}

/** What a horizon depends on of a `MarsBlock`. */
export type Forgetful = Pick<MarsBlock, 'weights' | 'rescale' | 'memristor'>;

/**
 * For each of some memristor blocks, one after the other, how many of the last steps it must compute, starting from h = 0, so
 * that no output of the last block at the last step is off by more than `tolerance`, whatever the inputs were. Earlier blocks
 * need more. Undefined where no number of steps is enough: at tolerance 0, and where the recurrence of a block need not
 * forget.
 *
 * Each block's forgotten start gets an equal share of the tolerance, less what the blocks after it make of it: docs/fading-memory.md.
 */
export function horizons(blocks: readonly Forgetful[], tolerance: number): readonly number[] | undefined {
  if (!(tolerance > 0)) return undefined;
  const needed: number[] = [];
  let gain = 1;
  let steps = 1;
  for (const { weights, rescale, memristor } of [...blocks].reverse()) {
    const memory = forgetting(memristor, rescale);
    if (!memory) return undefined;
    const { decay, bound, sensitivity } = memory;
    steps += Math.max(1, Math.ceil(Math.log((blocks.length * bound * gain) / tolerance) / -Math.log(decay))) - 1;
    if (!Number.isFinite(steps)) return undefined;
    needed.unshift(steps);
    gain *= 1 + (sensitivity * rescale.steepness * (rescale.high - rescale.low) * largestRowSum(weights)) / 4;
  }
  return needed;
}

/** ‖W‖_∞: how much larger than the largest input difference an output difference can be. */
function largestRowSum({ rows, cols, data }: Matrix): number {
  let most = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += Math.abs(data[i * cols + j]!);
    most = Math.max(most, sum);
  }
  return most;
}
