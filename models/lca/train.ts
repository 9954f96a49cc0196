import { reject } from '../../edge/error.js';
import type { Matrix } from '../../numeric/matrix.js';
import { deviation, mean } from '../../numeric/statistics.js';
import { stepSeries } from '../images/image.js';
import type { ImageInputs } from '../images/inputs.js';
import type { LcaLayer, Network } from '../network.js';
import { coderCodes, coderReconstructions } from './coder.js';
import { usualStep } from './dictionary.js';
import { activeShare, energiesOf, signalToNoise } from './energy.js';
import { type LearnOptions, learnDictionary } from './learn.js';
import type { Threshold } from './threshold.js';

/** How a coder is trained, and what it is then. */
export interface CoderOptions extends Pick<LearnOptions, 'atoms' | 'rate' | 'seed' | 'start' | 'progress'> {
  readonly name: string;
  readonly threshold: Omit<Threshold, 'level'> & {
    /** λ; default: the standard deviation of the pixels of the inputs. */
    readonly level?: number | undefined;
  };
  readonly form: LcaLayer['form'];
  /** Of the coder. */
  readonly iterations: number;
  /** For the codes of a batch while it learns, at most; default 50. They are too few where L is large: see `learnDictionary`. */
  readonly learningIterations?: number | undefined;
  readonly batches: number;
  /** Inputs in a batch. */
  readonly batchSize: number;
}

export interface TrainedCoder {
  /** A sparse coder as its only layer, with step 1/L, and a few inputs to calibrate converters with. */
  readonly network: Network;
  readonly coder: LcaLayer;
  /** How many atoms were replaced while learning. */
  readonly replaced: number;
}

const calibrationInputs = 32;
/** Where in the list of inputs those begin that nothing is learned from. */
const unlearned = 2 ** 40;

/** Trains a sparse coder for images: a dictionary (`learnDictionary`) and what the LCA needs to code with it. InputError for inputs of one value. */
export function trainCoder(inputs: ImageInputs, options: CoderOptions): TrainedCoder {
  const { name, form, iterations, learningIterations = 50, batches, batchSize } = options;
  const spread = deviation(inputs.draw(unlearned, 1000).data);
  if (!(spread > 0)) reject(name, 'found the same value in all pixels of all inputs', 'expected some that differ');
  const { level = spread } = options.threshold;
  const threshold = { ...options.threshold, level };
  const { atoms, replaced } = learnDictionary(batch => inputs.draw(batch * batchSize, batchSize), {
    ...{ atoms: options.atoms, seed: options.seed, start: options.start },
    ...{ rate: options.rate, progress: options.progress },
    ...{ threshold, batches, iterations: learningIterations },
  });
  const coder: LcaLayer = {
    ...{ type: 'lca', name: 'coder', weights: atoms, threshold, step: usualStep(atoms), iterations, form },
  };
  const network: Network = {
    name,
    input: { channels: atoms.cols, normalize: 'none', image: inputs.size },
    layers: [coder],
    calibration: stepSeries(inputs.draw(unlearned + 1000, calibrationInputs), name),
  };
  return { network, coder, replaced };
}

/** How well a coder does its work. */
export interface CoderQuality {
  readonly inputs: number;
  /** ½‖s − Φa‖² + C(a), mean over the inputs. */
  readonly energy: number;
  /** Of the reconstructions, dB. */
  readonly psnr: number;
  /** Share of coefficients that are not 0. */
  readonly active: number;
  /** Atoms that no code uses. */
  readonly unused: number;
}

/** Codes `inputs` as the coder does and measures what came of it; `peak` is the range of their pixels. */
export function coderQuality(coder: LcaLayer, inputs: Matrix, peak: number): CoderQuality {
  const { weights, windows, threshold } = coder;
  const { codes } = coderCodes(coder, inputs);
  const found = coderReconstructions(weights, windows, codes);
  const used = new Set<number>();
  codes.data.forEach((a, k) => {
    if (a !== 0) used.add(k % weights.rows);
  });
  return {
    inputs: inputs.rows,
    energy: mean(energiesOf(inputs, found, codes, threshold)),
    psnr: signalToNoise(inputs.data, found.data, peak),
    active: activeShare(codes),
    unused: weights.rows - used.size,
  };
}

/** Inputs that a coder trained on this list has not learned from, unless the list is a choice from few images. */
export const unlearnedInputs = (inputs: ImageInputs, count: number): Matrix => inputs.draw(unlearned, count);
