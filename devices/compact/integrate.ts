import { reject } from '../../edge/error.js';
import { firstEvent, type ScaledModel, scaledModel } from './bounds.js';
import type { CompactModel } from './model.js';
import { type RadauStep, radauStep } from './radau.js';

export interface SimulationOptions {
  /** s. */
  readonly duration: number;
  /** Local error of a step, as a part of max − min of each state; default 1e-6. */
  readonly tolerance?: number;
  /** s; default a hundredth of `duration`. What the drive does between the stages of a longer step goes unseen. */
  readonly maxStep?: number;
  /** s, where the drive jumps or has a corner; no step crosses one. */
  readonly breakpoints?: readonly number[];
  /** State at 0 s; default the model's initial one. */
  readonly initial?: Float64Array;
  /** When to record: s, ascending; or how many times, evenly from 0 to `duration`. Default 1001. */
  readonly points?: number | readonly number[] | Float64Array;
}

/** What a model did, at `points` times. */
export interface ModelTrace {
  /** s. */
  readonly time: Float64Array;
  /** V, of the drive. */
  readonly voltage: Float64Array;
  /** A, from p to n. */
  readonly current: Float64Array;
  /** points × states, in the units of the states. */
  readonly states: Float64Array;
}

/** The equations of a model could not be followed any further. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';

  constructor(
    readonly model: string,
    /** Time that was reached. */
    readonly seconds: number,
    /** State there, in the units of the states. */
    readonly state: Float64Array,
    why: string,
  ) {
    super(`model ${model}: stopped at ${seconds} s in state ${[...state].join(', ')}: ${why}`);
  }
}

/** Shorter steps than this part of the duration are not made. */
const shortest = 1e-14;

/** More cuts of one step than this are a chatter of events within the tolerance. */
const maxCuts = 60;

const maxSteps = 5_000_000;

/**
 * Follows a model under a voltage, `drive`(s).
 *
 * The switching of these models is exponential in the voltage, and some relax on their own a million times faster than
 * they are driven: they are stiff in parts. The method is therefore implicit and L-stable, and of high order for the rest:
 * Radau IIA of order 5 (radau.ts), in steps whose estimated error is at most `tolerance` of the range of each state.
 *
 * A model's rate jumps to 0 where a state runs into a bound, which no step may straddle. So each state is either free or
 * held. A free one sees the rates of the inside, continued beyond the bounds; where its step crosses one, the step is cut
 * to end there and the state put on the bound. It is held as long as the model's rate there is 0, and where that changes
 * within a step, the step is cut there too (bounds.ts).
 *
 * Where the model has noise, no step crosses a change of it. Its values depend on the time alone, so that the tolerance
 * and the lengths of the steps change the trajectory by their error and no more; each value costs at least one step.
 *
 * InputError where the options are impossible; IntegrationError where rates are not finite or steps become too short.
 */
export function simulateModel(
  model: CompactModel,
  drive: (seconds: number) => number,
  options: SimulationOptions,
): ModelTrace {
  const where = `simulation of ${model.name}`;
  const { duration, tolerance = 1e-6, maxStep = duration / 100, breakpoints = [] } = options;
  positive(`${where}: duration`, duration);
  positive(`${where}: tolerance`, tolerance);
  positive(`${where}: maxStep`, maxStep);
  const { random } = model;
  if (random && duration > maxSteps * random.hold)
    reject(
      `${where}: duration`,
      `found ${duration} s`,
      `expected at most ${maxSteps} times the ${random.hold} s for which the noise holds`,
    );
  let scaled = scaledModel(model);
  const start = options.initial ?? Float64Array.from(model.states, ({ initial }) => initial);
  let u: Float64Array = scaled.from(start, `${where}: initial`);
  const time = recordingTimes(options.points ?? 1001, duration, `${where}: points`);
  const trace: ModelTrace = {
    time,
    voltage: time.map(drive),
    current: new Float64Array(time.length),
    states: new Float64Array(time.length * scaled.n),
  };

  const corners = [...new Set(breakpoints)].filter(at => at > 0 && at < duration).sort((a, b) => a - b);
  let wanted = Math.min(maxStep, duration / 1000);
  let [from, steps, recorded] = [0, 0, 0];
  const fail = (why: string): never => {
    throw new IntegrationError(model.name, from, scaled.state(u), why);
  };
  const between = new Float64Array(scaled.n);
  for (const [to, interval] of spans(corners, duration, random?.hold)) {
    if (random) scaled = scaledModel(model, random.at(interval));
    // The drive may jump at a corner: either side is seen only from its own.
    const edge = (to - from) * 1e-12;
    const [early, late] = [from + edge, to - edge];
    const voltage = (seconds: number): number => drive(Math.min(Math.max(seconds, early), late));
    while (from < to) {
      if (++steps > maxSteps) fail(`${maxSteps} steps were not enough`);
      const made = takeStep(scaled, voltage, from, u, Math.min(wanted, maxStep, to - from), {
        tolerance,
        least: Math.min(shortest * duration, to - from),
        rest: to - from,
        fail,
      });
      const { step, length } = made;
      const end = length === to - from ? to : from + length;
      for (; recorded < time.length && time[recorded]! <= end; recorded++) {
        step.at(Math.min(1, (time[recorded]! - from) / length), between);
        const state = scaled.state(between);
        trace.states.set(state, recorded * scaled.n);
        trace.current[recorded] = model.current(trace.voltage[recorded]!, state);
      }
      ({ u, wanted } = made);
      from = end;
    }
  }
  return trace;
}

