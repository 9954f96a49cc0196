import { normalDensity, normalDistribution } from '../../../numeric/normal-distribution.js';
import { surrogates as rectifiers, shift } from '../../lca/warp/surrogate.js';

/**
 * How far a membrane is above its threshold, as a spike. `value` is what goes forward, `slope` what stands for its derivative
 * on the way back.
 */
export interface SpikeFunction {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

export const surrogateNames = ['double-gaussian', 'multi-gaussian', 'arctan', 'b-silu'] as const;
export type SpikeSurrogate = (typeof surrogateNames)[number];

/** Weight and width of the wide Gaussians, width of the narrow one, and the factor of all, as the source names them. */
const [p, wide, narrow, gamma] = [0.15, 3, 0.5, 0.5];

/** N(x; centre, width) and its integral from −∞. */
const bell = (x: number, centre: number, width: number): number => normalDensity((x - centre) / width) / width;
const rise = (x: number, centre: number, width: number): number => normalDistribution((x - centre) / width);

/**
 * Smooth functions g with the slopes g' that are put in for a step's:
 *
 *     double-gaussian   g' = ½ (1.15 N(x; 0, ½) − 0.3 N(x; 0, 3))
 *     multi-gaussian    g' = ½ (1.15 N(x; 0, ½) − 0.15 N(x; ½, 3) − 0.15 N(x; −½, 3))
 *     arctan            g' = 1/(1 + (π x)²)                          snnTorch's, α = 2
 *     b-silu            g = (x + α) σ(x) − α/2, α = 1.67             meant for ReLU (SUGAR, arXiv 2505.22074, eq. 7)
 *
 * the first two as AdaptiveAILab/brf-neurons has them (snn/functional/autograd.py).
 */
export const smooth: Readonly<Record<SpikeSurrogate, SpikeFunction>> = {
  'double-gaussian': {
    value: x => gamma * ((1 + p) * rise(x, 0, narrow) - 2 * p * rise(x, 0, wide)),
    slope: x => gamma * ((1 + p) * bell(x, 0, narrow) - 2 * p * bell(x, 0, wide)),
  },
  'multi-gaussian': {
    value: x => gamma * ((1 + p) * rise(x, 0, narrow) - p * rise(x, narrow, wide) - p * rise(x, -narrow, wide)),
    slope: x => gamma * ((1 + p) * bell(x, 0, narrow) - p * bell(x, narrow, wide) - p * bell(x, -narrow, wide)),
  },
  arctan: {
    value: x => Math.atan(Math.PI * x) / Math.PI + 0.5,
    slope: x => 1 / (1 + (Math.PI * x) ** 2),
  },
  'b-silu': {
    value: x => (x + shift) / (1 + Math.exp(-x)) - shift / 2,
    slope: rectifiers['b-silu'],
  },
};

/**
 * A step that learns by a surrogate's slope: forward gradient injection (Otte, arXiv 2406.00177). With sg for what stops
 * gradients, h = x·sg(g'(x)) and y = h − sg(h) + sg([x > 0]): forward that is the step, and backward its derivative is g'(x).
 */
export const injected = (surrogate: SpikeSurrogate): SpikeFunction => ({
  value: x => (x > 0 ? 1 : 0),
  slope: smooth[surrogate].slope,
});
