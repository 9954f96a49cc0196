import { z } from 'zod';

// What the schemas of network files are made of.

export const finite = z.number({ error: 'expected a number' });
export const positive = finite.positive({ error: 'expected a number above 0' });
export const text = z.string({ error: 'expected a text' });
export const size = z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' });
const count = z
  .int({ error: 'expected a whole number' })
  .nonnegative({ error: 'expected at least 0' })
  .max(2 ** 32 - 1, { error: 'expected below 2^32' });
const numbers = z.array(finite, { error: 'expected a list of numbers' });

const npy = z
  .strictObject({ npy: z.string().describe("An .npy file; its path is relative to this file's folder.") })
  .describe('An array kept in a NumPy file beside this one.');

export const matrix = z.union([z.array(numbers), npy], { error: 'expected rows of numbers or {"npy": "file.npy"}' });
export const vector = z.union([numbers, npy], { error: 'expected a list of numbers or {"npy": "file.npy"}' });
export const counts = z.array(count, { error: 'expected a list of whole numbers' });

/** One number for all, or one for each. */
export const constants = z.union([finite, numbers, npy], {
  error: 'expected a number, a list of numbers or {"npy": "file.npy"}',
});

export type MatrixDocument = z.output<typeof matrix>;
export type VectorDocument = z.output<typeof vector>;
export type ConstantsDocument = z.output<typeof constants>;
