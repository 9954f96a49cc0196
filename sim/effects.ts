import { availableParallelism } from 'node:os';
import { type Effect, effectsOf } from '../compiler/effects.js';
import { deviceOf, type Hardware } from '../compiler/hardware.js';
import { reject } from '../edge/error.js';
import { besideModule } from '../kernels/thread.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import type { DriftCompensation } from './compensation.js';
import type { EffectJob, EffectTrial, EffectWork, Whole } from './effect-trial.js';
import { runInWorkers } from './jobs.js';
import type { ReadoutTraining } from './lifetime.js';

/** A figure over several chips. */
export interface OverChips {
  /** One per chip, in the order of the seeds. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Sample deviation; 0 for one chip. */
  readonly deviation: number;
}

/** The accuracy with everything up to some effect or remedy. */
export interface Rung {
  /** What this rung adds to the one before. */
  readonly added: Effect | 'age' | 'compensation' | 'retraining';
  readonly effects: readonly Effect[];
  /** s since programming. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  readonly readout: ReadoutTraining;
  readonly accuracy: OverChips;
}

/** The accuracy that one effect costs, chip by chip; below 0 where it happens to help. */
export interface EffectCost {
  readonly effect: Effect;
  readonly readout: ReadoutTraining;
  /** Float less hardware that has this effect alone. */
  readonly alone: OverChips;
  /** Hardware without this effect alone less the whole: what would be won by being rid of it. */
  readonly within: OverChips;
}

/** What each effect of the hardware costs a network. */
export interface EffectStudy {
  readonly seeds: readonly number[];
  /** Accuracy in float64. */
  readonly reference: number;
  /** From float to the whole and what remedies win back. */
  readonly ladder: readonly Rung[];
  /** s since programming at which `costs` were found. */
  readonly time: number;
  /** With which drift compensation. */
  readonly compensation: DriftCompensation;
  /** Of each effect, for the float readout and, with training data, for one that is retrained. */
  readonly costs: readonly EffectCost[];
  /** s: read noise slower than this was frozen during a run. */
  readonly noiseSplit: number;
}

export interface EffectOptions {
  /** One chip each. */
  readonly seeds: readonly number[];
  /** With labelled training data the readout is also retrained on the hardware. */
  readonly train?: SeriesSet;
  /** Inputs that converter ranges are found on; the network's own where not given. */
  readonly calibration?: SeriesSet;
  /** s since programming, rising: the ages of the ladder; costs are those at the last. By default a day and a year. */
  readonly ages?: readonly number[];
  /** What is done about drift behind the ladder's rung of that name, and in all costs. */
  readonly compensation?: DriftCompensation;
  readonly noiseSplit?: number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Told how many trials of single chips are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

const day = 86400;
const year = 365.25 * day;

/**
 * What each effect of `hardware` costs, in accuracy on `test`: a ladder that adds them one after another and then what
 * remedies win back; and, as a ladder depends on its order, each effect added alone to flawless hardware and taken alone
 * from the whole. A chip has the same devices, with the same draws, in all variants, so that differences are effects and
 * not luck; the noise of single reads is drawn anew for each age.
 *
 * Runs in worker threads; the result does not depend on how many there are. InputError for what the compiler refuses, for
 * series without labels and for ages that the device has no data for. Rejects with the signal's reason where it aborts.
 */
export async function studyEffects(
  network: Network,
  hardware: Hardware,
  test: SeriesSet,
  options: EffectOptions,
): Promise<EffectStudy> {
  const { seeds, train, calibration, signal, compensation = 'global' } = options;
  if (seeds.length === 0) reject('seeds', 'found none', 'expected at least one chip');
  const ages = studiedAges(hardware, options.ages);
  const time = ages.at(-1) ?? 0;
  const work: EffectWork = { network, hardware, test, train, calibration };
  const file = besideModule(import.meta.url, 'effect-worker');
  const [whole] = await runInWorkers<EffectJob, 'done', Whole>(file, work, [{ kind: 'whole', seed: seeds[0]! }], {
    ...{ workers: 1, signal },
    onNews: () => undefined,
  });
  const { reference, duration } = whole!;
  const noiseSplit = options.noiseSplit ?? duration;

  const readouts: readonly ReadoutTraining[] = train ? ['float', 'retrained'] : ['float'];
  const own = effectsOf(hardware, time);
  const rungs = ladderOf(own, ages, compensation, train !== undefined);
  const costTrial = (effects: readonly Effect[]): EffectTrial => ({ effects, time, compensation, readouts });
  const single = own.map(effect => costTrial([effect]));
  const missing = own.map(effect => costTrial(own.filter(other => other !== effect)));
  const everything = costTrial(own);

  const { jobs, found } = jobsOf([...rungs.map(trialOf), ...single, ...missing, everything], seeds, noiseSplit);
  let done = 0;
  const accuracies = await runInWorkers<EffectJob, 'done', number[]>(file, work, jobs, {
    ...{ workers: options.workers ?? availableParallelism(), signal },
    onNews: () => options.onProgress?.(++done, jobs.length),
  });
  const costs = readouts.flatMap(readout =>
    own.map((effect, k): EffectCost => {
      const [alone, without, all] = [single[k]!, missing[k]!, everything].map(trial =>
        found(accuracies, trial, readout),
      );
      return {
        ...{ effect, readout },
        alone: overChips(alone!.map(value => reference - value)),
        within: overChips(without!.map((value, chip) => value - all![chip]!)),
      };
    }),
  );
  const ladder = rungs.map(rung => ({ ...rung, accuracy: overChips(found(accuracies, trialOf(rung), rung.readout)) }));
  return { seeds, reference, ladder, time, compensation, costs, noiseSplit };
}

/** The ages of the ladder: those given, which the device must know, or those of a day and a year that it knows. */
function studiedAges(hardware: Hardware, ages: readonly number[] | undefined): readonly number[] {
  const { longest } = deviceOf(hardware).retention;
  if (!ages) return [day, year].filter(age => age <= longest);
  if (ages.some((age, k) => !(age > (ages[k - 1] ?? 0))))
    reject('ages', `found ${ages.join(', ')} s`, 'expected rising times after programming');
  return ages;
}

type Step = Omit<Rung, 'accuracy'>;

const trialOf = ({ effects, time, compensation, readout }: Step): EffectTrial => ({
  ...{ effects, time, compensation },
  readouts: [readout],
});

/** One effect after another on a new chip; then the ages, the compensation and the retraining, where they change anything. */
function ladderOf(
  own: readonly Effect[],
  ages: readonly number[],
  compensation: DriftCompensation,
  retraining: boolean,
): Step[] {
  // Devices that drift are there from the start: the chip is new, but read noise counts from where drift begins to count.
  const drift = own.filter(effect => effect === 'drift');
  const steps: Step[] = own
    .filter(effect => effect !== 'drift')
    .map((added, k, all) => ({
      ...{ added, effects: [...all.slice(0, k + 1), ...drift], time: 0 },
      ...{ compensation: 'none', readout: 'float' },
    }));
  const whole = { effects: own, compensation: 'none', readout: 'float' } as const;
  // Read noise grows with age, too.
  if (own.includes('drift') || own.includes('read-noise'))
    steps.push(...ages.map((time): Step => ({ added: 'age', ...whole, time })));
  const last = { ...whole, time: steps.at(-1)?.time ?? 0 };
  const compensated = own.includes('drift') ? compensation : 'none';
  if (compensated !== 'none') steps.push({ added: 'compensation', ...last, compensation: compensated });
  if (retraining) steps.push({ added: 'retraining', ...last, compensation: compensated, readout: 'retrained' });
  return steps;
}

/** The trials of every chip as jobs, none twice; `found` picks the accuracies of one with a readout, chip by chip. */
function jobsOf(trials: readonly EffectTrial[], seeds: readonly number[], noiseSplit: number) {
  const conditions = ({ effects, time, compensation }: EffectTrial): string => `${effects} ${time} ${compensation}`;
  const merged = new Map<string, EffectTrial>();
  for (const trial of trials) {
    const readouts = [...(merged.get(conditions(trial))?.readouts ?? []), ...trial.readouts];
    merged.set(conditions(trial), { ...trial, readouts: [...new Set(readouts)] });
  }
  const jobs = seeds.flatMap(seed =>
    [...merged.values()].map(trial => ({ kind: 'trial', trial, seed, noiseSplit }) as const),
  );
  const found = (accuracies: readonly number[][], wanted: EffectTrial, readout: ReadoutTraining): number[] =>
    jobs.flatMap(({ trial }, k) =>
      conditions(trial) === conditions(wanted) ? [accuracies[k]![trial.readouts.indexOf(readout)]!] : [],
    );
  return { jobs, found };
}

/** The figure over these chips. */
export function overChips(values: readonly number[]): OverChips {
  return { values, mean: mean(values), deviation: values.length > 1 ? sampleDeviation(values) : 0 };
}
