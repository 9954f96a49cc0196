import { day, decimal, hour, minute, quantity } from './svg/format.js';

/** Calendar means, as ages of a chip are asked for: 365.25 days, and a twelfth of that. */
const year = 365.25 * day;
const units = [
  [year, 'year'],
  [year / 12, 'month'],
  [day, 'day'],
  [hour, 'h'],
  [minute, 'min'],
] as const;
/** Ages this near to a whole number of units are called by it: 30 and 31 days are both a month. */
const nearness = 0.02;

/** How old a chip is, in a word: "programmed" at 0, then "1 s", "1 h", "2 days", "1 month", "1.5 years". */
export function ageLabel(seconds: number): string {
  if (seconds === 0) return 'programmed';
  const unit = units.find(([size]) => seconds >= (1 - nearness) * size);
  if (!unit) return quantity(seconds, 's');
  const [size, name] = unit;
  const exact = seconds / size;
  const whole = Math.round(exact);
  const count = Math.abs(exact - whole) <= nearness * exact ? whole : Number(exact.toPrecision(3));
  return `${decimal(count)} ${name}${size >= day && count !== 1 ? 's' : ''}`;
}

/** The same as part of a sentence: "just after programming", "after 1 year". */
export const ageClause = (seconds: number): string =>
  seconds === 0 ? 'just after programming' : `after ${ageLabel(seconds)}`;
