import { reject } from '../edge/error.js';
import { alignClasses, refuseMissing, refuseUnlabelled } from '../models/data/labels.js';
import type { Layout } from '../models/data/layout.js';
import { readSeriesSet } from '../models/data/read.js';
import type { SeriesSet } from '../models/series.js';

/** Reads series without gaps, of as many channels as `like` has. InputError names the file. */
export function readData(path: string, like?: Pick<SeriesSet, 'channels'>, layout?: Layout): SeriesSet {
  const set = readSeriesSet(path, layout);
  if (like && set.channels !== like.channels)
    return reject(path, `found series of ${set.channels} channels`, `expected ${like.channels}`);
  refuseMissing(set, path);
  return set;
}

/** As `readData`, for labelled series; the labels count in the list of classes of `like`. */
export function readLabelled(path: string, like?: Pick<SeriesSet, 'channels' | 'classes'>, layout?: Layout): SeriesSet {
  const set = readData(path, like, layout);
  refuseUnlabelled(set, path);
  return like ? alignClasses(like, set, path) : set;
}

/** What data for a network must look like. */
export const shapeOf = (network: {
  readonly input: { readonly channels: number };
  readonly classes: readonly string[];
}): Pick<SeriesSet, 'channels' | 'classes'> => ({ channels: network.input.channels, classes: network.classes });
