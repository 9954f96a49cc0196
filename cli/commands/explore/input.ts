import { presetOf } from '../../../compiler/cost/peripherals.js';
import { readDescription, resolveHardware } from '../../../compiler/hardware-file.js';
import { InputError, reject } from '../../../edge/error.js';
import { loadUnits, type QuantityParser } from '../../../edge/quantity.js';
import type { SweepWork } from '../../../sim/sweep.js';
import { hashOf, readWork } from '../../chip-work.js';
import { chipSeeds } from '../../options.js';
import { readTime } from '../run/run.js';
import { type AxisValue, parseAxis, requireAxis, requireOtherPlaces, type SweepAxis, timeAxis, withAxisValue } from '../sweep/axis.js'; // biome-ignore format: one thing
import type { ExploreCommandOptions } from './explore.js';
import type { ExploreIdentity } from './job.js';

/** One combination of values. */
export interface Design {
  /** One of each axis. */
  readonly values: readonly AxisValue[];
  /** Its hardware as a file would have it, and the file or preset it began from. */
  readonly description: unknown;
  readonly file: string;
  /** Names the description, by what stands in it. */
  readonly id: string;
}

/** All designs, and the chips that each is tried with. */
export interface DesignSpace {
  readonly axes: readonly SweepAxis[];
  /** Values of the last axis vary fastest. */
  readonly designs: readonly Design[];
  readonly seeds: readonly number[];
  /** s since programming, rising. */
  readonly times: readonly number[];
}

/** Descriptions that designs begin from: the one parameter that is not in the hardware file. */
const hardwareAxis = 'hardware';

/** More designs, or chips of them, would take days; they are a slip of the keyboard. */
const mostDesigns = 10_000;
const mostDesignChips = 100_000;

interface Base {
  readonly file: string;
  readonly description: unknown;
}

/** All that an exploration is told, read and checked. InputError names the option or file that cannot be used. */
export async function readExplore(
  networkFile: string,
  options: ExploreCommandOptions,
  note: (text: string) => void,
): Promise<{ space: DesignSpace; work: SweepWork; parse: QuantityParser; identity: ExploreIdentity }> {
  const parse = await loadUnits();
  const axes = readAxes(options.vary, parse);
  const bases = basesOf(axes, options.hardware);
  for (const { file, description } of bases) {
    const names = resolveHardware(description, file, parse).peripherals.map(choice => presetOf(choice).name);
    if (options.peripherals !== undefined && !names.includes(options.peripherals))
      reject(
        '--peripherals',
        `found ${JSON.stringify(options.peripherals)}`,
        `expected one that ${file} has: ${names.join(', ')}`,
      );
  }
  for (const axis of axes) requireSomewhere(axis, axes, bases, parse);
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > mostDesigns) reject('--vary', `found ${count} designs`, `expected at most ${mostDesigns}`);
  if (count * options.seeds > mostDesignChips)
    reject(
      '--seeds',
      `found ${count * options.seeds} chips of ${count} designs`,
      `expected at most ${mostDesignChips}`,
    );
  const seeds = chipSeeds(options.seed, options.seeds);
  const times = [...new Set([0, await readTime(options.time)])];
  const { work, identity } = await readWork(networkFile, options, note, options.samples);
  return {
    space: { axes, designs: designsOf(axes, bases), seeds, times },
    ...{ work, parse },
    identity: { ...identity, times: times.join() },
  };
}

function readAxes(texts: readonly string[], parse: QuantityParser): SweepAxis[] {
  const axes = texts.map(text => parseAxis(text, parse, '--vary'));
  axes.forEach((axis, k) => {
    if (axis.name === timeAxis)
      reject('--vary', `found ${JSON.stringify(axis.text)}`, 'expected a parameter of the hardware; an age is --time');
    for (const other of axes.slice(0, k)) requireOtherPlaces(axis, other, '--vary', `--vary ${other.name}`);
  });
  return axes.map(axis => (axis.name === hardwareAxis ? { ...axis, paths: [] } : axis));
}

/** The descriptions that the axis of hardware names, or the one of `--hardware`. */
function basesOf(axes: readonly SweepAxis[], hardware: string | undefined): Base[] {
  const named = axes.find(({ name }) => name === hardwareAxis)?.values.map(({ written }) => String(written));
  if (named && hardware !== undefined)
    reject(
      '--hardware',
      `found ${hardware} with --vary ${hardwareAxis}=…`,
      'expected one or the other: each names what designs begin from',
    );
  const files = named ?? (hardware === undefined ? [] : [hardware]);
  if (files.length === 0)
    reject('--hardware', 'found none', 'expected a description that designs begin from, or --vary hardware=…');
  return files.map(file => ({ file, description: readDescription(file) }));
}

/** InputError where none of the bases, with the first values of all axes, can have all values of an axis. */
function requireSomewhere(
  axis: SweepAxis,
  axes: readonly SweepAxis[],
  bases: readonly Base[],
  parse: QuantityParser,
): void {
  const causes: InputError[] = [];
  for (const { description } of bases) {
    const whole = axes.reduce((changed, one) => withAxisValue(changed, one, one.values[0]!), description);
    try {
      requireAxis(axis, whole, parse, '--vary');
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      causes.push(cause);
    }
  }
  if (causes.length === bases.length) throw causes[0];
}

function designsOf(axes: readonly SweepAxis[], bases: readonly Base[]): Design[] {
  const place = axes.findIndex(({ name }) => name === hardwareAxis);
  const combinations = axes.reduce<readonly (readonly AxisValue[])[]>(
    (before, { values }) => before.flatMap(some => values.map(value => [...some, value])),
    [[]],
  );
  return combinations.map(values => {
    const base = bases[place < 0 ? 0 : axes[place]!.values.indexOf(values[place]!)]!;
    const description = axes.reduce((changed, axis, k) => withAxisValue(changed, axis, values[k]!), base.description);
    return { values, description, file: base.file, id: hashOf(description) };
  });
}

/** "bits = 4, mapping.signs = dummy column" */
export const designName = (axes: readonly SweepAxis[], { values }: Design): string =>
  axes.map(({ name }, k) => `${name} = ${values[k]!.label}`).join(', ');
