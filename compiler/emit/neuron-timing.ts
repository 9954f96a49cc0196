import type { Phase } from '../active-phase.js';
import type { AnalogNeurons } from '../hardware.js';

/**
 * When things happen in a step of a netlist of neurons, s from its beginning. Gates have edges of finite length, and are
 * as long between the middles of their edges as what they stand for.
 */
export interface StepTimes {
  readonly period: number;
  readonly edge: number;
  /** When the falling edge of a read pulse begins. */
  readonly pulseEnd: number;
  /** When decision, reset and the refractory variable have their turn. */
  readonly updates: readonly [number, number, number];
  /** How long each of the three lasts. */
  readonly gate: number;
  /** When membranes are looked at: after they acted, before any reset. */
  readonly membraneAt: number;
  /** When latches are looked at. */
  readonly latchAt: number;
}

/** An edge as a part of the shortest thing with two of them. */
const edgeShare = 1 / 80;

export function stepTimes({ timeStep, updateTime }: AnalogNeurons, { active, pulse }: Phase): StepTimes {
  const edge = edgeShare * Math.min(updateTime / 3, pulse);
  const third = (updateTime - 4 * edge) / 3;
  const start = active + 2 * edge;
  return {
    ...{ period: timeStep, edge, pulseEnd: pulse },
    updates: [start, start + third, start + 2 * third],
    // An edge of silence before the next.
    gate: third - 2 * edge,
    membraneAt: active + 1.5 * edge,
    latchAt: timeStep - edge,
  };
}
