import { z } from 'zod';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import type { QuantityParser } from '../edge/quantity.js';
import { hardwareSchema } from './hardware-schema.js';

/** A value of a hardware description, as JSON holds it: `4`, `"0.35 ohm"`, `"fill"`. */
export type DescriptionValue = number | string | boolean;

/** Names for several places that are usually changed together; each stands for all of them. */
export const together: Readonly<Record<string, readonly string[]>> = {
  bits: ['dac.bits', 'adc.bits'],
  noise: ['device.noise'],
  'array.size': ['array.rows', 'array.columns'],
  'array.lineResistance': ['array.wordLineResistance', 'array.bitLineResistance'],
};

/** The places of the hardware file that a name stands for. */
export const pathsNamed = (name: string): readonly string[] =>
  Object.hasOwn(together, name) ? together[name]! : [name];

/** A hardware description, as it is written, with another value at one path such as `adc.bits`. */
export function changeDescription(description: unknown, path: string, value: DescriptionValue): unknown {
  const change = (part: unknown, [key, ...rest]: readonly string[]): unknown =>
    key === undefined ? value : { ...(part as object), [key]: change((part as Record<string, unknown>)?.[key], rest) };
  return change(description, path.split('.'));
}

/** Not about hardware. */
const words: readonly string[] = ['$schema', 'name', 'description'];

/**
 * Refuses, in the words of the hardware file's schema, the first of some values that a description cannot have at `path`,
 * whatever stands elsewhere in it; `where` says where the user gave them.
 */
export function requireChanges(
  description: unknown,
  path: string,
  values: readonly DescriptionValue[],
  parse: QuantityParser,
  where: string,
): void {
  const schema = hardwareSchema(parse);
  const paths = pathsOf(z.toJSONSchema(schema, { io: 'input' }) as SchemaNode, description);
  if (!paths.includes(path) || words.includes(path)) {
    const part = `${path.split('.').slice(0, -1).join('.')}.`;
    const near = paths.filter(one => one.startsWith(part));
    const right = near.length > 0 ? `one of ${near.join(', ')}` : 'a path of the hardware file such as adc.bits';
    reject(where, `found no "${path}" in the hardware file`, `expected ${right}`);
  }
  for (const value of values) check(schema, changeDescription(description, path, value), where);
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
  readonly type?: string;
  readonly const?: unknown;
}

/** The paths of all single values that a schema has; of its alternatives, in the one that `description` is. */
function pathsOf(node: SchemaNode, description: unknown, path = ''): string[] {
  const values = (description ?? {}) as Record<string, unknown>;
  const isMeant = ({ properties = {}, required = [] }: SchemaNode): boolean =>
    Object.entries(properties).every(
      ([key, { const: only }]) =>
        only === undefined || only === values[key] || (values[key] === undefined && !required.includes(key)),
    );
  return (node.oneOf?.filter(isMeant) ?? [node]).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, part]) => {
      if (part.properties || part.oneOf) return pathsOf(part, values[key], `${path}${key}.`);
      return part.type === 'array' || part.type === 'object' ? [] : [path + key];
    }),
  );
}
