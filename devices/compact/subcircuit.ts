import { reject } from '../../edge/error.js';
import type { StateVariable } from './model.js';

/** How far a state may stand beyond a bound in ngspice, as a part of its range: its rate fades out over that. */
export const margin = 1e-6;

/**
 * F, of the capacitors that hold states. What a gate leaves of a rate at a bound is a difference of nearly equal numbers:
 * some 1e-10 of the rate is rounding. On 1 F that could be far more amperes than ngspice's `abstol`, and no iteration would
 * converge but by chance; here it is less.
 */
const capacitance = 1e-9;

/** One state and its rate: an expression in the unit of the state per s. */
export interface StateEquation {
  readonly variable: StateVariable;
  readonly rate: string;
}

/** A number in an expression, to the last bit. */
export const number = (value: number): string => (value < 0 ? `(${value})` : `${value}`);

/** A state in its own unit, within its bounds whatever the voltage of its node: expressions of it stay finite. */
export function held({ name, min, max, perVolt }: StateVariable): string {
  const inside = `min(max(V(${name}),${number(min / perVolt)}),${number(max / perVolt)})`;
  return perVolt === 1 ? inside : `(${perVolt}*${inside})`;
}

/** Where the current goes to on its way to n, and the elements from there. */
export interface InnerCircuit {
  readonly to: string;
  readonly lines: readonly string[];
}

/**
 * A model as an ngspice subcircuit between p and n. Each state is the voltage of a node of its name on a capacitor; a
 * second node, `rate_` and the name, holds what the equation says in V/s, and the current into the capacitor is that, times
 * its capacitance and a gate.
 *
 * ngspice lets a step change the charge of a capacitor by a part of that charge. So that this is never next to nothing, the
 * capacitor does not stand on ground but as far below the lower bound as the upper one is above it.
 *
 * The gate closes against rates that point outward. Were it a step, no voltage would solve the equations where a state
 * arrives at its bound, and ngspice would give up with ever smaller time steps; so it closes evenly over `margin` beyond
 * the bound. Further out it goes on to below 0: on a level, Newton's method would go back and forth between the two ends.
 */
export function subcircuit(
  name: string,
  remark: string,
  current: string,
  states: readonly StateEquation[],
  inner: InnerCircuit = { to: 'n', lines: [] },
): string {
  const lines = [`Bi p ${inner.to} I=${current}`, ...inner.lines, ...states.flatMap(stateLines)];
  return subcircuitOf(name, [remark, wantsGear], lines);
}

const wantsGear = 'Wants .options method=gear: the trapezoidal rule overshoots where a state runs into its bound.';

/**
 * A subcircuit of these states that starts in others (in their own units). InputError where they are not in it as here:
 * the models that are read with their state held have none.
 */
export function startingAt(
  text: string,
  states: readonly StateVariable[],
  values: Float64Array,
  where: string,
): string {
  return states.reduce((lines, { name, min, max, perVolt }, k) => {
    const capacitor = new RegExp(`^(C${name} ${name} base_${name} \\S+ IC=)\\S+$`, 'm');
    if (!capacitor.test(lines))
      reject(
        where,
        `found no state ${name} in its subcircuit`,
        'expected a model that ngspice can follow through time',
      );
    return lines.replace(capacitor, `$1${(values[k]! - (2 * min - max)) / perVolt}`);
  }, text);
}

/** A subcircuit between p and n of any lines. */
export const subcircuitOf = (name: string, remarks: readonly string[], lines: readonly string[]): string =>
  [...remarks.map(remark => `* ${remark}`), `.subckt ${name} p n`, ...lines.map(fold), `.ends ${name}`, ''].join('\n');

function stateLines({ variable, rate }: StateEquation): string[] {
  const { name, min, max, initial, perVolt } = variable;
  const base = 2 * min - max;
  const width = number(((max - min) * margin) / perVolt);
  const above = `(V(${name})-${number(min / perVolt)})/${width}+1`;
  const below = `(${number(max / perVolt)}-V(${name}))/${width}+1`;
  return [
    `Brate_${name} rate_${name} 0 V=${perVolt === 1 ? rate : `(${rate})/${perVolt}`}`,
    `B${name} 0 ${name} I=${capacitance}*V(rate_${name})*min((V(rate_${name})>0) ? ${below} : ${above},1)`,
    `C${name} ${name} base_${name} ${capacitance} IC=${(initial - base) / perVolt}`,
    `Vbase_${name} base_${name} 0 ${base / perVolt}`,
  ];
}

/** A line in pieces of at most 120 characters, cut where an expression may be. */
function fold(line: string): string {
  let rest = line;
  const pieces: string[] = [];
  while (rest.length > 118) {
    // Before an operator that is not the sign of an exponent.
    const cut = Math.max(rest.lastIndexOf('*', 118), rest.lastIndexOf('?', 118));
    if (cut < 1) break;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest].join('\n+ ');
}
