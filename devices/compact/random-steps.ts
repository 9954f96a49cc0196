import { randomStream } from '../../numeric/random.js';

/**
 * A random process χ that acts on a model through time: standard normal, each value constant for a stated time and
 * independent of all others. It belongs to the device and not to whoever solves its equations: how they are stepped does
 * not change it.
 */
export interface RandomSteps {
  /** s for which a value holds; the first from 0 s on. */
  readonly hold: number;
  /** χ from `interval` · hold to the next change; `interval` is a whole number from 0. */
  at(interval: number): number;
}

/** The process of one seed; other purposes, and other seeds, have others. */
export function randomSteps(hold: number, seed: number, purpose: string): RandomSteps {
  const { normal } = randomStream(seed, purpose);
  return { hold, at: normal };
}

/** Part of `hold` that a change takes in a netlist, half of it before and half after: its integral stays the same. */
const edge = 0.02;

/** Points of a line of a netlist. */
const perLine = 4;

/**
 * The process as an ngspice voltage source from node `name` to ground, 1 V for 1, until `seconds`; its last value stays. A
 * line of two points for each interval, so that `seconds` should be no more than the run.
 */
export function stepSource({ hold, at }: RandomSteps, name: string, seconds: number): string {
  const points = [`0 ${at(0)}`];
  for (let k = 1; k * hold < seconds; k++)
    points.push(`${(k - edge / 2) * hold} ${at(k - 1)}`, `${(k + edge / 2) * hold} ${at(k)}`);
  const lines = Array.from({ length: Math.ceil(points.length / perLine) }, (_, k) =>
    points.slice(k * perLine, (k + 1) * perLine).join(' '),
  );
  return `V${name} ${name} 0 PWL(${lines.join('\n+ ')})`;
}
