import { z } from 'zod';
import { reject } from '../../edge/error.js';
import type { Reservoir } from './reservoir.js';
import { checkOptions } from './train.js';

/** Values of settings by name, unchecked. */
export type Settings = Readonly<Record<string, Setting>>;
type Setting = number | string | readonly (number | string)[];

/** At most so many combinations of lists. */
const mostCombinations = 10_000;

/**
 * Parses settings such as `["units=100", "delta=0.05,0.1", "ridge=1e-3,1e-2"]` into every combination of their values, the
 * penalties, which are a list by nature, left together. InputError for an unknown or repeated key and for values out of
 * range.
 */
export function parseSettings(reservoir: Reservoir, texts: readonly string[], where = '--set'): Settings[] {
  const keys = settingNames(reservoir);
  const lists = new Map<string, Setting[]>();
  for (const text of texts) {
    const [, key, value] =
      /^(\w+)=([^=]+)$/.exec(text) ??
      reject(where, `found ${text}`, `expected key=value, with ${where} for each setting`);
    if (!keys.includes(key!)) reject(where, `unknown setting ${key}`, `expected one of ${keys.join(', ')}`);
    if (lists.has(key!)) reject(where, `found ${key} twice`, 'expected it once');
    const values = value!.split(',').map(settingValue);
    lists.set(key!, key === 'ridge' ? [values] : values);
  }
  const combinations = [...lists].reduce<Settings[]>(
    (sofar, [key, values]) => sofar.flatMap(one => values.map(value => ({ ...one, [key]: value }))),
    [{}],
  );
  if (combinations.length > mostCombinations)
    reject(where, `found ${combinations.length} combinations`, `expected at most ${mostCombinations}`);
  for (const one of combinations) checkOptions(reservoir, one, where);
  return combinations;
}

/** The names of a reservoir's settings. */
function settingNames({ options }: Reservoir): string[] {
  return options instanceof z.ZodObject ? Object.keys(options.shape) : [];
}

/** A number where the text is one, else the text itself, which the schema then judges. */
function settingValue(text: string): number | string {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
