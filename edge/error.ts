/**
 * Something the user gave cannot be used.
 *
 * The message always answers three questions in this order: where it stands (file and path in it, or layer/tile/row),
 * what was found there with its unit, and what would be right. The command line turns it into exit code 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly where: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`${where}: ${found}; ${expected}`);
  }
}

/** Throws an `InputError`; reads as a sentence: `reject('hw.json: array.rows', 'found -3', 'expected a count ≥ 1')`. */
export function reject(where: string, found: string, expected: string): never {
  throw new InputError(where, found, expected);
}

/** The words of any thrown value, for messages that pass on what another library said. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
