import { reject } from '../edge/error.js';
import type { CrossbarArray } from './array.js';

/**
 * The current–voltage laws of all cells of an array, row-major. A law passes through 0 A at 0 V and rises everywhere,
 * which is what makes the solution of an array unique. V is the voltage from word line to bit line, and so flows I.
 */
export interface CellLaw {
  /** Fills in the current (A) and its slope dI/dV (S) at the voltage (V) of every cell. All have the same length. */
  evaluate(volts: Float64Array, current: Float64Array, slope: Float64Array): void;
  /** How many cells it is for; not there where it does not know. */
  readonly cells?: number;
  /** The current of a cell as an ngspice expression of the expression `volt`; not there where it has no closed form. */
  expression?(cell: number, volt: string): string;
  /** V up to which, either way, it is known; a solution with more across a cell is refused. Not looked at in a series. */
  readonly range?: number;
  /** The two laws that share one current, the first at the word line, where the law is a series of two. */
  readonly parts?: readonly [CellLaw, CellLaw];
}

/** Refuses a law, or a part of it, that is for another number of cells than the array has: some would have no current. */
export function checkLaw(
  { cells, parts }: Pick<CellLaw, 'cells' | 'parts'>,
  { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>,
  where = 'crossbar',
): void {
  if (cells !== undefined && cells !== rows * cols)
    reject(`${where}: cell law`, `found one for ${cells} cells`, `expected one for ${rows * cols}, ${rows}×${cols}`);
  parts?.forEach((part, k) => {
    checkLaw(part, { rows, cols }, `${where}: ${k === 0 ? 'first' : 'second'} in series`);
  });
}

/** I = g V for conductances g (S). */
export function linearCells(g: Float64Array): CellLaw {
  return {
    cells: g.length,
    evaluate(volts, current, slope) {
      for (let k = 0; k < g.length; k++) {
        current[k] = g[k]! * volts[k]!;
        slope[k] = g[k]!;
      }
    },
    expression: (cell, volt) => `${g[cell]}*(${volt})`,
  };
}

/**
 * I = g sinh(b V) / b: tunnelling and hopping conduction; g (S) is the conductance at low voltage, b (1/V) ≥ 0 how soon it
 * rises. b = 0 is Ohm's law.
 */
export function sinhCells(g: Float64Array, b: number): CellLaw {
  if (!(b >= 0 && b < Infinity)) reject('sinh law: b', `found ${b} 1/V`, 'expected a finite number ≥ 0 1/V');
  return b === 0 ? linearCells(g) : scaledSinh(g, b, 1 / b);
}

/**
 * I = g V₀ sinh(b V) / sinh(b V₀): a selector, or a memristor with one, that conducts g (S) at the voltage V₀ (V) and far
 * less at V₀/2. b in 1/V, > 0.
 */
export function selectorCells(g: Float64Array, b: number, fullVoltage: number): CellLaw {
  if (!(b > 0 && b < Infinity)) reject('selector law: b', `found ${b} 1/V`, 'expected a finite number > 0 1/V');
  if (!(fullVoltage > 0 && b * fullVoltage < 700))
    reject('selector law: full voltage', `found ${fullVoltage} V`, `expected more than 0 V and less than ${700 / b} V`);
  return scaledSinh(g, b, fullVoltage / Math.sinh(b * fullVoltage));
}

/** I = g a sinh(b V). */
function scaledSinh(g: Float64Array, b: number, a: number): CellLaw {
  return {
    cells: g.length,
    evaluate(volts, current, slope) {
      for (let k = 0; k < g.length; k++) {
        const x = b * volts[k]!;
        const grown = Math.exp(x);
        // The difference of two exponentials has no digits left near 0; Math.sinh has, and takes as long as they do.
        const sinh = Math.abs(x) < 1 ? Math.sinh(x) : (grown - 1 / grown) / 2;
        current[k] = g[k]! * a * sinh;
        slope[k] = (g[k]! * a * b * (grown + 1 / grown)) / 2;
      }
    },
    expression: (cell, volt) => `${g[cell]! * a}*sinh(${b}*(${volt}))`,
  };
}

/**
 * I = g (c₁ V + c₂ V² + c₃ V³ …) for coefficients c_n (V^(1−n)), used within ±`range` (V). InputError where the polynomial
 * does not rise throughout that range; 2001 points of it are looked at.
 */
export function polynomialCells(g: Float64Array, coefficients: readonly number[], range: number): CellLaw {
  const value = (volt: number): number => coefficients.reduceRight((sum, c) => (sum + c) * volt, 0);
  const rise = (volt: number): number => coefficients.reduceRight((sum, c, n) => sum * volt + (n + 1) * c, 0);
  for (let k = -1000; k <= 1000; k++) {
    const volt = (k / 1000) * range;
    if (!(rise(volt) >= 0))
      reject(
        'polynomial law',
        `its slope is ${rise(volt)} of g at ${volt} V`,
        `expected a law that rises within ±${range} V`,
      );
  }
  return {
    cells: g.length,
    evaluate(volts, current, slope) {
      for (let k = 0; k < g.length; k++) {
        current[k] = g[k]! * value(volts[k]!);
        slope[k] = g[k]! * rise(volts[k]!);
      }
    },
    expression: (cell, volt) =>
      `${g[cell]}*(${coefficients.map((c, n) => `(${c})${`*(${volt})`.repeat(n + 1)}`).join('+')})`,
  };
}

/** One cell: its current (A) at a voltage (V), and the slope dI/dV (S) there. */
export interface CellDevice {
  current(volt: number): number;
  slope(volt: number): number;
}

/** Cells that are devices of any kind, one each. */
export function deviceCells(devices: readonly CellDevice[]): CellLaw {
  return {
    cells: devices.length,
    evaluate(volts, current, slope) {
      devices.forEach((device, k) => {
        current[k] = device.current(volts[k]!);
        slope[k] = device.slope(volts[k]!);
      });
    },
  };
}

/** Steps to divide a voltage; bisection alone needs about 60 to the last bit. */
const mostDivisions = 200;

/**
 * Two laws in series, as a selector or a transistor and a memristor (1S1R, 1T1R): the voltage divides such that both carry
 * the same current, found for each cell by Newton's method held between bounds, to rounding. InputError where they are for
 * different numbers of cells.
 */
export function inSeries(first: CellLaw, second: CellLaw): CellLaw {
  const cells = first.cells ?? second.cells;
  if (second.cells !== undefined && second.cells !== cells)
    reject('laws in series: second', `found one for ${second.cells} cells`, `expected ${cells}, as in the first`);
  return {
    ...(cells !== undefined && { cells }),
    parts: [first, second],
    evaluate(volts, current, slope) {
      const n = volts.length;
      const array = (): Float64Array => new Float64Array(n);
      const [low, high, part, rest, i1, i2, s1, s2] = [
        array(),
        array(),
        array(),
        array(),
        array(),
        array(),
        array(),
        array(),
      ];
      volts.forEach((volt, k) => {
        low[k] = Math.min(0, volt);
        high[k] = Math.max(0, volt);
        part[k] = volt / 2;
      });
      for (let division = 0, busy = true; busy && division < mostDivisions; division++) {
        for (let k = 0; k < n; k++) rest[k] = volts[k]! - part[k]!;
        first.evaluate(part, i1, s1);
        second.evaluate(rest, i2, s2);
        busy = false;
        for (let k = 0; k < n; k++) {
          const excess = i1[k]! - i2[k]!;
          if (excess > 0) high[k] = part[k]!;
          else if (excess < 0) low[k] = part[k]!;
          else continue;
          const newton = part[k]! - excess / (s1[k]! + s2[k]!);
          const next = newton > low[k]! && newton < high[k]! ? newton : (low[k]! + high[k]!) / 2;
          if (Math.abs(next - part[k]!) > 2 ** -52 * Math.abs(volts[k]!)) busy = true;
          part[k] = next;
        }
      }
      for (let k = 0; k < n; k++) {
        // The stiffer law turns the last bit of its voltage into more current: the other one has the better digits.
        current[k] = s1[k]! < s2[k]! ? i1[k]! : i2[k]!;
        const both = s1[k]! + s2[k]!;
        slope[k] = both === 0 ? 0 : s1[k]! < s2[k]! ? s1[k]! * (s2[k]! / both) : s2[k]! * (s1[k]! / both);
      }
    },
  };
}
