/** Functions between layers: of each value by itself, but for softmax, which takes all values of a time step together. */
export const activations = ['relu', 'sigmoid', 'tanh', 'softmax'] as const;

export interface Activation {
  readonly function: (typeof activations)[number];
  /** Of relu: what values below 0 are multiplied by; 0 where not there. */
  readonly slope?: number;
}

/**
 * Of rows of `width` values x:
 *
 *     relu      x where x > 0, else slope·x          sigmoid   1/(1 + e^(−x))
 *     tanh      tanh x                               softmax   e^x / Σ e^x over the row
 */
export function activated({ function: kind, slope = 0 }: Activation, x: Float64Array, width: number): Float64Array {
  switch (kind) {
    case 'relu':
      // Without a slope what is below 0 becomes 0, and not −0.
      return x.map(value => (value > 0 ? value : slope === 0 ? 0 : slope * value));
    case 'sigmoid':
      return x.map(sigmoid);
    case 'tanh':
      return x.map(Math.tanh);
    case 'softmax':
      return softmax(x, width);
  }
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function softmax(x: Float64Array, width: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += width) {
    const row = x.subarray(first, first + width);
    // Taken off every value, the largest leaves the shares as they are and no exponential overflows.
    const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const parts = row.map(value => Math.exp(value - largest));
    const total = parts.reduce((sum, part) => sum + part, 0);
    for (let i = 0; i < width; i++) out[first + i] = parts[i]! / total;
  }
  return out;
}
