/** One operation on one unit: a part of a task. */
export interface Segment {
  /** Number of the unit. */
  readonly unit: number;
  readonly work: Work;
  /** s after the start of its task. */
  readonly from: number;
  /** s. */
  readonly duration: number;
  /** Equal operations, one after another, that it stands for. */
  readonly pieces: number;
}

/**
 * Inputs are taken from a buffer; drivers drive an array and apply its voltages, while its lines settle and are read; currents
 * are sampled, and held while they are converted; partial sums are added, the rest is computed, volatile memristors are pulsed;
 * results are kept in a buffer.
 */
export type Work =
  | 'take'
  | 'drive'
  | 'apply'
  | 'settle'
  | 'read'
  | 'sample'
  | 'hold'
  | 'convert'
  | 'add'
  | 'compute'
  | 'pulse'
  | 'keep';

/**
 * Operations that follow one another at fixed distances, since nothing could keep a current waiting: from the drive of an array
 * to the last conversion of what it was sampled for.
 */
export interface Task {
  readonly stage: number;
  readonly step: number;
  readonly segments: readonly Segment[];
  /** Earlier tasks, by number, that end before it starts. */
  readonly after: readonly number[];
  /** s before which it does not start. */
  readonly earliest: number;
  /** Its place among those that wait for the same unit, the lowest first. */
  readonly rank: number;
}

/** When each task starts and ends, s, and what it waited for. */
export interface ListSchedule {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Of each task the one that it waited for last, for its end or for a unit of it; −1 where it waited for none. */
  readonly cause: Int32Array;
}

/**
 * List scheduling by rank: of the tasks whose inputs have their times, the one of the lowest rank comes next, of several the
 * first in the list. It starts when its inputs are there and all its units are free for as long as it needs each; units do not go
 * back into a gap.
 */
export function listSchedule(tasks: readonly Task[], unitCount: number): ListSchedule {
  const start = new Float64Array(tasks.length);
  const end = new Float64Array(tasks.length);
  const cause = new Int32Array(tasks.length).fill(-1);
  const free = new Float64Array(unitCount);
  const holder = new Int32Array(unitCount).fill(-1);
  const open = Int32Array.from(tasks, task => task.after.length);
  const followers = followersOf(tasks);

  const queue = new TaskQueue(tasks);
  for (const [k, count] of open.entries()) if (count === 0) queue.push(k);
  for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
    const { segments, after, earliest } = tasks[k]!;
    let at = earliest;
    const wait = (until: number, other: number): void => {
      if (until <= at) return;
      at = until;
      cause[k!] = other;
    };
    for (const before of after) wait(end[before]!, before);
    for (const { unit, from } of segments) wait(free[unit]! - from, holder[unit]!);
    let last = at;
    for (const { unit, from, duration } of segments) {
      const until = at + from + duration;
      last = Math.max(last, until);
      if (until < free[unit]!) continue;
      free[unit] = until;
      holder[unit] = k;
    }
    start[k] = at;
    end[k] = last;
    for (let at = followers.from[k]!; at < followers.from[k + 1]!; at++) {
      const follower = followers.tasks[at]!;
      open[follower]!--;
      if (open[follower] === 0) queue.push(follower);
    }
  }
  return { start, end, cause };
}

/** The tasks that wait for each, in order: those for task k from `from[k]` to before `from[k + 1]`. Arrays of their own would take most of the memory. */
function followersOf(tasks: readonly Task[]): { readonly from: Int32Array; readonly tasks: Int32Array } {
  const from = new Int32Array(tasks.length + 1);
  for (const { after } of tasks) for (const before of after) from[before + 1]!++;
  for (let k = 0; k < tasks.length; k++) from[k + 1]! += from[k]!;
  const filled = from.slice();
  const followers = new Int32Array(from[tasks.length]!);
  for (const [k, { after }] of tasks.entries())
    for (const before of after) {
      followers[filled[before]!] = k;
      filled[before]!++;
    }
  return { from, tasks: followers };
}

/** A binary heap of tasks by their ranks, then by their numbers. */
class TaskQueue {
  readonly #ranked: readonly Pick<Task, 'rank'>[];
  readonly #heap: number[] = [];

  constructor(ranked: readonly Pick<Task, 'rank'>[]) {
    this.#ranked = ranked;
  }

  push(task: number): void {
    let at = this.#heap.push(task) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#before(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): number | undefined {
    const last = this.#heap.length - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    const found = this.#heap.pop();
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < last && this.#before(below, least)) least = below;
      if (least === at) return found;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a]!, this.#heap[b]!];
    const [first, second] = [this.#ranked[x]!.rank, this.#ranked[y]!.rank];
    return first < second || (first === second && x < y);
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }
}
