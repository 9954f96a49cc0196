/** The same thresholds, one for each neuron, for some series side by side: series × width. */
export function fixedThresholds(threshold: Float64Array, series: number): Float64Array {
  const out = new Float64Array(series * threshold.length);
  for (let s = 0; s < series; s++) out.set(threshold, s * threshold.length);
  return out;
}
