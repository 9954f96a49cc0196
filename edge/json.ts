/** Anything that JSON can hold; keys with the value undefined are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON to be read by people too: objects and lists broken over lines, a list of numbers or texts on one. Every finite
 * number comes back bit for bit, −0 included.
 */
export function formatJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  const broken = (open: string, parts: readonly string[], close: string): string =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) {
    const parts = value.map(part => formatJson(part, inner));
    return value.every(part => part === null || typeof part !== 'object')
      ? `[${parts.join(', ')}]`
      : broken('[', parts, ']');
  }
  const parts = Object.entries(value).flatMap(([key, part]) =>
    part === undefined ? [] : [`${JSON.stringify(key)}: ${formatJson(part, inner)}`],
  );
  return broken('{', parts, '}');
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
