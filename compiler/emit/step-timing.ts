import type { LayerCircuit } from './layer-circuit.js';

/**
 * When things happen in one step of a layer, s from its beginning:
 *
 *     0 … ramp        the rows go to the voltages of the step
 *     0 … read        arrays settle; the states that the last pulse left are read
 *     read … step     the volatile devices have their pulses
 *
 * Without volatile devices there is no pulse. The state that step k leaves is read in the window of step k + 1.
 */
export interface StepTiming {
  readonly step: number;
  readonly read: number;
  readonly ramp: number;
}

/** A read takes at least this part of a pulse. */
const leastRead = 1e-3;

/** Part of a read that a ramp takes. */
const rampPart = 0.02;

/**
 * The timing of a layer's steps: reads take the hardware's read time, but at least a thousandth of a pulse, since ngspice
 * joins what lies closer together than some 1e-6 of a pulse.
 */
export function stepTiming({ hardware, neurons }: LayerCircuit): StepTiming {
  const pulse = neurons?.volatile?.pulse ?? 0;
  const read = Math.max(hardware.read.time, leastRead * pulse);
  return { step: read + pulse, read, ramp: rampPart * read };
}

/** s: the middle of the window in which what step `k` leads to is seen. */
export const sampleTime = ({ step, read }: StepTiming, k: number, states: boolean): number =>
  states ? (k + 1) * step + read / 2 : k * step + 0.9 * read;
