import { z } from 'zod';
import { above0, commonRanges, count, type Reservoir, recurrentRange, scale, trainingOptions } from './reservoir.js';

/** Settings of a recurrent reservoir's weights. */
export const loopShape = {
  units: count(1, 10_000).default(100),
  omega: scale().default(1).describe('Input weights are drawn from U(−ω, ω).'),
  beta: scale().default(0.1).describe('Biases are drawn from U(−β, β).'),
  rho: scale().default(0.9).describe('ρ, about the spectral radius of the recurrent weights (circular law).'),
};

export const loopRanges = {
  ...commonRanges,
  omega: { from: 0.1, to: 10, scale: 'log' },
  beta: { from: 0.001, to: 1, scale: 'log' },
  rho: { from: 0.5, to: 1.2, scale: 'linear' },
} as const;

const leakError = 'expected a number above 0, up to 1';
const options = z.strictObject({
  ...loopShape,
  leak: above0().max(1, { error: leakError }).default(0.3).describe('1 has no memory but the recurrent weights.'),
  ...trainingOptions,
});

/**
 * A leaky echo state network with dense weights, drawn as in the code of the published baselines
 * (github.com/VeronicaPistolesi/Memristive-Friendly-RNN): recurrent ones from U(−v, v), v = (ρ/√N)(6/√12).
 */
export const esn: Reservoir<typeof options> = {
  name: 'esn',
  options,
  layers: ({ units, omega, beta, rho, leak }, channels, draw) => [
    {
      ...{ type: 'esn', name: 'reservoir', leak },
      weights: draw.weights('reservoir', units, channels, omega),
      recurrent: draw.weights('reservoir', units, units, recurrentRange(rho, units), 'recurrent'),
      bias: draw.bias('reservoir', units, beta),
    },
  ],
  ranges: { ...loopRanges, leak: { from: 0.02, to: 1, scale: 'log' } },
};
