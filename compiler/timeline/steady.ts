import { reject } from '../../edge/error.js';
import type { Chip } from './chip.js';
import { type ListSchedule, listSchedule } from './list-schedule.js';
import { type Flow, type StepTasks, stepTasks, taskCount } from './tasks.js';

/** Steps that are followed one by one in search of a period. */
const mostSteps = 4096;
/** Tasks that are followed at once: 200 bytes each. */
const mostTasks = 3_000_000;
/** Periods are looked for up to this many times the one in which the sets of arrays come round. */
const mostTurns = 4;
/** Paces that are tried before more steps are. */
const mostPaces = 8;
/** By which two times may differ and be the same, as a part of the whole schedule's length. */
const rounding = 1e-12;

/** A schedule of some steps of a longer series, and how it goes on. */
export interface SteadySchedule {
  readonly steps: number;
  readonly list: StepTasks;
  readonly schedule: ListSchedule;
  /** s between two steps, mean over those after which everything repeats itself. */
  readonly interval: number;
  /** s between two steps that come in. */
  readonly pace: number;
}

/**
 * The schedule of a series of `length` steps: of all of them, or of fewer that end in the same way. Steps come in at an even
 * pace, the least there can be (`bound`, s), or the one at which they were seen to get through. They are taken one by one until
 * each task of `period` steps stands as far behind the one of the period before, for as many steps as are on their way at
 * once: what a unit does next depends on nothing else, so that it goes on like that. The steps left out then take `interval`
 * each; how many they are is a multiple of the period, so that the end is that of the whole series, too. InputError where there
 * is no period and the series is too long to follow, or where the steps to follow have too many tasks.
 */
export function steadySchedule(
  chip: Chip,
  length: number,
  flow: Pick<Flow, 'overlap' | 'room'> & { readonly due: (pace: number) => Flow['due'] },
  turn: number,
  bound: number,
): SteadySchedule {
  const deepest = Math.max(1, ...flow.room);
  let pace = bound;
  let tries = 0;
  const fewest = 4 * (chip.stages.length + turn + deepest);
  requireFewTasks(chip, turn, Math.min(fewest, mostSteps));
  const most = Math.min(mostSteps, Math.floor(mostTasks / taskCount(chip, 0)));
  for (let least = fewest; least <= most; ) {
    const trial = follow(least);
    const period = periodOf(trial, turn, deepest);
    if (period !== undefined) {
      const interval = periodSeconds(trial, period) / period;
      if (length <= least) return { ...follow(length), interval, pace };
      const steps = least + ((length - least) % period);
      return { ...(steps === least ? trial : follow(steps)), interval, pace };
    }
    const several = turn * Math.max(1, Math.floor(least / 4 / turn));
    const seen = slowest(trial, several) / several;
    if (seen > pace * (1 + 1e-9) && tries++ < mostPaces) pace = seen;
    else least *= 2;
  }
  if (length <= most) {
    const whole = follow(length);
    return { ...whole, interval: periodSeconds(whole, middle(length)) / Math.max(1, middle(length)), pace };
  }
  return reject(
    `--steps ${length}`,
    `found no period within ${most} time steps`,
    `expected at most ${most} steps where products share arrays in this way`,
  );

  function follow(steps: number): Followed {
    const list = stepTasks(chip, steps, { ...flow, pace, due: flow.due(pace) });
    return { steps, list, schedule: listSchedule(list.tasks, chip.units.length) };
  }
}

/** InputError where `steps` time steps, in which the sets of arrays come round every `turn`, have more tasks than memory may hold. */
export function requireFewTasks(chip: Chip, turn: number, steps: number): void {
  // Sets in turn have equally many but for a part of their reads.
  const own = taskCount(chip, 0);
  if (own * steps <= mostTasks) return;
  const of = turn > 1 ? `, in which the sets of arrays come round every ${turn}` : '';
  reject(
    'schedule',
    `found ${own} reads and computations to be told apart in a time step, of which ${steps} steps must be followed${of}`,
    `expected at most ${mostTasks} in all: fewer products on shared arrays, or fewer duplicates`,
  );
}

type Followed = Pick<SteadySchedule, 'steps' | 'list' | 'schedule'>;

/** The middle of what was followed: neither its beginning nor its end. */
const middle = (steps: number): number => Math.floor(steps / 2);

/** The least period of the steps around the middle; undefined where they have none. */
function periodOf(found: Followed, turn: number, deepest: number): number | undefined {
  const { steps, list } = found;
  const from = middle(steps);
  const onTheWay = deepest * list.take.length;
  for (let period = turn; period <= mostTurns * turn; period += turn) {
    const first = Math.max(period, from - Math.min(onTheWay + period, Math.floor(steps / 4)));
    const shift = periodSeconds(found, period);
    const slack = rounding * found.schedule.end.reduce((most, end) => Math.max(most, end), 0);
    let same = true;
    for (let step = first; same && step <= from; step++) same = standsBehind(found, step, period, shift, slack);
    if (same) return period;
  }
  return undefined;
}

/** s between a step in the middle and the one a period before. */
function periodSeconds({ steps, list, schedule }: Followed, period: number): number {
  const step = middle(steps);
  return schedule.start[list.firstOf[step]!]! - schedule.start[list.firstOf[step - period]!]!;
}

/** s by which the task that is held up most stands behind its like of a period before, in the middle. */
function slowest({ steps, list, schedule }: Followed, period: number): number {
  const step = middle(steps);
  const [now, before] = [list.firstOf[step]!, list.firstOf[step - period]!];
  let most = 0;
  for (let k = 0; k < list.firstOf[step + 1]! - now; k++)
    most = Math.max(most, schedule.start[now + k]! - schedule.start[before + k]!);
  return most;
}

/** Whether each task of a step starts `shift` s after its like of a period before, but for `slack` s. */
function standsBehind(
  { list, schedule }: Followed,
  step: number,
  period: number,
  shift: number,
  slack: number,
): boolean {
  const { firstOf } = list;
  const [now, before] = [firstOf[step]!, firstOf[step - period]!];
  for (let k = 0; k < firstOf[step + 1]! - now; k++)
    if (Math.abs(schedule.start[now + k]! - schedule.start[before + k]! - shift) > slack) return false;
  return true;
}
