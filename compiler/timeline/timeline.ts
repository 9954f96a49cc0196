import type { Peripherals } from '../cost/peripherals.js';
import type { PlacedTile } from '../plan.js';
import type { Program } from '../program-record.js';
import { type Chip, chipOf } from './chip.js';
import { type CriticalPath, criticalPath } from './critical-path.js';
import { leadingChip } from './leading.js';
import { listSchedule, type Work } from './list-schedule.js';
import { requireFewTasks, steadySchedule } from './steady.js';
import { addBusy, type Flow, listedSteps, type Overlap, type StepTasks, stepTasks } from './tasks.js';
import type { Unit } from './units.js';

/** One thing that one unit does, s from the start of the inference. */
export interface Operation {
  readonly unit: number;
  readonly stage: string;
  /** Time step, from 0. */
  readonly step: number;
  readonly work: Work;
  readonly start: number;
  readonly duration: number;
  /** Equal operations, one after another, that it stands for: the conversions of an ADC. */
  readonly pieces: number;
}

/** What keeps time steps apart: a unit that is busy so long in each, or a stage that must be done before it takes the next. */
export interface Bound {
  readonly seconds: number;
  readonly by: string;
}

/** An inference operation by operation. */
export interface Timeline {
  readonly units: readonly Unit[];
  readonly steps: number;
  /** s from the first input to the last result. */
  readonly inference: number;
  /** s of a series of one time step, and the operations that it waits for. */
  readonly latency: number;
  readonly path: CriticalPath;
  /** s that one step takes in each stage while nothing else goes on. */
  readonly stages: readonly { readonly name: string; readonly latency: number }[];
  /** s between two time steps once the pipeline is full; 0 where nothing is done at every step. */
  readonly interval: number;
  /** What the interval cannot be less than. */
  readonly bound: Bound;
  /** s that each unit is busy in the whole inference. */
  readonly busy: Float64Array;
  /** Those of the first steps, by their starts. */
  readonly operations: readonly Operation[];
  /** How many steps these are: fewer than were asked for where they would be more than `mostOperations`. */
  readonly shown: number;
}

export interface TimelineOptions {
  readonly steps: number;
  readonly overlap?: Overlap;
  /** Steps whose operations are listed; default 0. */
  readonly shown?: number;
  /** s that the lines of a tile settle before each read; default none. */
  readonly settling?: (tile: PlacedTile) => number;
}

/**
 * When each unit of the chip does what in an inference of so many time steps, with the latencies of one set of peripherals.
 *
 * Of each stage (compiler/schedule.ts) and time step: inputs are taken from the buffer; for each read of its arrays the drivers
 * settle, the lines, the column currents are integrated and held, ADC k of an array converts them one after another; partial
 * sums are added by a tree and the rest is computed in the lanes; the results are kept in the buffer. Conversions and digital
 * work of a stage are spread evenly over its reads. A unit does one thing at a time, in the order in which things would come up if
 * nothing got in the way (`listSchedule`); stages
 * follow the graph, so that those that do not need each other run side by side. With the overlap `stages` a stage takes a step
 * when it has done the one before; with `units` as soon as its units are free, but where something comes back through
 * its arrays.
 *
 * Long series are followed until they are periodic, and the rest is exact (`steadySchedule`). Arrays that stand for others in
 * all times are followed alone (`leadingChip`); operations are listed of all. InputError where more tasks must be followed than
 * memory may hold, or where one step has more than `mostOperations`.
 */
