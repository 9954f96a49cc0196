import { createHash, type Hash } from 'node:crypto';
import { readDescription, resolveHardware } from '../compiler/hardware-file.js';
import { reject } from '../edge/error.js';
import { loadUnits, type QuantityParser } from '../edge/quantity.js';
import { openNetwork } from './open-network.js';
import { chipSeeds } from './options.js';
import { labelledShape, readData, readLabelled } from './read-data.js';
import { readCompensation, readTime } from './run.js';
import type { SweepCommandOptions } from './sweep.js';
import { readAxis, type SweepAxis, timeAxis } from './sweep-axis.js';
import type { SweepIdentity } from './sweep-job.js';
import type { SweepPlan, SweepSource } from './sweep-run.js';
import { version } from './version.js';

/** All that a sweep is told, read and checked. InputError names the option or file that cannot be used. */
export async function readSweep(
  networkFile: string,
  options: SweepCommandOptions,
  note: (text: string) => void,
): Promise<{ plan: SweepPlan; source: SweepSource; identity: SweepIdentity }> {
  const parse = await loadUnits();
  const description = readDescription(options.hardware);
  const { name } = resolveHardware(description, options.hardware, parse);
  const plan = await readPlan(options, description, parse);
  const network = await openNetwork(networkFile, options.nir, note);
  const { readout, calibration, train, layout } = options;
  const compensation = await readCompensation(options.compensation);
  if (readout !== 'float' && train === undefined)
    reject('--readout', `found ${readout} without --train`, 'expected training series to train it on');
  if (readout === 'float' && train !== undefined)
    reject('--train', `found ${train} for the readout float`, 'expected it with --readout hardware or retrained');
  const shape = labelledShape(network);
  const work = {
    network,
    calibration: calibration === undefined ? undefined : readData(calibration, network.input, layout),
    test: readLabelled(options.data, shape, layout),
    train: train === undefined ? undefined : readLabelled(train, shape, layout),
    readout,
    compensation,
  };
  const { x, y, time } = plan;
  const isOverTime = x.name === timeAxis || y?.name === timeAxis;
  const identity = {
    network: hashOf(network),
    hardware: hashOf(description),
    data: hashOf(work.test),
    train: work.train ? hashOf(work.train) : null,
    calibration: work.calibration ? hashOf(work.calibration) : null,
    ...{ x: x.name, y: y?.name ?? null, timeSeconds: isOverTime ? null : time },
    ...{ readout, compensation, version },
  };
  return { plan, source: { work, description, name, file: options.hardware, parse }, identity };
}

async function readPlan(options: SweepCommandOptions, description: unknown, parse: QuantityParser): Promise<SweepPlan> {
  const x = readAxis(options.x, description, parse, '--x');
  const y = options.y === undefined ? undefined : readAxis(options.y, description, parse, '--y');
  const both = y && (x.name === y.name ? x.name : x.paths.find(path => y.paths.includes(path)));
  if (both !== undefined)
    reject('--y', `found ${JSON.stringify(options.y)}`, `expected another parameter, since --x sets ${both} too`);
  if (options.time !== undefined && [x, y].some(axis => axis?.name === timeAxis))
    reject('--time', `found ${JSON.stringify(options.time)}`, 'expected none where time is on an axis');
  const seeds = chipSeeds(options.seed, options.seeds);
  return { x, y: y as SweepAxis | undefined, seeds, time: await readTime(options.time) };
}

/** The start of a sha-256 of plain data: what was read counts, not how the file was written. */
function hashOf(value: unknown): string {
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
