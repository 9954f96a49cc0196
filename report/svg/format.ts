/**
 * Numbers as people read them. Three significant digits unless told otherwise; a real minus sign; SI prefixes for the
 * units that take them; `%` expects a fraction.
 */

const prefixes = ['q', 'r', 'y', 'z', 'a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'] as const;
const prefixable = new Set(['S', 'Ω', 'ohm', 'V', 'A', 's', 'J', 'W', 'F', 'Hz', 'm', 'm²']);

/** One displayed unit is `factor` SI units: `{ factor: 1e-12, unit: 'pJ' }`. */
export interface DisplayUnit {
  readonly factor: number;
  readonly unit: string;
}

/** The unit in which `magnitude` reads between 1 and 1000 (for squares up to 10⁶); a power of ten where none is usual. */
export function displayUnit(magnitude: number, unit: string): DisplayUnit {
  if (unit === '%') return { factor: 0.01, unit };
  const exponent = magnitude > 0 ? Math.floor(Math.log10(magnitude) + 1e-12) : 0;
  if (prefixable.has(unit)) {
    const step = unit.endsWith('²') ? 6 : 3;
    const index = Math.min(Math.max(Math.floor(exponent / step) + 10, 0), prefixes.length - 1);
    return { factor: 10 ** ((index - 10) * step), unit: prefixes[index] + unit };
  }
  if (exponent >= -3 && exponent < 5) return { factor: 1, unit };
  const power = 3 * Math.floor(exponent / 3);
  return { factor: 10 ** power, unit: `10${superscript(power)} ${unit}`.trim() };
}

/** `quantity(1.25e-5, 'S')` is "12.5 µS"; `quantity(0.973, '%')` is "97.3 %"; `quantity(7200, 's')` is "2 h". */
export function quantity(value: number, unit: string, digits = 3): string {
  if (unit === 's' && Math.abs(value) >= 60) return duration(value, digits);
  if (!prefixable.has(unit) && unit !== '%') return `${plain(value, digits)} ${unit}`.trim();
  const rounded = Number(value.toPrecision(digits));
  const display = displayUnit(Math.abs(rounded), unit);
  return `${decimal(Number((rounded / display.factor).toPrecision(digits)))} ${display.unit}`;
}

/** A number without a unit: whole numbers exactly, others to `digits`, powers of ten outside 10⁻³ … 10⁵. */
export function plain(value: number, digits = 3): string {
  if (value === 0 || (Number.isInteger(value) && Math.abs(value) < 1e9)) return decimal(value);
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  if (exponent >= -3 && exponent < 5) return decimal(Number(value.toPrecision(digits)));
  return scientific(value, digits);
}

/** "2.1 × 10⁻⁷"; "10⁻⁷" for a power of ten. */
export function scientific(value: number, digits = 3): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const power = `10${superscript(Number(exponent))}`;
  return Number(mantissa) === 1 ? power : `${decimal(Number(mantissa))} × ${power}`;
}

export const minute = 60;
export const hour = 3600;
export const day = 86400;
/** 30 days and 365 days, as retention times are quoted. */
export const month = 30 * day;
export const year = 365 * day;

/** "1 min", "1 h", "2 days", "1 month", "10 years"; below a minute in seconds with a prefix. */
export function duration(seconds: number, digits = 3): string {
  const size = Math.abs(seconds);
  if (size < minute) return quantity(seconds, 's', digits);
  const [unit, name] =
    size >= year
      ? [year, 'year']
      : size >= month
        ? [month, 'month']
        : size >= day
          ? [day, 'day']
          : size >= hour
            ? [hour, 'h']
            : [minute, 'min'];
  const count = Number((seconds / unit).toPrecision(digits));
  return `${decimal(count)} ${name}${unit >= day && count !== 1 ? 's' : ''}`;
}

/** A number with a fixed count of decimals, or all it has; U+2212 for minus. */
export function decimal(value: number, decimals?: number): string {
  const text = decimals === undefined ? String(value) : value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

function superscript(power: number): string {
  return [...String(power)].map(digit => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
}
