import { normalDistribution } from '../numeric/normal-distribution.js';

/** The voltages at which fresh devices form, as a mixture of normal populations. */
export interface FormingStatistics {
  /** Share of each population; together 1. */
  readonly shares: readonly number[];
  /** V. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** The share of devices that have formed once `volt` has been applied: Σ wᵢ Φ((V − μᵢ)/σᵢ). */
export function formedShare({ shares, means, deviations }: FormingStatistics, volt: number): number {
  return shares.reduce((sum, share, i) => sum + share * normalDistribution((volt - means[i]!) / deviations[i]!), 0);
}

/**
 * V at which each device forms, for its draw z ~ N(0, 1), which it keeps for life: the voltage below which the share
 * Φ(z) of devices forms, to 1e-12 V. Draws are held between ±8, and no device forms below 0 V.
 */
export function formingVoltages(statistics: FormingStatistics, z: Float64Array): Float64Array {
  const { means, deviations } = statistics;
  const least = Math.min(...means.map((mean, i) => mean - 9 * deviations[i]!));
  const most = Math.max(...means.map((mean, i) => mean + 9 * deviations[i]!));
  return z.map(each => {
    // Above the median the share that has not formed is looked for, which does not round to 1.
    const draw = Math.min(Math.max(each, -8), 8);
    const mirrored = draw > 0;
    const side = mirrored ? { ...statistics, means: means.map(mean => -mean) } : statistics;
    const share = normalDistribution(-Math.abs(draw));
    let [low, high] = mirrored ? [-most, -least] : [least, most];
    while (high - low > 1e-12) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (formedShare(side, middle) < share) low = middle;
      else high = middle;
    }
    return Math.max(0, mirrored ? -high : high);
  });
}
