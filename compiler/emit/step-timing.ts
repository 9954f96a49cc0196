import type { LayerCircuit } from './layer-circuit.js';

/**
 * When things happen in one step of a layer, s from its beginning:
 *
 *     0 … ramp        the rows go to the voltages of the step, the volatile devices to that of a read
 *     0 … read        arrays settle; the states that the last pulse left are read
 *     read … step     the volatile devices have their pulses
 *
 * Without volatile devices there is no pulse. The state that step k leaves is read in the window of step k + 1.
 */
export interface StepTiming {
  readonly step: number;
  readonly read: number;
  readonly ramp: number;
  /** s between two pulses that the behavioural simulator, too, gives the devices. */
  readonly rest: number;
}

/** ngspice joins what lies closer together than some 5e-6 of a pulse, so a read takes at least this part of one. */
const leastRead = 5e-4;

/** Parts of a read and of a pulse that a ramp takes, the shorter of them. */
const rampOfRead = 0.02;
const rampOfPulse = 1e-3;

/** The timing of a layer's steps: reads take the time that arrays do, or that volatile devices have between pulses. */
export function stepTiming({ hardware, neurons }: LayerCircuit): StepTiming {
  if (!neurons?.volatile) {
    const read = hardware.read.time;
    return { step: read, read, ramp: rampOfRead * read, rest: 0 };
  }
  const { pulse, rest } = neurons.volatile;
  const read = Math.max(rest, leastRead * pulse);
  return { step: read + pulse, read, ramp: Math.min(rampOfRead * read, rampOfPulse * pulse), rest };
}

/** s: the middle of the window in which what step `k` leads to is seen. */
export const sampleTime = ({ step, read }: StepTiming, k: number, states: boolean): number =>
  states ? (k + 1) * step + read / 2 : k * step + 0.9 * read;
