import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { reject } from '../edge/error.js';
import { requireWritable, requireWritableFolder } from '../edge/files.js';
import { exampleOf, loadUnits, type QuantityKind } from '../edge/quantity.js';
import { type Layout, parseLayout } from '../models/data/layout.js';

/** Options that several commands share, and the readers of option values. */

export const seedOption = (what: string): Option =>
  new Option('--seed <number>', what).argParser(wholeNumber(0)).default(1);

/** Every thread has memory of its own; more than this is a slip of the keyboard. */
const mostWorkers = 256;

export const workersOption = (): Option =>
  new Option('--workers <count>', 'threads that work side by side; default: one per core').argParser(
    wholeNumber(1, mostWorkers),
  );

export const outputOption = (what: string, ...endings: readonly string[]): Option =>
  new Option('-o, --output <file>', what).argParser(fileToWrite(...endings)).makeOptionMandatory();

export const folderOption = (what: string): Option =>
  new Option('-o, --output <folder>', what).argParser(folderToWrite).makeOptionMandatory();

/** Reads the name of a file to write: refused before any work is done where it could not be written or ends otherwise. */
export function fileToWrite(...endings: readonly string[]): (path: string) => string {
  return path => {
    requireWritable(path);
    if (endings.length > 0 && !endings.some(ending => path.toLowerCase().endsWith(ending)))
      reject(path, 'found another kind of file', `expected a name that ends in ${endings.join(' or ')}`);
    return path;
  };
}

/** Reads the name of a folder to write to. */
export function folderToWrite(path: string): string {
  requireWritableFolder(path);
  return path;
}

/** InputError where two of a command's files, by the options that name them, are one and the same. */
export function requireDistinct(files: Readonly<Record<string, string | undefined>>): void {
  const named = Object.entries(files).flatMap(([option, path]) =>
    path === undefined ? [] : [{ option, path, place: existsSync(path) ? realpathSync(path) : resolve(path) }],
  );
  for (const [k, { option, path, place }] of named.entries()) {
    const other = named.slice(0, k).find(one => one.place === place && !place.startsWith('/dev/'));
    if (other) reject(option, `found ${path}, which is that of ${other.option}, too`, 'expected another file');
  }
}

/** InputError where a file that is written is one of those that are read, or another that is written. */
export function requireUnread(
  read: Readonly<Record<string, string | undefined>>,
  written: Readonly<Record<string, string | undefined>>,
): void {
  for (const [option, path] of Object.entries(read)) requireDistinct({ [option]: path, ...written });
}

export const dataOption = (what: string): Option => new Option('--data <file>', what);

/** How the files of `--data` and the like hold their series. */
export const layoutOption = (): Option =>
  new Option(
    '--layout <key=value,…>',
    'how .csv, .txt, .tsv, .npy and .npz files hold series, e.g. label=last,channels=2 (docs/data.md)',
  ).argParser(text => parseLayout(text));

/** InputError where a layout was given, and no file of series that it could be of. */
export function refuseLoneLayout(layout: Layout | undefined, file: string | undefined, option: string): void {
  if (layout && file === undefined) reject('--layout', `found it without ${option}`, `expected ${option} FILE`);
}

export const trainOption = (): Option =>
  new Option('--train <file>', 'labelled training series: readouts are also trained on the hardware');

/** InputError where one of these options, named as in `Options`, was given: it would say something of what is not asked for. */
export function refuseGiven(command: Command, names: readonly string[], found: string, expected: string): void {
  const stray = command.options.find(option => {
    const name = option.attributeName();
    return names.includes(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (stray) reject(stray.long ?? stray.flags, found, expected);
}

/** A note where an option asks for more series than there are, so that all of them are taken. */
export function noteFewer(
  note: (text: string) => void,
  option: string,
  asked: number | undefined,
  there: number,
): void {
  if (asked !== undefined && asked > there)
    note(`note: ${option} ${asked}: there are ${there} series, and all of them are taken`);
}

export const calibrationOption = (): Option =>
  new Option('--calibration <file>', "series to find the converters' ranges on; default: those in the network file");

/** Reads a whole number from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const right = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${most}`;
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number ${right}.`);
  };
}

/** Most chips of one command; more are a slip of the keyboard. */
export const mostChips = 10_000;

/** The seeds of `count` chips. InputError where the last of them is no whole number that can be told from the next. */
export function chipSeeds(first: number, count: number): number[] {
  if (!Number.isSafeInteger(first + (count - 1)))
    reject('--seeds', `found ${count} chips from seed ${first} on`, `expected seeds up to ${Number.MAX_SAFE_INTEGER}`);
  return Array.from({ length: count }, (_, k) => first + k);
}

/** Reads a count, or `all`. */
export function countOrAll(text: string): number | 'all' {
  if (text === 'all') return 'all';
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a count ≥ 1, or all.');
}

/** Reads a share such as 0.95. */
export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}

/** Reads the cutoff of whitening, or `none`. */
export function cutoff(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a frequency above 0, in cycles per pixel, or none.');
}

/** Collects an option that may be given more than once. */
export function repeated(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** As `repeated`; one value may also be a list with commas. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map(part => part.trim())];
}

/** Reads a quantity such as "10 ms"; InputError names the option. */
export async function readQuantity(
  text: string,
  kind: QuantityKind,
  option: string,
  sign: 'positive' | 'non-negative' = 'positive',
): Promise<number> {
  const value = (await loadUnits())(text, kind, option);
  if (sign === 'positive' ? value > 0 : value >= 0) return value;
  return reject(option, `found ${JSON.stringify(text)}`, `expected a ${sign} ${kind} such as "${exampleOf(kind)}"`);
}
