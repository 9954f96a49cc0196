import { appendFileSync, existsSync } from 'node:fs';
import { type ZodType, z } from 'zod';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { readText, writeWhole } from '../edge/files.js';

/** Job files of one command. */
export interface JobKind<Identity extends object, Entry> {
  /** The command, as the first line of the file says it. */
  readonly what: string;
  /** What every part of the identity is called in messages. */
  readonly names: Record<keyof Identity, string>;
  readonly entry: ZodType;
  /** Whether an entry of an earlier run is of use for this one. */
  readonly isKept: (entry: Entry) => boolean;
}

export interface JobFile<Entry> {
  /** Those of earlier runs. */
  readonly kept: readonly Entry[];
  append(entry: Entry): void;
}

/**
 * Opens a job file, or begins one: a line of JSON that says what it is of, and a line for each entry, added as it comes.
 * A last line that was cut short is left out. InputError where the file is none, is damaged or is of another run.
 */
export function openJobFile<Identity extends object, Entry>(
  path: string,
  kind: JobKind<Identity, Entry>,
  identity: Identity,
): JobFile<Entry> {
  const kept = existsSync(path) ? readJobFile(path, kind, identity) : [];
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  writeWhole(path, [line({ job: kind.what, ...identity }), ...kept.map(line)].join(''));
  return { kept, append: entry => appendFileSync(path, line(entry), { flush: true }) };
}

function readJobFile<Identity extends object, Entry>(
  path: string,
  { what, names, entry, isKept }: JobKind<Identity, Entry>,
  identity: Identity,
): Entry[] {
  const parse = (line: number, text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      const found = `found ${JSON.stringify(text.slice(0, 40))}`;
      return reject(`${path}, line ${line}`, found, `expected a job file of ${what}`);
    }
  };
  const [first = '', ...rest] = readText(path).split('\n').slice(0, -1);
  const header = z.looseObject({ job: z.literal(what, `expected "${what}"`) });
  const made: Record<PropertyKey, unknown> = check(header, parse(1, first), path);
  for (const key of Object.keys(names) as (keyof Identity)[])
    if (made[key] !== identity[key])
      reject(
        path,
        `${names[key]} was ${JSON.stringify(made[key])}, now it is ${JSON.stringify(identity[key])}`,
        'expected a job file of this very run, or a new name for one',
      );
  const entries = rest.map((text, k) => {
    const value = parse(k + 2, text);
    check(entry, value, `${path}, line ${k + 2}`);
    return value as Entry;
  });
  return entries.filter(isKept);
}
