import type { Unit } from 'mathjs';
import { messageOf, reject } from './error.js';

/** The quantities that cross the edge of the program, each with the SI unit it is held in inside. */
export const siUnits = {
  conductance: 'S',
  resistance: 'ohm',
  voltage: 'V',
  current: 'A',
  time: 's',
  temperature: 'K',
  energy: 'J',
  capacitance: 'F',
  length: 'm',
  area: 'm2',
  power: 'W',
} as const;

export type QuantityKind = keyof typeof siUnits;

const examples: Record<QuantityKind, string> = {
  conductance: '25 uS',
  resistance: '0.35 ohm',
  voltage: '0.2 V',
  current: '10 uA',
  time: '100 ns',
  temperature: '300 K',
  energy: '1 pJ',
  capacitance: '1 fF',
  length: '22 nm',
  area: '900 um2',
  power: '2 mW',
};

/** How a quantity of this kind is written, for messages. */
export const exampleOf = (kind: QuantityKind): string => examples[kind];

/** "a conductance", "an energy". */
export const withArticle = (kind: QuantityKind): string => `${/^[ae]/.test(kind) ? 'an' : 'a'} ${kind}`;

/** Parses `"25 uS"` to siemens, refusing a wrong dimension with the place it stands at. See `loadUnits`. */
export type QuantityParser = (text: string, kind: QuantityKind, where: string) => number;

/**
 * Loads mathjs and returns the parser of quantities. Its one bundled file loads in a sixth of the time of its thousand modules (0.1
 * against 0.7 s); still only when a file or option with units is read.
 */
export async function loadUnits(): Promise<QuantityParser> {
  const { unit } = (await import('mathjs/lib/browser/math.js')).default;
  return (text, kind, where) => {
    const right = `expected ${withArticle(kind)} such as "${examples[kind]}"`;
    let quantity: Unit;
    try {
      quantity = unit(text);
    } catch (cause) {
      return reject(where, `cannot read ${JSON.stringify(text)} (${messageOf(cause)})`, right);
    }
    const si = siUnits[kind];
    if (!quantity.equalBase(unit(1, si)))
      return reject(where, `${JSON.stringify(text)} is not ${withArticle(kind)}`, right);
    return decimal(text, quantity, si);
  };
}

/** "25 uS" is 25/1e6 S exactly rounded, where 25 × 1e-6 would be off by one bit and print as 24.999999999999996 uS. */
function decimal(text: string, quantity: Unit, si: string): number {
  const match = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.+)$/i.exec(text);
  const value = match ? Number(match[1]) : Number.NaN;
  const converted = quantity.toNumber(si);
  if (!Number.isFinite(value) || value === 0) return converted;
  const inverse = Math.round(value / converted);
  const exact = value / inverse;
  return inverse >= 10 && Math.abs(exact - converted) <= 1e-12 * Math.abs(converted) ? exact : converted;
}
