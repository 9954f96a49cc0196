import { appendFileSync, existsSync } from 'node:fs';
import { z } from 'zod';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { readText, writeWhole } from '../edge/files.js';
import type { TileVerdict } from '../sim/spice/validate.js';

/** What verdicts hold for; those of another run are of no use for this one. */
export interface JobIdentity {
  /** sha-256 of the program. */
  readonly program: string;
  readonly timeSeconds: number;
  readonly tiles: number | 'all';
  readonly vectors: number;
  readonly engine: string;
  /** Which windows stand for tiles. */
  readonly window: string;
  /** Of ohmweave. */
  readonly version: string;
}

export interface ValidateJob {
  /** By index, those of an earlier run that had its currents; what failed is to be tried again. */
  readonly verdicts: ReadonlyMap<number, TileVerdict>;
  append(index: number, verdict: TileVerdict): void;
}

const what = 'ohmweave validate';
const names: Record<keyof JobIdentity, string> = {
  program: 'the program',
  timeSeconds: 'the age of the chip',
  tiles: 'the count of tiles',
  vectors: 'the reads per tile',
  engine: 'the engine',
  window: 'the size of windows',
  version: 'the version of ohmweave',
};

const header = z.looseObject({ job: z.literal(what, `expected "${what}"`) });
const entry = z.object({
  index: z.int().min(0),
  verdict: z.looseObject({
    name: z.string(),
    rows: z.int(),
    cols: z.int(),
    vectors: z.int(),
    window: z.object({ i0: z.int(), i1: z.int(), j0: z.int(), j1: z.int() }).optional(),
    status: z.enum(['agrees', 'differs', 'failed']),
    worst: z.number().nullable(), // NaN, of what failed, is null in JSON
    worstColumn: z.int(),
    worstVector: z.int(),
    enginesApart: z.number().nullable().optional(), // as infinity is
    seconds: z.number(),
    message: z.string().optional(),
  }),
});

/**
 * Opens a job file, or begins one: a line of JSON that says what it is of, and a line for each verdict, added as it comes.
 * A last line that was cut short is left out. InputError where the file is none, is damaged or is of another run.
 */
export function openJob(path: string, identity: JobIdentity): ValidateJob {
  const verdicts = existsSync(path) ? readJob(path, identity) : new Map<number, TileVerdict>();
  const line = (value: object): string => `${JSON.stringify(value)}\n`;
  const kept = [...verdicts].map(([index, verdict]) => line({ index, verdict }));
  writeWhole(path, [line({ job: what, ...identity }), ...kept].join(''));
  return { verdicts, append: (index, verdict) => appendFileSync(path, line({ index, verdict })) };
}

function readJob(path: string, identity: JobIdentity): Map<number, TileVerdict> {
  const [first = '', ...rest] = readText(path).split('\n').slice(0, -1);
  const made = check(header, parse(path, 1, first), path);
  for (const [key, name] of Object.entries(names) as [keyof JobIdentity, string][])
    if (made[key] !== identity[key])
      reject(
        path,
        `${name} was ${JSON.stringify(made[key])}, now it is ${JSON.stringify(identity[key])}`,
        'expected a job file of this very run, or a new name for one',
      );
  const verdicts = new Map<number, TileVerdict>();
  for (const [k, text] of rest.entries()) {
    const value = parse(path, k + 2, text);
    check(entry, value, `${path}, line ${k + 2}`);
    const { index, verdict } = value as { readonly index: number; readonly verdict: TileVerdict };
    if (verdict.status !== 'failed') verdicts.set(index, verdict);
  }
  return verdicts;
}

function parse(path: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return reject(
      `${path}, line ${line}`,
      `found ${JSON.stringify(text.slice(0, 40))}`,
      `expected a job file of ${what}`,
    );
  }
}
