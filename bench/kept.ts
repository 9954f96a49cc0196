import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** One line of a file of kept results: what was asked for, as JSON, and what came of it. */
interface Line<Found> {
  readonly of: string;
  readonly found: Found;
}

/**
 * What a file of kept results has, by what was asked for; nothing where no file is named or there is none yet. A line that
 * was cut off in the middle of its writing does not count.
 */
export function readKept<Found>(file: string | undefined): Map<string, Found> {
  const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const whole = lines.filter(line => line.endsWith('}}')).map(line => JSON.parse(line) as Line<Found>);
  return new Map(whole.map(({ of, found }) => [of, found]));
}

/** Adds a result to the file, if one is named. It begins a line of its own even behind one that was cut off. */
export function keep<Found extends object>(file: string | undefined, of: string, found: Found): void {
  if (!file) return;
  const cut = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  const line: Line<Found> = { of, found };
  appendFileSync(file, `${cut ? '\n' : ''}${JSON.stringify(line)}\n`);
}

/** What the file has of `of`, or else what `find` finds, which is then kept. */
export async function keptOr<Found extends object>(
  file: string | undefined,
  of: string,
  find: () => Found | Promise<Found>,
): Promise<Found> {
  const before = readKept<Found>(file).get(of);
  if (before) return before;
  const found = await find();
  keep(file, of, found);
  return found;
}
