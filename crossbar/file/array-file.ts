import { check } from '../../edge/check.js';
import { reject } from '../../edge/error.js';
import { arrayFileSchema } from './array-schema.js';
import { type CrossbarFile, readCrossbar } from './crossbar-file.js';
import { readTwoWire, type TwoWireFile } from './two-wire-file.js';
import type { InputTable } from './values.js';

/** An array of either kind, and what is to be done with it. */
export type ArrayFile = CrossbarFile | TwoWireFile;

export const isTwoWire = (file: ArrayFile): file is TwoWireFile => 'gates' in file;

/**
 * Checks the parsed JSON of an array file and makes the circuit of it: a crossbar, or an array with a supply line beside
 * every bit line. The vectors of a table take the place of its own. InputError names `file` and the place in it.
 */
export async function readArrayFile(value: unknown, file: string, table?: InputTable): Promise<ArrayFile> {
  const parsed = check(arrayFileSchema, value, file);
  const { wordLineResistance: word, supplyLineResistance: supply } = parsed;
  if ((word === undefined) === (supply === undefined))
    return reject(
      file,
      word === undefined ? 'found neither' : 'found both',
      'expected either "wordLineResistance" or "supplyLineResistance"',
    );
  return word === undefined ? readTwoWire(parsed, file, table) : readCrossbar(parsed, file, table);
}
