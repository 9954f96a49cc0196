import { reject } from '../edge/error.js';
import { alignClasses, refuseMissing, refuseUnlabelled, refuseUnlabelledSteps } from '../models/data/labels.js';
import type { Layout } from '../models/data/layout.js';
import { readSeriesSet } from '../models/data/read.js';
import { refuseOtherThanSpikes } from '../models/execute.js';
import { type Graph, outputNode, requireClasses } from '../models/graph.js';
import { lower } from '../models/lower.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';

/** Reads series without gaps, of as many channels as `like` has, and of spikes where it says so. InputError names the file. */
export function readData(path: string, like?: Pick<DataShape, 'channels' | 'spikes'>, layout?: Layout): SeriesSet {
  const set = readSeriesSet(path, layout);
  if (like && set.channels !== like.channels)
    return reject(path, `found series of ${set.channels} channels`, `expected ${like.channels}`);
  refuseMissing(set, path);
  if (like?.spikes) refuseOtherThanSpikes({ ...set, name: path });
  return set;
}

/** As `readData`, for labelled series; the labels count in the list of classes of `like`. */
export function readLabelled(path: string, like?: DataShape, layout?: Layout): SeriesSet {
  const set = readData(path, like, layout);
  if (like?.labelled === 'step') refuseUnlabelledSteps(set, path);
  else refuseUnlabelled(set, path);
  return like ? alignClasses(like, set, path) : set;
}

/** What labelled data for a network must look like. */
export interface DataShape {
  readonly channels: number;
  /** Where every value must be 0 or 1. */
  readonly spikes?: true;
  readonly classes: readonly string[];
  /** Whether there is one label for each series or for each time step; for each series where nothing is said. */
  readonly labelled?: 'series' | 'step';
}

/** What data for a graph must look like. */
export const shapeOf = (graph: Graph): DataShape => ({
  channels: graph.input.channels,
  ...(graph.input.spikes && { spikes: true }),
  classes: graph.classes,
  labelled: outputNode(graph).domain,
});

/** The same for a network, of which labels are expected. InputError where it makes no class scores. */
export function labelledShape(network: Network): DataShape {
  const graph = lower(network);
  requireClasses(graph);
  return shapeOf(graph);
}
