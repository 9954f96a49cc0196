/** What is taken for the slope of ReLU in training. */
export type Surrogate = 'relu' | 'b-silu';

const { exp } = Math;
/** α of B-SiLU. */
export const shift = 1.67;

/**
 * Slopes by name, of x: that of ReLU itself, and that of B-SiLU(x) = (x + α) σ(x) − α/2, α = 1.67, which is not 0 where x < 0
 * and so keeps units alive (SUGAR, arXiv 2505.22074, eq. 7). A layer yields max(x, 0) with either: the slope is put in on the
 * way back alone, y = m − sg(m) + sg(max(x, 0)) with m = x·sg(slope(x)) and sg what stops gradients (forward gradient
 * injection, arXiv 2406.00177). A trained network is hence an ordinary ReLU network.
 */
export const surrogates: Record<Surrogate, (x: number) => number> = {
  relu: x => (x > 0 ? 1 : 0),
  'b-silu': x => {
    const s = 1 / (1 + exp(-x));
    return s + (x + shift) * s * (1 - s);
  },
};
