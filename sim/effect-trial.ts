import { compile } from '../compiler/compile.js';
import { type Effect, withEffects } from '../compiler/effects.js';
import type { Hardware } from '../compiler/hardware.js';
import { accuracy, predict } from '../models/classify.js';
import { referenceEngine, runGraph } from '../models/execute.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import type { DriftCompensation } from './compensation.js';
import { lifetime, type ReadoutTraining, runDuration, withTraining } from './lifetime.js';

/** What all trials of a study share. */
export interface EffectWork {
  readonly network: Network;
  readonly hardware: Hardware;
  readonly test: SeriesSet;
  readonly train?: SeriesSet | undefined;
  readonly calibration?: SeriesSet | undefined;
}

/** One variant of the hardware at one age, and the readouts that it is tried with. */
export interface EffectTrial {
  readonly effects: readonly Effect[];
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  readonly readouts: readonly ReadoutTraining[];
}

/** What a thread is asked for: a trial on one chip, or what is to be known before. */
export type EffectJob =
  | { readonly kind: 'trial'; readonly trial: EffectTrial; readonly seed: number; readonly noiseSplit: number }
  | { readonly kind: 'whole'; readonly seed: number };

/** The accuracy in float64, and how long a run takes on the whole hardware (s). */
export interface Whole {
  readonly reference: number;
  readonly duration: number;
}

export function wholeOf(work: EffectWork, seed: number): Whole {
  const { network, hardware, test, train, calibration } = work;
  const { program } = compile(network, hardware, { seed, ...(calibration && { calibration }) });
  const { scores } = runGraph(program.graph, test, referenceEngine());
  return {
    reference: accuracy(predict(scores), test),
    duration: runDuration(program, train ? withTraining(train, test) : test),
  };
}

/** The accuracies of a trial on the chip of a seed, in the order of its readouts. */
export function runTrial(
  work: EffectWork,
  { effects, time, compensation, readouts }: EffectTrial,
  seed: number,
  noiseSplit: number,
): number[] {
  const { network, hardware, test, train, calibration } = work;
  const options = { seed, ...(calibration && { calibration }) };
  const { program } = compile(network, withEffects(hardware, effects), options);
  const training = train && readouts.some(readout => readout !== 'float');
  const { points } = lifetime(program, test, {
    ...{ times: [time], compensation: [compensation], noiseSplit, readouts },
    ...(training && { train }),
  });
  return readouts.map(readout => points.find(point => point.readout === readout)!.accuracy);
}
