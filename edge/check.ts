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
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
  return reject(at ? `${file}: ${at.slice(1)}` : file, `found ${shown}`, inOurWords(issue));
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
