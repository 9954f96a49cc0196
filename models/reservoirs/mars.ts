import { z } from 'zod';
import { type Layer, milanoRates, rescaleBounds } from '../network.js';
import {
  above0,
  commonRanges,
  count,
  type Draw,
  exactNeedsGamma1,
  memristorOptions,
  type Reservoir,
  scale,
  trainingOptions,
} from './reservoir.js';

/** Settings of MARS; names as in the paper's Table 7. */
export const marsShape = {
  units: count(1, 10_000).default(100),
  blocks: count(1, 100).default(3),
  omega: scale().default(0.1).describe('Block weights are drawn from U(−ω, ω).'),
  beta: scale().default(0.5).describe('Block biases are drawn from U(−β, β).'),
  ...memristorOptions,
  steepness: above0().default(6).describe('s of RESCALE.'),
  encoderScale: z
    .union([above0(), z.enum(['inputs', 'omega'])], { error: 'expected a number above 0, inputs or omega' })
    .default('inputs')
    .describe('Encoder weights are drawn from U(±this): inputs is 1/√(its inputs), omega is ω.'),
  ...trainingOptions,
};

const options = z
  .strictObject(marsShape)
  .refine(({ integrator, gamma }) => integrator === 'euler' || gamma === 1, exactNeedsGamma1);

export type MarsOptions = z.input<typeof options>;

/**
 * MARS (arXiv 2604.19343): a linear encoder and a stack of memristor blocks. The paper gives no distribution of weights;
 * uniform ones are those of its predecessor's code (github.com/VeronicaPistolesi/Memristive-Friendly-RNN).
 */
export const mars: Reservoir<typeof options> = {
  name: 'mars',
  options,
  layers: (settings, channels, draw) => encoderAndBlocks(settings, channels, draw),
  ranges: {
    ...commonRanges,
    delta: { from: 0.01, to: 0.6, scale: 'log' },
    steepness: { from: 0.7, to: 15, scale: 'log' },
    blocks: { values: [1, 2, 3, 4] },
    omega: { from: 0.03, to: 0.5, scale: 'log' },
    encoderScale: { values: ['inputs', 'omega'] },
  },
};

/** The layers of MARS for `inputs` inputs at every step. */
export function encoderAndBlocks(
  settings: z.output<z.ZodObject<typeof marsShape>>,
  inputs: number,
  draw: Draw,
): Layer[] {
  const { units, omega, beta, encoderScale } = settings;
  const range = encoderScale === 'inputs' ? 1 / Math.sqrt(inputs) : encoderScale === 'omega' ? omega : encoderScale;
  const encoder: Layer = { type: 'linear', name: 'encoder', weights: draw.weights('encoder', units, inputs, range) };
  const blocks = Array.from({ length: settings.blocks }, (_, i): Layer => {
    const name = `block${i + 1}`;
    return {
      type: 'mars-block',
      name,
      weights: draw.weights(name, units, units, omega),
      bias: draw.bias(name, units, beta),
      rescale: { ...rescaleBounds, steepness: settings.steepness },
      memristor: {
        rates: milanoRates,
        step: settings.delta,
        retention: settings.gamma,
        integrator: settings.integrator,
      },
    };
  });
  return [encoder, ...blocks];
}
