import { compile } from '../compiler/compile.js';
import type { Hardware } from '../compiler/hardware.js';
import type { Program } from '../compiler/program-record.js';
import { ConvergenceError } from '../crossbar/line-system.js';
import { InputError } from '../edge/error.js';
import { lifetime } from './lifetime.js';
import type { SweepWork } from './sweep.js';

/** Why a chip or a figure of it cannot be, in words. */
export interface Refusal {
  readonly refused: string;
}

/** The network of the work on a chip of its own. */
export const compileChip = ({ network, calibration }: SweepWork, hardware: Hardware, seed: number): Program =>
  compile(network, hardware, { seed, ...(calibration && { calibration }) }).program;

/** A chip's accuracy at each age, s since programming, with the readout and compensation of the work; and that of float64. */
export function accuraciesAt(
  program: Program,
  times: readonly number[],
  { test, train, readout, compensation }: SweepWork,
): { readonly accuracies: readonly number[]; readonly floatAccuracy: number } {
  const only = { times, compensation: [compensation], readouts: [readout] };
  const { points, reference } = lifetime(program, test, { ...only, ...(train && readout !== 'float' && { train }) });
  const shown = points.filter(point => point.readout === readout);
  return { accuracies: shown.map(({ accuracy }) => accuracy), floatAccuracy: reference };
}

/** What `work` gives, or the words in which the compiler or the device refuses it, or the solver does not solve it. */
export function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof ConvergenceError) return { refused: cause.message };
    throw cause;
  }
}
