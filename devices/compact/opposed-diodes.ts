import { risingRoot, type WithSlope } from '../../numeric/root.js';
import type { Values } from '../parameter.js';
import type { InnerCircuit } from './subcircuit.js';

/** What the constants of two opposed diodes mean, with the ranges in which the circuit is solved. */
const about = {
  minCurrent: { meaning: 'I0 of the diodes at H = 0', unit: 'A', range: [1e-15, 1] },
  maxCurrent: { meaning: 'I0 of the diodes at H = 1', unit: 'A', range: [1e-15, 1] },
  minSlope: { meaning: 'α at H = 0', unit: '1/V', range: [1e-3, 40] },
  maxSlope: { meaning: 'α at H = 1', unit: '1/V', range: [1e-3, 40] },
  asymmetry: { meaning: 'β, part of α in the forward diode', unit: '', range: [0, 1] },
  minSeries: { meaning: 'series resistance at H = 0', unit: 'ohm', range: [1e-3, 1e9] },
  maxSeries: { meaning: 'series resistance at H = 1', unit: 'ohm', range: [1e-3, 1e9] },
} as const;

type DiodeName = keyof typeof about;

type DiodeTable = {
  readonly [Name in DiodeName]: (typeof about)[Name] & { readonly value: number };
};

/** The constants of a device's diodes as parts of its table. */
export function diodeParameters(values: Readonly<Record<DiodeName, number>>): DiodeTable {
  const entries = Object.entries(about).map(([name, entry]) => [name, { ...entry, value: values[name as DiodeName] }]);
  return Object.fromEntries(entries) as DiodeTable;
}

/** The conduction of a memdiode. */
export interface OpposedDiodes {
  /** A at `volt` over the whole device, with its memory at `h` (0…1). */
  current(volt: number, h: number): number;
  /** The same in ngspice, `h` as an expression: current through the resistor, and the diodes from its end to n. */
  circuit(h: string): { readonly current: string; readonly inner: InnerCircuit };
}

/**
 * Two opposed diodes behind a resistor, whose constants lie between two ends according to the memory H:
 *
 *   i = I0 (exp(β α (v − i Rs)) − exp(−(1 − β) α (v − i Rs)))      I0, α, Rs linear in H
 */
export function opposedDiodes(values: Values<DiodeTable>): OpposedDiodes {
  const forward = values.asymmetry;
  const backward = 1 - values.asymmetry;
  const between = (least: number, most: number, h: number): number => least + (most - least) * h;
  return {
    current(volt, h) {
      const saturation = between(values.minCurrent, values.maxCurrent, h);
      const slope = between(values.minSlope, values.maxSlope, h);
      const series = between(values.minSeries, values.maxSeries, h);
      const inner = (v: number): WithSlope => {
        const [on, off] = [Math.exp(forward * slope * v), Math.exp(-backward * slope * v)];
        const conductance = saturation * slope * (forward * on + backward * off);
        return [v - volt + series * saturation * (on - off), 1 + series * conductance];
      };
      const v = risingRoot(inner, Math.min(volt, 0), Math.max(volt, 0));
      // Of the two expressions for the current, the one that does not subtract what is nearly equal.
      const drop = volt - v;
      return Math.abs(drop) > Math.abs(v)
        ? drop / series
        : saturation * (Math.expm1(forward * slope * v) - Math.expm1(-backward * slope * v));
    },
    // The resistor carries the current, to the node d between it and the diodes.
    circuit(h) {
      const linear = (least: number, most: number): string => `(${least}*(1-${h})+${most}*${h})`;
      const slope = linear(values.minSlope, values.maxSlope);
      const saturation = linear(values.minCurrent, values.maxCurrent);
      const diodes = `exp(${forward}*${slope}*V(d,n))-exp(-${backward}*${slope}*V(d,n))`;
      return {
        current: `V(p,d)/${linear(values.minSeries, values.maxSeries)}`,
        inner: { to: 'd', lines: [`Bd d n I=${saturation}*(${diodes})`] },
      };
    },
  };
}
