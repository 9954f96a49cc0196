import { z } from 'zod';
import { wireNodes } from '../crossbar/wire-node.js';

const nodes = wireNodes.map(node => `${node} nm`) as [string, ...string[]];

/** A line's resistance in a hardware file: a quantity, or the node it is made in and the pitch of its cells. */
export function wireSchema(resistance: z.ZodType<number, string>) {
  const byNode = z
    .strictObject({
      node: z.enum(nodes).describe('Technology node whose lowest metal the line is made in'),
      pitch: z
        .string()
        .regex(/^\d+(\.\d+)?F$/, 'expected a pitch in wire widths, such as "4F"')
        .describe('Of its cells, in wire widths: "2F" passive, "4F" or "12F" with a transistor'),
    })
    .transform(({ node, pitch }) => ({ node: Number.parseFloat(node), pitch: Number.parseFloat(pitch) }));
  return z.union([resistance, byNode], { error: ofForm }).describe('Resistance of a segment, or its node and pitch');
}

/** What the form says that the value has: that of an object for one, that of the quantity for all else. */
function ofForm(issue: { readonly input?: unknown; readonly errors?: readonly (readonly { message: string }[])[] }) {
  return issue.errors?.[typeof issue.input === 'object' ? 1 : 0]?.[0]?.message;
}
