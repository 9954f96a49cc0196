import { z } from 'zod';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { refuseUnlabelled } from './data/labels.js';
import { marsFeatures } from './mars.js';
import { type Layer, milanoRates, type Network, rescaleBounds } from './network.js';
import type { Series, SeriesSet } from './series.js';
import { defaultPenalties, trainReadout } from './train-readout.js';

const count = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const above0 = () => z.number({ error: 'expected a number above 0' }).positive({ error: 'expected a number above 0' });
const scale = () => z.number({ error: 'expected a number ≥ 0' }).nonnegative({ error: 'expected a number ≥ 0' });

/** The settings of a MARS reservoir (names as in the paper's Table 7) and of its training; every one has a default. */
const marsOptions = z
  .strictObject({
    units: count(1, 10_000).default(100),
    blocks: count(1, 100).default(3),
    omega: scale().default(0.1).describe('Block weights are drawn from U(−ω, ω).'),
    beta: scale().default(0.5).describe('Block biases are drawn from U(−β, β).'),
    gamma: above0().default(1).describe('γ, the retention.'),
    delta: above0().default(0.1).describe('Δ, the pulse width in the time unit of the rates.'),
    steepness: above0().default(6).describe('s of RESCALE.'),
    encoderScale: above0().optional().describe('Encoder weights are drawn from U(±this); default 1/√channels.'),
    integrator: z.enum(['exact', 'euler'], { error: 'expected exact or euler' }).default('exact'),
    normalize: z.enum(['none', 'series'], { error: 'expected none or series' }).default('none'),
    ridge: z
      .array(above0(), { error: 'expected penalties such as 1e-3,1e-2' })
      .min(1, { error: 'expected at least one penalty' })
      .default([...defaultPenalties])
      .describe('The penalties λ to choose from.'),
    folds: count(2, 1000).default(5).describe('Folds of the cross-validation that chooses λ.'),
    calibration: count(0, 10_000).default(24).describe('How many training series the network keeps, unlabelled.'),
  })
  .refine(options => options.integrator === 'euler' || options.gamma === 1, {
    path: ['gamma'],
    error: 'expected 1, which the exact integrator needs (or integrator=euler)',
  });

export type MarsOptions = z.input<typeof marsOptions>;

/**
 * Parses settings such as `["units=100", "ridge=1e-3,1e-2"]` into options of `trainMars`. InputError for an unknown or
 * repeated key and for values out of range.
 */
export function parseMarsSettings(settings: readonly string[], where = '--set'): MarsOptions {
  const keys = Object.keys(marsOptions.shape);
  const raw: Record<string, unknown> = {};
  for (const setting of settings) {
    const [, key, value] = /^(\w+)=(.+)$/.exec(setting) ?? reject(where, `found ${setting}`, 'expected key=value');
    if (!keys.includes(key!)) reject(where, `unknown setting ${key}`, `expected one of ${keys.join(', ')}`);
    if (key! in raw) reject(where, `found ${key} twice`, 'expected it once');
    raw[key!] = settingValue(key!, value!);
  }
  return check(marsOptions, raw, where);
}

/** Numbers where the text is numbers, else the text itself, which the schema then judges. */
function settingValue(key: string, text: string): unknown {
  const numbers = text.split(',').map(Number);
  if (numbers.some(Number.isNaN)) return text;
  if (key === 'ridge') return numbers;
  return numbers.length === 1 ? numbers[0] : text;
}

/**
 * Trains MARS (arXiv 2604.19343): a linear encoder and a stack of memristor blocks, all drawn at random from `seed` and
 * left alone, and a ridge readout of the last block's output at the last time step (see `trainReadout`). The same seed
 * gives the same network; the random weights of one layer do not depend on the other layers.
 *
 * `progress` hears of every training series. InputError for options out of range, unlabelled series, missing values,
 * fewer than two series or classes.
 */
export function trainMars(
  train: SeriesSet,
  options: MarsOptions,
  seed: number,
  progress?: (done: number, of: number) => void,
): Network {
  const settings = check(marsOptions, options, 'MARS options');
  refuseUnlabelled(train);
  const { units, omega, beta } = settings;
  const uniform = (range: number, size: number, ...purpose: string[]): Float64Array => {
    const stream = randomStream(seed, 'mars', ...purpose);
    return Float64Array.from({ length: size }, (_, i) => range * (2 * stream.uniform(i) - 1));
  };
  const weights = (name: string, cols: number, range: number): Matrix =>
    matrix(units, cols, uniform(range, units * cols, name, 'weights'));

  const encoderScale = settings.encoderScale ?? 1 / Math.sqrt(train.channels);
  const encoder: Layer = {
    type: 'linear',
    name: 'encoder',
    weights: weights('encoder', train.channels, encoderScale),
  };
  const blocks = Array.from({ length: settings.blocks }, (_, i): Layer => {
    const name = `block${i + 1}`;
    return {
      type: 'mars-block',
      name,
      weights: weights(name, units, omega),
      bias: uniform(beta, units, name, 'bias'),
      rescale: { ...rescaleBounds, steepness: settings.steepness },
      memristor: {
        rates: milanoRates,
        step: settings.delta,
        retention: settings.gamma,
        integrator: settings.integrator,
      },
    };
  });

  const input = { channels: train.channels, normalize: settings.normalize };
  const body = [encoder, ...blocks];
  const features = marsFeatures({ input, layers: body }, train, progress);
  const { readout } = trainReadout(features, train, settings.ridge, settings.folds);
  const name = `MARS ${train.name}`;
  return { name, input, layers: [...body, readout], calibration: takeEvenly(train, settings.calibration) };
}

/** Some series of a set, evenly spaced over it, without their labels. */
function takeEvenly(set: SeriesSet, wanted: number): SeriesSet {
  const size = Math.min(wanted, set.series.length);
  const series = Array.from({ length: size }, (_, i): Series => {
    return { ...set.series[Math.floor((i * set.series.length) / size)]!, label: -1 };
  });
  return { name: set.name, channels: set.channels, classes: [], series };
}
