import { number } from './subcircuit.js';

/** How a window slows the drift down near the bounds of x: the factor f(x, i), and the same for ngspice. */
export interface DriftWindow {
  factor(x: number, amps: number): number;
  expression(x: string, amps: string): string;
}

/**
 * What is nearest to a bound that the symmetric windows are evaluated at. On the bound itself they are 0, whatever the
 * current: a state that has come there, were it by a rounding error, would stay for ever.
 */
const nearest = 1e-4;

const within = (x: number): number => Math.min(Math.max(x, nearest), 1 - nearest);
const withinExpression = (x: string): string => `min(max(${x},${nearest}),${1 - nearest})`;

/** No window: f = 1. */
export const noWindow: DriftWindow = { factor: () => 1, expression: () => '1' };

/** f = 1 − (2x − 1)^2p, of Joglekar and Wolf. The power is of 2x − 1 alone; for p that are not whole, of its size. */
export function joglekarWindow(p: number): DriftWindow {
  return {
    factor: x => 1 - Math.abs(2 * within(x) - 1) ** (2 * p),
    expression: x => `(1-abs(2*${withinExpression(x)}-1)^${number(2 * p)})`,
  };
}

/**
 * f = 1 − (x − stp(−i))^2p, of Biolek, with stp = 1 from 0 on and 0 below. It vanishes only at the bound that the current
 * drives x to.
 */
export function biolekWindow(p: number): DriftWindow {
  return {
    factor: (x, amps) => 1 - (amps > 0 ? x : 1 - x) ** (2 * p),
    expression: (x, amps) => `(1-((${amps}>0) ? ${x} : 1-${x})^${number(2 * p)})`,
  };
}

/** f = j (1 − [(x − 0.5)² + 0.75]^p), of Prodromakis: 0 where the bracket is 1, at both bounds. */
export function prodromakisWindow(p: number, j: number): DriftWindow {
  return {
    factor: x => j * (1 - ((within(x) - 0.5) ** 2 + 0.75) ** p),
    expression: x => `${number(j)}*(1-((${withinExpression(x)}-0.5)^2+0.75)^${number(p)})`,
  };
}
