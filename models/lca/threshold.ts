/** What makes a code of states; `level` is λ. */
export interface Threshold {
  /** `soft` takes λ off what passes, which is the proximal map of λ‖a‖₁; `hard` leaves it as it is. */
  readonly shape: 'soft' | 'hard';
  readonly level: number;
  /** `positive` passes no negative states. */
  readonly signs: 'both' | 'positive';
}

/** What is above `level` or below `below` passes, less `taken`. */
export const bounds = ({ shape, level, signs }: Threshold) => ({
  ...{ level, below: signs === 'both' ? -level : -Infinity },
  taken: shape === 'soft' ? level : 0,
});

/**
 * The code a = T(u) of states, element by element (lanl/lca-pytorch, lcapt/activation.py):
 *
 *     soft   a = max(u − λ, 0) − max(−u − λ, 0)        positive:  a = max(u − λ, 0)
 *     hard   a = u where |u| > λ, else 0               positive:  a = u where u > λ, else 0
 *
 * Fills and returns `out`, which may be `states` itself.
 */
export function applyThreshold(
  states: Float64Array,
  threshold: Threshold,
  out: Float64Array = new Float64Array(states.length),
): Float64Array {
  const { level, below, taken } = bounds(threshold);
  for (let k = 0; k < states.length; k++) {
    const u = states[k]!;
    out[k] = u > level ? u - taken : u < below ? u + taken : 0;
  }
  return out;
}

/**
 * The cost C of one code that a threshold belongs to: λ‖a‖₁ for `soft`, (λ²/2)‖a‖₀ for `hard` (Rozell et al., Neural
 * Computation 20:2526, 2008, section 3.3).
 */
export function sparsityCost(code: Float64Array, { shape, level }: Threshold): number {
  let sum = 0;
  if (shape === 'soft') {
    for (const a of code) sum += Math.abs(a);
    return level * sum;
  }
  for (const a of code) if (a !== 0) sum++;
  return (level * level * sum) / 2;
}
