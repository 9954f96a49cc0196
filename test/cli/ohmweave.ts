import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

// dist/test/cli/ohmweave.js -> the built command line, and the checkout
const here = dirname(fileURLToPath(import.meta.url));
export const main = resolve(here, '../../cli/main.js');
export const checkout = resolve(here, '../../..');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a folder. */
export function ohmweave(folder: string, args: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr: withoutProgress(stderr) };
}

/** What stderr says apart from how far a stage is, which comes every 10 s and only where the machine is slow. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^.* \(\d+ s(, about .* left)?\)\n/gm, '');
}

/** Runs a command with `--format json -q`; its one object, after checking the exit code and that stderr is silent. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there
export function answer(t: ExecutionContext, folder: string, args: readonly string[], code = 0): any {
  const outcome = ohmweave(folder, [...args, '--format', 'json', '-q']);
  t.is(outcome.stderr, '');
  t.is(outcome.code, code);
  return JSON.parse(outcome.stdout);
}

/** Asserts that a command is refused with exit code 2 and this message, and prints nothing else. */
export function refused(t: ExecutionContext, folder: string, args: readonly string[], message: string): void {
  const { code, stdout, stderr } = ohmweave(folder, args);
  t.is(stderr, `error: ${message}\n`);
  t.is(stdout, '');
  t.is(code, 2);
}

/** Asserts that an object has exactly the names that docs/json-output.md gives for a command, but for those that start as in `absent`. */
export function documented(t: ExecutionContext, command: string, json: object, absent: readonly string[] = []): void {
  const promised = [...namesIn(''), ...namesIn(`\n## ${command}\n`)].filter(
    name => !absent.some(start => name.startsWith(start)),
  );
  const open = promised.filter(name => name.endsWith('*'));
  const found = pathsOf(json).map(path => open.find(name => path.startsWith(name.slice(0, -1))) ?? path);
  t.deepEqual([...new Set(found)].sort(), promised.sort());
}

/** The names in backquotes in the first column of the table below a heading of docs/json-output.md. */
function namesIn(heading: string): string[] {
  const page = readFileSync(join(checkout, 'docs/json-output.md'), 'utf8');
  const start = page.indexOf(heading);
  if (start < 0) throw new Error(`docs/json-output.md has no ${heading.trim()}`);
  const section = page.slice(start + heading.length).split('\n## ')[0]!;
  const cells = [...section.matchAll(/^\| (`[^|]*`) \|/gm)].map(match => match[1]!);
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!));
}

/** The paths of all leaves, with `[]` for any index; an empty list counts as a leaf. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return value.length === 0 ? [`${path}[]`] : value.flatMap(part => pathsOf(part, `${path}[]`));
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, part]) => pathsOf(part, path === '' ? key : `${path}.${key}`));
}
