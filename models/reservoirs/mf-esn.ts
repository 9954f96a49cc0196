import { z } from 'zod';
import { milanoRates, rescaleBounds } from '../network.js';
import { loopRanges, loopShape } from './esn.js';
import {
  above0,
  exactNeedsGamma1,
  memristorOptions,
  type Reservoir,
  recurrentRange,
  trainingOptions,
} from './reservoir.js';

const options = z
  .strictObject({
    ...loopShape,
    ...memristorOptions,
    delta: memristorOptions.delta.default(0.01),
    steepness: above0().default(5).describe('s of RESCALE.'),
    ...trainingOptions,
  })
  .refine(({ integrator, gamma }) => integrator === 'euler' || gamma === 1, exactNeedsGamma1);

/**
 * A memristive-friendly ESN (Pistolesi et al., APL Mach. Learn. 3:016117 (2025)), weights drawn as in its published code,
 * as those of `esn`.
 */
export const mfEsn: Reservoir<typeof options> = {
  name: 'mf-esn',
  options,
  layers: ({ units, omega, beta, rho, steepness, delta, gamma, integrator }, channels, draw) => [
    {
      ...{ type: 'mf-esn', name: 'reservoir' },
      weights: draw.weights('reservoir', units, channels, omega),
      recurrent: draw.weights('reservoir', units, units, recurrentRange(rho, units), 'recurrent'),
      bias: draw.bias('reservoir', units, beta),
      rescale: { ...rescaleBounds, steepness },
      memristor: { rates: milanoRates, step: delta, retention: gamma, integrator },
    },
  ],
  ranges: {
    ...loopRanges,
    delta: { from: 0.002, to: 0.3, scale: 'log' },
    steepness: { from: 0.7, to: 10, scale: 'log' },
  },
};
