import { createHash, type Hash } from 'node:crypto';
import { reject } from '../edge/error.js';
import { spreadSeries } from '../models/series.js';
import type { DriftCompensation } from '../sim/compensation.js';
import type { ReadoutTraining } from '../sim/lifetime.js';
import type { SweepWork } from '../sim/sweep.js';
import type { ChipOptions } from './chip-options.js';
import { readCompensation } from './commands/run/run.js';
import { openNetwork } from './open-network.js';
import { noteFewer } from './options.js';
import { labelledShape, readData, readLabelled } from './read-data.js';
import { version } from './version.js';

/** What results of chips hold for, whatever the chips. */
export interface WorkIdentity {
  /** Parts of sha-256 of what was read; null where there is none. */
  readonly network: string;
  readonly data: string;
  readonly train: string | null;
  readonly calibration: string | null;
  readonly readout: ReadoutTraining;
  readonly compensation: DriftCompensation;
  /** Of ohmweave. */
  readonly version: string;
}

/** What its parts are called in messages. */
export const workNames: Record<keyof WorkIdentity, string> = {
  network: 'the network',
  data: 'the test data',
  train: 'the training data',
  calibration: 'the calibration data',
  readout: 'the readout',
  compensation: 'drift compensation',
  version: 'the version of ohmweave',
};

/**
 * The network and the data that all chips are compiled for and run with, of the test series `samples`. InputError names
 * the option or file that cannot be used.
 */
export async function readWork(
  networkFile: string,
  options: ChipOptions,
  note: (text: string) => void,
  samples = Number.POSITIVE_INFINITY,
): Promise<{ work: SweepWork; identity: WorkIdentity }> {
  const network = await openNetwork(networkFile, options.nir, note);
  const { readout, calibration, train, layout } = options;
  const compensation = await readCompensation(options.compensation);
  if (readout !== 'float' && train === undefined)
    reject('--readout', `found ${readout} without --train`, 'expected training series to train it on');
  if (readout === 'float' && train !== undefined)
    reject('--train', `found ${train} for the readout float`, 'expected it with --readout hardware or retrained');
  const shape = labelledShape(network);
  const test = readLabelled(options.data, shape, layout);
  noteFewer(note, '--samples', Number.isFinite(samples) ? samples : undefined, test.series.length);
  const work = {
    network,
    calibration: calibration === undefined ? undefined : readData(calibration, network.input, layout),
    test: spreadSeries(test, samples),
    train: train === undefined ? undefined : readLabelled(train, shape, layout),
    readout,
    compensation,
  };
  const identity = {
    network: hashOf(network),
    data: hashOf(work.test),
    train: work.train ? hashOf(work.train) : null,
    calibration: work.calibration ? hashOf(work.calibration) : null,
    ...{ readout, compensation, version },
  };
  return { work, identity };
}

/** The start of a sha-256 of plain data: what was read counts, not how the file was written. */
export function hashOf(value: unknown): string {
  const hash = createHash('sha256');
  feed(hash, value);
  return hash.digest('hex').slice(0, 16);
}

function feed(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else if (value === null || typeof value !== 'object') hash.update(`${JSON.stringify(value)};`);
  else
    for (const [key, part] of Object.entries(value)) {
      hash.update(`${key}:`);
      feed(hash, part);
    }
}
