import { readDescription, resolveHardware } from '../../../compiler/hardware-file.js';
import { reject } from '../../../edge/error.js';
import { loadUnits, type QuantityParser } from '../../../edge/quantity.js';
import { hashOf, readWork } from '../../chip-work.js';
import { chipSeeds } from '../../options.js';
import { readTime } from '../run/run.js';
import { readAxis, requireOtherPlaces, timeAxis } from './axis.js';
import type { SweepIdentity } from './job.js';
import type { SweepPlan, SweepSource } from './run.js';
import type { SweepCommandOptions } from './sweep.js';

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
  const { work, identity } = await readWork(networkFile, options, note);
  const { x, y, time } = plan;
  const isOverTime = x.name === timeAxis || y?.name === timeAxis;
  return {
    plan,
    source: { work, description, name, file: options.hardware, parse },
    identity: {
      ...identity,
      hardware: hashOf(description),
      ...{ x: x.name, y: y?.name ?? null, timeSeconds: isOverTime ? null : time },
    },
  };
}

async function readPlan(options: SweepCommandOptions, description: unknown, parse: QuantityParser): Promise<SweepPlan> {
  const x = readAxis(options.x, description, parse, '--x');
  const y = options.y === undefined ? undefined : readAxis(options.y, description, parse, '--y');
  if (y) requireOtherPlaces(y, x, '--y', '--x');
  if (options.time !== undefined && [x, y].some(axis => axis?.name === timeAxis))
    reject('--time', `found ${JSON.stringify(options.time)}`, 'expected none where time is on an axis');
  const seeds = chipSeeds(options.seed, options.seeds);
  return { x, y, seeds, time: await readTime(options.time) };
}
