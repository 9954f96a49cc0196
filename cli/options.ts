import { InvalidArgumentError, Option } from 'commander';
import { reject } from '../edge/error.js';
import { exampleOf, loadUnits, type QuantityKind } from '../edge/quantity.js';
import { type Layout, parseLayout } from '../models/data/layout.js';

/** Options that several commands share, and the readers of option values. */

export const seedOption = (what: string): Option =>
  new Option('--seed <number>', what).argParser(wholeNumber(0)).default(1);

export const workersOption = (): Option =>
  new Option('--workers <count>', 'threads that work side by side; default: one per core').argParser(wholeNumber(1));

export const outputOption = (what: string, path = 'path'): Option =>
  new Option(`-o, --output <${path}>`, what).makeOptionMandatory();

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

/** Reads a whole number from `least` to 2⁵³ − 1. */
export function wholeNumber(least: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number ≥ ${least}.`);
  };
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
