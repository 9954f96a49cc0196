import type { ZodType, z } from 'zod';
import { reject } from './error.js';

/** Checks parsed JSON against a zod schema; the first issue becomes an `InputError` that names file and path in it. */
export function check<T extends ZodType>(schema: T, value: unknown, file: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const at = issue.path.reduce<string>(
    (path, key) => path + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
    '',
  );
  const found = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
  return reject(at ? `${file}: ${at.slice(1)}` : file, `found ${shown}`, issue.message);
}