export function timeline(program: Program, preset: Peripherals, options: TimelineOptions): Timeline {
  const { steps, overlap = 'stages', shown = 0, settling = () => 0 } = options;
  const whole = chipOf(program, preset, settling);
  const chip = leadingChip(whole);
  const { units, stages } = chip;

  const turn = stages.reduce((period, { sets }) => leastCommonMultiple(period, sets.length), 1);
  requireFewTasks(chip, turn, turn);
  const alone = stepTasks(chip, 1, { ...unhindered(chip, 1), overlap });
  const single = listSchedule(alone.tasks, units.length);
  const latency = single.end.reduce((most, end) => Math.max(most, end), 0);
  const path = criticalPath(chip, alone, single);
  // Steps so far apart that none meets another.
  const between = 2 * turn * latency;
  const apart = stepsApart(chip, turn, overlap, between);
  const latencies = stages.map((_, k) =>
    apart.list.keep[k]!.reduce(
      (most, kept, step) => Math.max(most, apart.end[kept]! - apart.start[apart.list.take[k]![step]!]!),
      0,
    ),
  );

  const perStep = busyPerStep(whole, turn);
  const bound = boundOf(chip, perStep, latencies, overlap);
  // A result is kept until the last stage that needs it takes it, behind the longest branch.
  const taken = (k: number): number => apart.start[apart.list.take[k]![0]!]!;
  const room = latencies.map((own, k) => {
    const readers = stages.flatMap(({ per, sources }, reader) =>
      per === 'step' && sources.includes(k) ? [taken(reader) - taken(k)] : [],
    );
    const kept = Math.max(own, ...readers);
    return 1 + (bound.seconds > 0 ? Math.ceil(kept / bound.seconds - 1e-9) : 0);
  });
  const common = {
    units,
    steps,
    latency,
    path,
    bound,
    stages: stages.map(({ name }, k) => ({ name, latency: latencies[k]! })),
  };
  if (!stages.some(({ per }) => per === 'step'))
    return { ...common, ...listed(0), inference: latency, interval: 0, busy: busyTime(whole, 1, turn) };
  const due = (pace: number): Flow['due'] => dueTimes(apart, between, pace);
  const steady = steadySchedule(chip, steps, { overlap, room, due }, turn, bound.seconds);
  const followed = steady.schedule.end.reduce((most, end) => Math.max(most, end), 0);
  const { interval, pace } = steady;
  const inference = followed + (steps - steady.steps) * interval;
  return { ...common, ...listed(pace), inference, interval, busy: busyTime(whole, steps, turn) };

  /** The operations of the first steps, of all units; what is done once per series belongs to them if they are all. */
  function listed(pace: number): Pick<Timeline, 'operations' | 'shown'> {
    const count = listedSteps(whole, Math.min(shown, steps));
    if (count === 0) return { operations: [], shown: 0 };
    const due = dueTimes(stepsApart(whole, turn, overlap, between), between, pace);
    const list = stepTasks(whole, count, { overlap, pace, room, due });
    const { start } = listSchedule(list.tasks, units.length);
    const operations = list.tasks.flatMap(({ segments, stage, step }, k) =>
      stages[stage]!.per === 'series' && count < steps
        ? []
        : segments.map(({ unit, work, from, duration, pieces }) => ({
            ...{ unit, stage: stages[stage]!.name, step, work, start: start[k]! + from, duration, pieces },
          })),
    );
    return { operations: operations.sort((a, b) => a.start - b.start), shown: count };
  }
}

/** Steps that come in as they are there. */
const unhindered = ({ stages }: Chip, steps: number) => ({ pace: 0, room: stages.map(() => steps), due: [] });

/** To a grid on which ranks of all steps are exact, so that what is equal in one step is so in every other. */
const toGrid = (paces: number): number => Math.round(paces * 2 ** 24) / 2 ** 24;

/** Steps of a turn of the sets, and when each task starts that none of another step gets in the way of. */
interface Apart {
  readonly list: StepTasks;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

function stepsApart(chip: Chip, turn: number, overlap: Overlap, between: number): Apart {
  const list = stepTasks(chip, turn, { ...unhindered(chip, turn), overlap, pace: between });
  return { list, ...listSchedule(list.tasks, chip.units.length) };
}

function dueTimes({ list: { firstOf, tasks }, start }: Apart, between: number, pace: number): Flow['due'] {
  const turn = firstOf.length - 1;
  return firstOf.map((from, k) => {
    const came = between * Math.min(k, turn - 1);
    const own = start.subarray(from, firstOf[k + 1] ?? tasks.length);
    return Array.from(own, at => (pace > 0 ? toGrid((at - came) / pace) : 0));
  });
}

/** s that each unit is busy in `steps` steps, and with what is done once after them; sets of arrays come round every `turn`. */
function busyTime(chip: Chip, steps: number, turn: number): Float64Array {
  const busy = busyPerStep(chip, turn).map(seconds => seconds * (steps - (steps % turn)));
  for (let step = 0; step < steps % turn; step++) addBusy(chip, 'step', step, busy);
  addBusy(chip, 'series', steps - 1, busy);
  return busy;
}

/** The same of one time step, mean over a turn of the sets of arrays. */
function busyPerStep(chip: Chip, turn: number): Float64Array {
  const busy = new Float64Array(chip.units.length);
  for (let step = 0; step < turn; step++) addBusy(chip, 'step', step, busy);
  return busy.map(seconds => seconds / turn);
}

function boundOf(
  { stages, units }: Chip,
  perStep: Float64Array,
  latencies: readonly number[],
  overlap: Overlap,
): Bound {
  let bound: Bound = { seconds: 0, by: 'nothing' };
  const atLeast = (seconds: number, by: string): void => {
    if (seconds > bound.seconds * (1 + 1e-12)) bound = { seconds, by };
  };
  for (const [k, { per, name, recurs, sets, vectors, memristors, adding, computing }] of stages.entries()) {
    if (per !== 'step') continue;
    if (overlap === 'stages' || recurs === 'stage')
      atLeast(latencies[k]! / Math.max(1, Math.floor(sets.length / vectors)), `stage ${name}`);
    if (recurs === 'state' && !memristors)
      atLeast((Math.ceil(vectors / sets.length) / vectors) * (adding + computing), `states of ${name}`);
  }
  for (const [unit, seconds] of perStep.entries()) atLeast(seconds, units[unit]!.name);
  return bound;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