/**
 * The parts of the run that no step leaves: where each ends, and the interval of the noise in which it lies. A change that
 * meets a corner but for rounding is taken there: no crumb of time is between them.
 */
function* spans(
  corners: readonly number[],
  duration: number,
  hold?: number,
): Generator<readonly [to: number, interval: number]> {
  const slack = 1e-8 * (hold ?? 0);
  const change = (interval: number): number => (hold === undefined ? Number.POSITIVE_INFINITY : (interval + 1) * hold);
  let interval = 0;
  for (const corner of [...corners, duration]) {
    while (change(interval) < corner - slack) yield [change(interval), interval++];
    yield [corner, interval];
    if (change(interval) <= corner + slack) interval++;
  }
}

interface StepLimits {
  readonly tolerance: number;
  /** s; a shorter step fails. */
  readonly least: number;
  /** s until the next corner. */
  readonly rest: number;
  fail(why: string): never;
}

interface StepTaken {
  readonly step: RadauStep;
  readonly length: number;
  /** At the end, on the bounds where the step ends on one. */
  readonly u: Float64Array;
  /** s, length for the next step. */
  readonly wanted: number;
}

/** The longest step up to `length` that keeps the tolerance and ends no later than where a state reaches or leaves a bound. */
function takeStep(
  model: ScaledModel,
  voltage: (seconds: number) => number,
  from: number,
  u: Float64Array,
  length: number,
  { tolerance, least, rest, fail }: StepLimits,
): StepTaken {
  const rate = model.rate(voltage(from), u);
  if (!rate.every(Number.isFinite)) fail(`its rates are ${rate.join(', ')} at ${voltage(from)} V`);
  const held = Uint8Array.from(u, (value, k) => ((value === 0 || value === 1) && rate[k] === 0 ? 1 : 0));
  // No crumb is left over before a corner.
  let now = rest - length < rest * 1e-9 ? rest : length;
  let aim: number | undefined;
  for (let cuts = 0; ; ) {
    if (now < least) fail(`a step of ${now} s is still too long`);
    const step = radauStep((s, at, out) => model.rateInside(voltage(s), at, held, out), from, u, now, tolerance);
    const error = step ? step.error.reduce((most, value) => Math.max(most, value), 0) / tolerance : Number.NaN;
    if (!step || !(error <= 1)) {
      now *= error > 1 ? Math.max(0.2, 0.9 * error ** -0.25) : 0.25;
      aim = undefined;
      continue;
    }
    const frame = { voltage: (part: number) => voltage(from + part * now), length: now, tolerance };
    const event = cuts++ < maxCuts ? firstEvent(step, model, held, frame) : undefined;
    if (!event) {
      const end = step.end.map((value, k) => {
        if (held[k]) return u[k]!;
        const reach = aim === k ? tolerance : 0;
        return value <= reach ? 0 : value >= 1 - reach ? 1 : value;
      });
      return { step, length: now, u: end, wanted: now * Math.min(8, 0.9 * Math.max(error, 1e-6) ** -0.25) };
    }
    // What happens at once takes no step: the state is held or freed where it is.
    if (event.part * now < least) held[event.variable] = event.kind === 'reach' ? 1 : 0;
    else {
      now *= event.part;
      aim = event.kind === 'reach' ? event.variable : undefined;
    }
  }
}

function recordingTimes(
  points: number | readonly number[] | Float64Array,
  duration: number,
  where: string,
): Float64Array {
  if (typeof points === 'number') {
    if (!(Number.isInteger(points) && points >= 2)) reject(where, `found ${points}`, 'expected a count of at least 2');
    return Float64Array.from({ length: points }, (_, k) => Math.min(duration, (duration * k) / (points - 1)));
  }
  const times = Float64Array.from(points);
  times.forEach((seconds, k) => {
    if (!(seconds >= (times[k - 1] ?? 0) && seconds <= duration))
      reject(`${where}[${k}]`, `found ${seconds} s`, `expected times that ascend from 0 to ${duration} s`);
  });
  return times;
}

function positive(where: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) reject(where, `found ${value}`, 'expected a number above 0');
}
