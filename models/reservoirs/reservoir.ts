import { z } from 'zod';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { features, type Layer } from '../network.js';
import { defaultPenalties } from '../train-readout.js';
import type { ReservoirName } from './names.js';

/** A kind of reservoir: layers that are drawn at random and left alone, behind which a readout is trained. */
export interface Reservoir<Options extends z.ZodType = z.ZodType> {
  /** As `ohmweave train` and the names of networks have it, e.g. `mf-esn`. */
  readonly name: ReservoirName;
  /** Its settings and those of training; every one has a default. */
  readonly options: Options;
  /** The layers before the readout, for a series of `channels` channels. */
  layers(settings: z.output<Options>, channels: number, draw: Draw): Layer[];
  /** Values that a search tries, or the two ends of a range; see search.ts. */
  readonly ranges: Readonly<Record<string, Range>>;
}

export type Range =
  | { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log' }
  | { readonly values: readonly (number | string)[] };

/** Random arrays by name; the same name gives the same numbers whatever else is drawn. */
export interface Draw {
  /** rows × cols from U(−range, range). */
  weights(layer: string, rows: number, cols: number, range: number, part?: string): Matrix;
  bias(layer: string, size: number, range: number): Float64Array;
}

/** The draws that `seed` names for a kind of reservoir. */
export function drawFor(kind: string, seed: number): Draw {
  const uniform = (range: number, size: number, ...purpose: string[]): Float64Array => {
    const stream = randomStream(seed, kind, ...purpose);
    return Float64Array.from({ length: size }, (_, i) => range * (2 * stream.uniform(i) - 1));
  };
  return {
    weights: (layer, rows, cols, range, part = 'weights') =>
      matrix(rows, cols, uniform(range, rows * cols, layer, part)),
    bias: (layer, size, range) => uniform(range, size, layer, 'bias'),
  };
}

export const count = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
export const above0 = () =>
  z.number({ error: 'expected a number above 0' }).positive({ error: 'expected a number above 0' });
export const scale = () => z.number({ error: 'expected a number ≥ 0' }).nonnegative({ error: 'expected a number ≥ 0' });

/** What training needs of every kind of reservoir. */
export const trainingOptions = {
  normalize: z.enum(['none', 'series'], { error: 'expected none or series' }).default('none'),
  feature: z
    .enum(features, { error: `expected ${features.join(', ')}` })
    .default('last')
    .describe("What the readout sees: the last layer's output at the last step, its mean over time, or both."),
  ridge: z
    .array(above0(), { error: 'expected penalties such as 1e-3,1e-2' })
    .min(1, { error: 'expected at least one penalty' })
    .default([...defaultPenalties])
    .describe('The penalties λ to choose from.'),
  folds: count(2, 1000).default(5).describe('Folds of the cross-validation that chooses λ.'),
  calibration: count(0, 10_000).default(24).describe('How many training series the network keeps, unlabelled.'),
};

export type TrainingSettings = z.output<z.ZodObject<typeof trainingOptions>>;

/** Settings of the memristors, as in the paper's Table 7. */
export const memristorOptions = {
  gamma: above0().default(1).describe('γ, the retention.'),
  delta: above0().default(0.1).describe('Δ, the pulse width in the time unit of the rates.'),
  integrator: z.enum(['exact', 'euler'], { error: 'expected exact or euler' }).default('exact'),
};

/** The exact integrator solves the rate equation, which has no other leak than Kd. */
export const exactNeedsGamma1 = {
  path: ['gamma'],
  error: 'expected 1, which the exact integrator needs (or integrator=euler)',
};

/** The range of a fast initial recurrent matrix, U(−v, v): its spectral radius is about ρ by the circular law. */
export const recurrentRange = (rho: number, units: number): number => (rho / Math.sqrt(units)) * (6 / Math.sqrt(12));

/** Ranges that a search tries of every reservoir. */
export const commonRanges = {
  units: { values: [50, 100, 150, 200] },
  beta: { from: 0.02, to: 1, scale: 'log' },
  feature: { values: features },
} as const satisfies Record<string, Range>;
