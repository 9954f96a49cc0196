import type { ZodType, z } from 'zod';
import { reject } from './error.js';

/** Checks parsed JSON against a zod schema; the first issue becomes an `InputError` that names file and path in it. */
export function check<T extends ZodType>(schema: T, value: unknown, file: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0]!);
  const at = issue.path.reduce<string>(
    (path, key) => path + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
    '',
  );
  const found = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const where = at ? `${file}: ${at.slice(1)}` : file;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, value, issue.path);
    return reject(
      where,
      `found the key ${issue.keys.map(key => JSON.stringify(key)).join(', ')}`,
      known.length > 0 ? `expected none but ${known.join(', ')}` : 'expected no keys but those that are described',
    );
  }
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
  return reject(where, `found ${shown}`, inOurWords(issue));
}

/** The keys that a schema knows of the record at a path. */
function keysAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [step, ...rest] = path;
  const below = (part: z.core.$ZodType): readonly string[] =>
    keysAt(part, (value as Record<PropertyKey, unknown>)[step!], rest);
  switch (def.type) {
    case 'object':
      return step === undefined
        ? Object.keys(def.shape)
        : def.shape[String(step)]
          ? below(def.shape[String(step)]!)
          : [];
    case 'array':
      return step === undefined ? [] : below(def.element);
    case 'record':
      return step === undefined ? [] : below(def.valueType);
    case 'optional':
    case 'default':
    case 'readonly':
    case 'nullable':
      return keysAt(def.innerType, value, path);
    case 'pipe':
      return keysAt(def.in, value, path);
    case 'union':
      return [...new Set(formsFor(def, value).flatMap(form => keysAt(form, value, path)))];
    default:
      return [];
  }
}

/** The forms that a value may have: of several that a key tells apart, the one that it names. */
function formsFor(
  def: z.core.$ZodUnionDef & { readonly discriminator?: string },
  value: unknown,
): readonly z.core.$ZodType[] {
  const { options, discriminator } = def;
  if (discriminator === undefined) return options;
  const named = (value as Record<string, unknown>)[discriminator];
  return options.filter(option => option._zod.propValues?.[discriminator]?.has(named as z.core.util.Primitive));
}

/** What would be right, where a schema gives no words of its own for a bound or a type. */
function inOurWords(issue: z.core.$ZodIssue): string {
  const choices = /^Invalid (?:option: expected one of|discriminator value. Expected) (.*)$/.exec(issue.message)?.[1];
  if (choices !== undefined)
    return `expected ${choices
      .replaceAll(/ ?\| ?'undefined'|'undefined' ?\| ?/g, '')
      .replaceAll(/ ?\| ?/g, ' or ')
      .replaceAll("'", '"')}`;
  const words = /^(?:Too small|Too big|Invalid input): expected (.*)$/.exec(issue.message)?.[1];
  if (words === undefined) return issue.message;
  const right = words
    .replace(/, received .*$/, '')
    .replace(/^int$/, 'a whole number')
    .replace(/^(number|string|boolean)/, 'a $1');
  return `expected ${right.replace(' to be ', ' ').replace('>=', '≥ ').replace('<=', '≤ ')}`;
}

/** Where a value fits none of several forms, the issue inside the form that it got furthest into. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap(form => form.slice(0, 1)).sort((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > 0 ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}
