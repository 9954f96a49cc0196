import type { Threshold } from '../models/lca/threshold.js';

/**
 * A threshold as a circuit has it: continuous, and with an output that has a bound. In any one unit, of the network or volts.
 *
 *     soft   a = max(u − λ, 0) − max(−u − λ, 0)                   positive: a = max(u − λ, 0)
 *     hard   a = u·clamp((|u| − λ)/δ, 0, 1)                       positive: a = u·clamp((u − λ)/δ, 0, 1)
 *
 * and a is held within ±limit. The soft element is `applyThreshold` there; the hard one too but for λ < |u| < λ + δ, where it
 * rises in place of jumping.
 */
export interface ThresholdElement extends Threshold {
  /** δ. */
  readonly transition: number;
  readonly limit: number;
}

/** δ over λ. An assumption: a comparator that decides within a hundredth of its threshold. */
const transitionShare = 0.01;

/** The element of a threshold, whose output drives a row with at most `limit`. */
export function thresholdElement({ shape, level, signs }: Threshold, limit: number): ThresholdElement {
  // With λ = 0 both shapes pass what comes.
  return { shape: level === 0 ? 'soft' : shape, level, signs, transition: transitionShare * level, limit };
}

/** The same in another unit, `factor` of which are one of the first. */
export const inUnit = (element: ThresholdElement, factor: number): ThresholdElement => ({
  ...element,
  level: factor * element.level,
  transition: factor * element.transition,
  limit: factor * element.limit,
});

/** a of states, element by element, into `out`, which may be `states`. */
export function elementOutput(
  states: Float64Array,
  { shape, level, signs, transition, limit }: ThresholdElement,
  out: Float64Array,
): Float64Array {
  for (let k = 0; k < states.length; k++) {
    const u = states[k]!;
    const beyond = (signs === 'both' ? Math.abs(u) : u) - level;
    if (!(beyond > 0)) out[k] = 0;
    else {
      const size = shape === 'soft' ? beyond : Math.abs(u) * Math.min(beyond / transition, 1);
      out[k] = Math.sign(u) * Math.min(size, limit);
    }
  }
  return out;
}

/** a as an expression of a behavioural source, of the state `u`, which is one too. */
export function elementExpression({ shape, level, signs, transition, limit }: ThresholdElement, u: string): string {
  const both = signs === 'both';
  const passed =
    shape === 'soft'
      ? `max(${u}-${level},0)${both ? `-max(-${u}-${level},0)` : ''}`
      : `${u}*min(max((${both ? `abs(${u})` : u}-${level})/${transition},0),1)`;
  return `min(max(${passed},-${limit}),${limit})`;
}
