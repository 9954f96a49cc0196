import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import type { Image } from '../images/image.js';
import { type Centred, centred, drawPatches } from '../images/patches.js';
import { reconstructions } from './code.js';
import { activeShare, signalToNoise } from './energy.js';

/** Patches with noise on them. */
export interface NoisyPatches {
  /** Patches × pixels, from 0 to 1. */
  readonly clean: Matrix;
  readonly noisy: Matrix;
  /** Standard deviation of the noise, which is Gaussian and not clipped. */
  readonly deviation: number;
}

/** How patches are drawn and made noisy; patches and noise of the same seed are the same for every `deviation`. */
export interface NoisyPatchOptions {
  /** Pixels along a side. */
  readonly side: number;
  readonly count: number;
  readonly deviation: number;
  readonly seed: number;
}

export function noisyPatches(
  images: readonly Image[],
  { side, count, deviation, seed }: NoisyPatchOptions,
): NoisyPatches {
  const clean = drawPatches(images, count, { size: side, seed });
  const noise = new Float64Array(clean.data.length);
  randomStream(seed, 'noise').fillNormal(noise, 0);
  const noisy = clean.data.map((value, k) => value + deviation * noise[k]!);
  return { clean, noisy: matrix(clean.rows, clean.cols, noisy), deviation };
}

/** What is taken away: noisy patches, and what codes them in which dictionary at which threshold. */
export interface DenoiseTask extends NoisyPatches {
  /** atoms × pixels. */
  readonly atoms: Matrix;
  /** λ. */
  readonly level: number;
}

/** Codes (inputs × atoms) of inputs without their mean, at a threshold: the LCA in float64, or a chip. */
export type Coder = (inputs: Matrix, level: number) => Matrix;

export interface Denoised {
  readonly deviation: number;
  readonly level: number;
  /** PSNR (dB, peak 1) of the noisy patches, and of Φa with the means of the noisy patches put back. */
  readonly before: number;
  readonly after: number;
  /** Share of coefficients that are not 0. */
  readonly active: number;
}

/** Denoises patches by coding them: what has no sparse code is lost, and most of noise has none. */
export function denoise(task: DenoiseTask, code: Coder): Denoised {
  const { clean, noisy, atoms, deviation, level } = task;
  const { rows, means } = centred(noisy);
  const codes = code(rows, level);
  const found = withMeans({ rows: reconstructions(atoms, codes), means });
  return {
    ...{ deviation, level },
    before: signalToNoise(clean.data, noisy.data, 1),
    after: signalToNoise(clean.data, found, 1),
    active: activeShare(codes),
  };
}

/**
 * The factor c among some with which λ = c·σ denoises best: the largest PSNR afterwards, mean over `patches`, which are to be
 * others than those that are reported.
 */
export function chooseFactor(
  atoms: Matrix,
  patches: readonly NoisyPatches[],
  factors: readonly number[],
  code: Coder,
): number {
  const gains = factors.map(factor =>
    patches.reduce((sum, some) => sum + denoise({ ...some, atoms, level: factor * some.deviation }, code).after, 0),
  );
  return factors[gains.indexOf(Math.max(...gains))]!;
}

const withMeans = ({ rows: { cols, data }, means }: Centred): Float64Array =>
  data.map((value, k) => value + means[Math.floor(k / cols)]!);
