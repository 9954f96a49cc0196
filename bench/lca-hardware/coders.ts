import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reject } from '../../edge/error.js';
import type { Image } from '../../models/images/image.js';
import { type ImageInputs, patchInputs, wholeInputs } from '../../models/images/inputs.js';
import { readImages } from '../../models/images/read.js';
import { type CoderOptions, trainCoder } from '../../models/lca/train.js';
import type { LcaLayer, Network } from '../../models/network.js';
import { readNetwork, writeNetwork } from '../../models/network-file.js';
import type { SeriesSet } from '../../models/series.js';
import { progress } from '../progress.js';
import { meanAndSpots } from './spots.js';

const data =
  process.env.OHMWEAVE_DATA ??
  reject('OHMWEAVE_DATA', 'is not set', 'expected the folder of images-natural and mnist-subset');

/** Pixels along a side of natural patches. */
export const side = 12;

/** The digits of MNIST that are learned from, and those that are coded. */
export const digitFiles = {
  train: join(data, 'mnist-subset', 'train5k-images-idx3-ubyte.gz'),
  test: join(data, 'mnist-subset', 'test2k-images-idx3-ubyte.gz'),
};

/** Natural pictures: every fourth is kept, and nothing is learned or chosen from it. */
export function pictures(): { readonly learned: readonly Image[]; readonly kept: readonly Image[] } {
  const all = readImages(join(data, 'images-natural'));
  return { learned: all.filter((_, k) => k % 4 !== 1), kept: all.filter((_, k) => k % 4 === 1) };
}

/** Of the pixels of MNIST's digits: Lava's tutorial on the LCA takes their mean off them and divides by their deviation. */
const pixelMean = 0.1307;
const pixelDeviation = 0.3081;

/** The range of the pixels of standardised digits. */
export const standardPeak = 1 / pixelDeviation;

const standardised = (pixels: Float64Array): Float64Array => pixels.map(pixel => (pixel - pixelMean) / pixelDeviation);

/** How that tutorial codes: τ = 2⁻⁷, 1024 steps. */
export const tutorial = { stepExponent: -7, iterations: 1024 };

export const standardSeries = (set: SeriesSet): SeriesSet => ({
  ...set,
  series: set.series.map(one => ({ ...one, values: standardised(one.values) })),
});

const standardDigits = (): Image[] =>
  readImages(digitFiles.train).map(image => ({ ...image, pixels: standardised(image.pixels) }));

interface Recipe {
  readonly atoms: number;
  /** λ; the deviation of the inputs where it is not given. */
  readonly level?: number;
  readonly batches: number;
  readonly inputs: () => ImageInputs;
  /** What makes it another than usual. */
  readonly learning?: () => Pick<CoderOptions, 'start' | 'rate' | 'learningIterations'>;
}

/** Standardised digits in as many atoms as pixels, at the λ of Lava's tutorial. */
const standardRecipe = { atoms: 784, level: 0.1, batches: 50, inputs: () => wholeInputs(standardDigits(), 1) };

/** From atoms that few suffice of, and not too far away from them. */
const fromSpots = () => ({ start: meanAndSpots(standardDigits(), 784), rate: { first: 0.1, last: 0.02 } });

/** Every dictionary of this bench, learned in batches of 200 inputs with seed 1. */
const recipes = {
  /** Patches of whitened pictures. */
  whitened: {
    atoms: 256,
    batches: 400,
    inputs: () => patchInputs(pictures().learned, { side, cutoff: 0.4, seed: 1 }),
  },
  /** Patches of pictures as they are. */
  raw: {
    atoms: 256,
    batches: 400,
    inputs: () => patchInputs(pictures().learned, { side, cutoff: undefined, seed: 1 }),
  },
  digits: { atoms: 256, batches: 200, inputs: () => wholeInputs(readImages(digitFiles.train), 1) },
  standardDigits: { ...standardRecipe, learning: () => ({ ...fromSpots(), learningIterations: 200 }) },
  /** What each thing in that recipe is good for: its start, its rounds, and the usual way. */
  standardSpots: { ...standardRecipe, batches: 0, learning: fromSpots },
  standardFewRounds: { ...standardRecipe, learning: fromSpots },
  standardFromNoise: standardRecipe,
} satisfies Readonly<Record<string, Recipe>>;

export type CoderName = keyof typeof recipes;

/** A network of a sparse coder alone: read from `folder`, or else learned and written there. */
export function coderNetwork(name: CoderName, folder: string): Network {
  const file = join(folder, `lca-${name}.json`);
  if (existsSync(file)) return readNetwork(file);
  const { atoms, batches, inputs, level, learning }: Recipe = recipes[name];
  const { network } = trainCoder(inputs(), {
    ...{ name, atoms, batches, batchSize: 200, form: 'gram', iterations: 100, seed: 1 },
    threshold: { shape: 'soft', signs: 'both', level },
    ...learning?.(),
    progress: (done, of) => progress(`dictionary ${name}: ${done} of ${of} batches`),
  });
  mkdirSync(folder, { recursive: true });
  writeNetwork(network, file);
  return network;
}

/** The coder of such a network. */
export function coderLayer({ name, layers }: Network): LcaLayer {
  const coder = layers[0];
  return coder?.type === 'lca' ? coder : reject(name, 'found another first layer', 'expected a sparse coder');
}

/** The same network with changes to its coder. */
export const withCoder = (network: Network, changes: Partial<LcaLayer>): Network => ({
  ...network,
  layers: [{ ...coderLayer(network), ...changes }, ...network.layers.slice(1)],
});
