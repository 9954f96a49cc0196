import type { ChipWriting } from '../compiler/chip-writing.js';
import type { OverChips } from '../sim/effects.js';
import { plain, quantity } from './svg/format.js';

/** A figure that no line break may tear apart: its blanks become U+00A0. */
export const unbroken = (figure: string): string => figure.replaceAll(' ', '\u00a0');

/** A quantity as it stands in a sentence: "12.5 µS". */
export const figure = (value: number, unit: string): string => unbroken(quantity(value, unit));

/** "97.0 %" of a fraction. */
export const percent = (share: number, decimals = 1): string => unbroken(`${(100 * share).toFixed(decimals)} %`);

/** "97.0 ± 0.4 %" over several chips, "97.0 %" of one. */
export const chipsText = ({ values, mean, deviation }: OverChips): string =>
  values.length > 1 ? `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)} %` : percent(mean);

/** "600 nJ to 693 nJ" over what several presets say; one figure where they read the same. */
export function rangeText<T>(items: readonly T[], of: (item: T) => number, unit: string, written = figure): string {
  const values = items.map(of);
  const [low, high] = [Math.min(...values), Math.max(...values)].map(value => written(value, unit));
  return low === high ? low! : `${low} to ${high}`;
}

/** "1 chip", "3 chips", "2 classes". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  unbroken(`${plain(count)} ${count === 1 ? one : many}`);

/** The same as it stands on a terminal, with a blank that lines may break at. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** "all 3 tiles agree", "the only tile agrees". */
export const agreeText = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `the only ${one} agrees` : `all ${count} ${many} agree`;

/** "1.28 µJ, 12 ms array by array, 4.28 ms with all arrays at once": what writing a chip with pulses took. */
export const writingCost = (
  { energy, seconds, longestArray }: Pick<ChipWriting, 'energy' | 'seconds' | 'longestArray'>,
  written = quantity,
): string =>
  `${written(energy, 'J')}, ${written(seconds, 's')} array by array, ${written(longestArray, 's')} with all arrays at once`;
