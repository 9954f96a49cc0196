import { z } from 'zod';
import { messageOf } from '../../edge/error.js';
import { exampleOf, type QuantityKind, type QuantityParser, withArticle } from '../../edge/quantity.js';

/** The schema of a quantity that is written with its unit, in SI units once read; `what` says what it is of. */
export type QuantitySchema = (
  kind: QuantityKind,
  what: string,
  sign?: 'positive' | 'non-negative',
) => z.ZodType<number, string>;

/** Such schemas, read by `parse`. */
export function quantitySchema(parse: QuantityParser) {
  return (kind: QuantityKind, what: string, sign: 'positive' | 'non-negative' = 'positive') =>
    z
      .string({ error: `expected ${withArticle(kind)} with its unit, such as "${exampleOf(kind)}"` })
      .transform((text, context) => {
        try {
          const value = parse(text, kind, '');
          const right = sign === 'positive' ? value > 0 : value >= 0;
          if (right && value < Infinity) return value;
          context.addIssue({ code: 'custom', message: `expected a ${right ? 'finite' : sign} ${kind}` });
        } catch (cause) {
          context.addIssue({ code: 'custom', message: messageOf(cause).replace(/^.*; (?=expected)/, '') });
        }
        return z.NEVER;
      })
      .describe(`${what} (${kind}, e.g. "${exampleOf(kind)}")`);
}
