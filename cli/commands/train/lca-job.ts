import { reject } from '../../../edge/error.js';
import { accuracy, predict } from '../../../models/classify.js';
import { alignClasses, refuseUnlabelled } from '../../../models/data/labels.js';
import { readSeriesSet } from '../../../models/data/read.js';
import { networkFeatures, networkScores } from '../../../models/features.js';
import { isIdxImages, labelledSeries } from '../../../models/images/idx-format.js';
import { type Image, stepRows } from '../../../models/images/image.js';
import { type ImageInputs, patchInputs, wholeInputs } from '../../../models/images/inputs.js';
import { readImages } from '../../../models/images/read.js';
import {
  type CoderOptions,
  type CoderQuality,
  coderQuality,
  trainCoder,
  unlearnedInputs,
} from '../../../models/lca/train.js';
import type { Network, Readout } from '../../../models/network.js';
import type { SeriesSet } from '../../../models/series.js';
import { trainReadout } from '../../../models/train-readout.js';
import { affine } from '../../../numeric/product.js';
import type { Report } from '../../progress.js';

export interface TrainCoderInput extends Omit<CoderOptions, 'progress'> {
  /** Files or folders. */
  readonly images: string;
  readonly labels?: string | undefined;
  readonly test?: string | undefined;
  /** Pixels along a side; whole images where it is not given. */
  readonly patch?: number | undefined;
  /** Of whitening, cycles per pixel. */
  readonly cutoff?: number | undefined;
  readonly readout: boolean;
}

export interface TrainCoderOutput {
  readonly network: Network;
  readonly quality: CoderQuality;
  /** Range of the pixels that the PSNR counts from. */
  readonly peak: number;
  readonly replaced: number;
  readonly readout: ReadoutFigures | null;
}

export interface ReadoutFigures {
  /** The penalty, and how it did in the cross-validation that chose it. */
  readonly lambda: number;
  readonly cvAccuracy: number;
  readonly trainSeries: number;
  /** Null where there are no test images. */
  readonly test: { readonly series: number; readonly accuracy: number; readonly pixelAccuracy: number } | null;
}

/** Inputs on which the coder is measured. */
const measured = 1000;
/** Of the readouts: thousands of images ask for more than the usual ones, which are for small sets. */
const penalties = [0.1, 1, 10, 100, 1000];

/** Trains a sparse coder and perhaps a readout behind it: what `ohmweave train lca` computes. */
export function trainCoderJob(input: TrainCoderInput, report: Report): TrainCoderOutput {
  const { images: path, patch, cutoff, seed, batches } = input;
  const images = readImages(path);
  const digits = input.readout ? labelledDigits(images, path, input.labels) : undefined;
  const test = digits && input.test !== undefined ? labelledTest(input.test, digits) : undefined;
  const inputs: ImageInputs =
    patch === undefined ? wholeInputs(images, seed) : patchInputs(images, { side: patch, cutoff, seed });
  // The readouts at the end count for as much as the codes they are trained on.
  const work = batches + 2 * (digits?.series.length ?? 0);
  const { network, coder, replaced } = trainCoder(inputs, { ...input, progress: done => report(done, work) });
  const quality = coderQuality(coder, unlearnedInputs(inputs, measured), inputs.peak);
  const made = { quality, peak: inputs.peak, replaced };
  if (!digits) return { network, ...made, readout: null };
  const trained = withReadout(network, digits, done => report(batches + done, work));
  const { lambda, cvAccuracy } = trained;
  return {
    network: trained.network,
    ...made,
    readout: {
      ...{ lambda, cvAccuracy, trainSeries: digits.series.length },
      test: test
        ? {
            series: test.series.length,
            accuracy: accuracy(predict(networkScores(trained.network, test)), test),
            pixelAccuracy: pixelAccuracy(digits, test),
          }
        : null,
    },
  };
}

function labelledDigits(images: readonly Image[], path: string, labels: string | undefined): SeriesSet {
  if (!isIdxImages(path))
    return reject(path, 'has no labels', 'expected …-images-idx3-ubyte with labels beside it for --readout');
  const set = labelledSeries(images, path, labels);
  refuseUnlabelled(set, path);
  return set;
}

function labelledTest(path: string, train: SeriesSet): SeriesSet {
  const set = readSeriesSet(path);
  if (set.channels !== train.channels)
    return reject(path, `found images of ${set.channels} pixels`, `expected ${train.channels}`);
  refuseUnlabelled(set, path);
  return alignClasses(train, set, path);
}

function withReadout(network: Network, set: SeriesSet, progress: (done: number) => void) {
  const { readout, lambda, cvAccuracy } = trainReadout(networkFeatures(network, set, { progress }), set, penalties);
  return { network: { ...network, layers: [...network.layers, readout] }, lambda, cvAccuracy };
}

/** What the same kind of readout makes of the pixels themselves. */
function pixelAccuracy(train: SeriesSet, test: SeriesSet): number {
  const { weights, bias }: Readout = trainReadout(stepRows(train), train, penalties).readout;
  return accuracy(predict(affine(stepRows(test), weights, bias)), test);
}
