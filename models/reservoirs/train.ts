import type { z } from 'zod';
import { check } from '../../edge/check.js';
import type { Matrix } from '../../numeric/matrix.js';
import { refuseUnlabelled } from '../data/labels.js';
import { networkFeatures } from '../features.js';
import type { Network } from '../network.js';
import type { Series, SeriesSet } from '../series.js';
import { type TrainedReadout, trainReadout } from '../train-readout.js';
import { drawFor, type Reservoir, type TrainingSettings } from './reservoir.js';

/** A trained reservoir, and how its readout did in the cross-validation that chose its penalty. */
export interface TrainedReservoir extends Omit<TrainedReadout, 'readout'> {
  readonly network: Network;
}

/**
 * Trains a reservoir: layers drawn at random from `seed` and left alone, and a ridge readout of what the last of them
 * makes of each series (see `trainReadout`). The same seed gives the same network; the random weights of one layer do not
 * depend on the other layers.
 *
 * `progress` hears how many of the training series are done. InputError for options out of range, unlabelled series, missing values,
 * fewer than two series or classes.
 */
export function trainReservoir<Options extends z.ZodType>(
  reservoir: Reservoir<Options>,
  train: SeriesSet,
  options: z.input<Options>,
  seed: number,
  progress?: (done: number, of: number) => void,
): TrainedReservoir {
  const settings = checkOptions(reservoir, options);
  const { ridge, folds, calibration } = settings;
  const { body, features } = reservoirFeatures(reservoir, train, options, seed, progress);
  const { readout, ...chosen } = trainReadout(features, train, ridge, folds);
  const network: Network = {
    name: `${reservoir.name.toUpperCase()} ${train.name}`,
    input: body.input,
    layers: [...body.layers, { ...readout, feature: settings.feature }],
    calibration: takeEvenly(train, calibration),
  };
  return { network, ...chosen };
}

/** The layers before the readout, and what it would see of a training set. */
export function reservoirFeatures<Options extends z.ZodType>(
  reservoir: Reservoir<Options>,
  train: SeriesSet,
  options: z.input<Options>,
  seed: number,
  progress?: (done: number, of: number) => void,
): { readonly body: Pick<Network, 'input' | 'layers'>; readonly features: Matrix } {
  const settings = checkOptions(reservoir, options);
  refuseUnlabelled(train);
  const input = { channels: train.channels, normalize: settings.normalize };
  const layers = reservoir.layers(settings, train.channels, drawFor(reservoir.name, seed));
  const body = { input, layers };
  return { body, features: networkFeatures(body, train, { progress, feature: settings.feature }) };
}

/** Settings with their defaults. InputError names the one that is out of range. */
export function checkOptions<Options extends z.ZodType>(
  { name, options }: Reservoir<Options>,
  given: z.input<Options>,
  where = `${name.toUpperCase()} options`,
): z.output<Options> & TrainingSettings {
  return check(options, given, where) as z.output<Options> & TrainingSettings;
}

/** Some series of a set, evenly spaced over it, without their labels. */
function takeEvenly(set: SeriesSet, wanted: number): SeriesSet {
  const size = Math.min(wanted, set.series.length);
  const series = Array.from({ length: size }, (_, i): Series => {
    return { ...set.series[Math.floor((i * set.series.length) / size)]!, label: -1 };
  });
  return { name: set.name, channels: set.channels, classes: [], series };
}
