import { z } from 'zod';
import type { Layer } from '../network.js';
import { encoderAndBlocks, mars, marsShape } from './mars.js';
import { count, exactNeedsGamma1, type Reservoir } from './reservoir.js';

const options = z
  .strictObject({
    ...marsShape,
    kernels: count(1, 1000).default(20).describe('Outputs of the convolution.'),
    taps: count(1, 1000).default(5).describe('Time steps that each sees.'),
  })
  .refine(({ integrator, gamma }) => integrator === 'euler' || gamma === 1, exactNeedsGamma1);

/**
 * MARS-TC: MARS behind a random, fixed convolution over time to 20 channels. The paper says neither its length nor its
 * weights; ours are drawn from U(±1/√(taps·channels)), with which PyTorch, the paper's framework, begins.
 */
export const marsTc: Reservoir<typeof options> = {
  name: 'mars-tc',
  options,
  layers(settings, channels, draw) {
    const { kernels, taps } = settings;
    const range = 1 / Math.sqrt(taps * channels);
    const convolution: Layer = {
      ...{ type: 'convolution', name: 'convolution', taps },
      weights: draw.weights('convolution', kernels, taps * channels, range),
      bias: draw.bias('convolution', kernels, range),
    };
    return [convolution, ...encoderAndBlocks(settings, kernels, draw)];
  },
  ranges: { ...mars.ranges, taps: { values: [3, 5, 9, 15] } },
};
