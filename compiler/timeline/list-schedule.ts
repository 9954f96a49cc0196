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
}

/** When each task starts and ends, s, and what it waited for. */
export interface ListSchedule {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Of each task the one that it waited for last, for its end or for a unit of it; −1 where it waited for none. */
  readonly cause: Int32Array;
}

/**
 * Event-driven list scheduling: of the tasks whose inputs are there, the one that can start first does so when all its units
 * are free for as long as it needs each; of several the first in the list. Units take what comes in that order, without
 * going back into a gap.
 */
export function listSchedule(tasks: readonly Task[], unitCount: number): ListSchedule {
  const start = new Float64Array(tasks.length);
  const end = new Float64Array(tasks.length);
  const cause = new Int32Array(tasks.length).fill(-1);
  const free = new Float64Array(unitCount);
  const holder = new Int32Array(unitCount).fill(-1);
  const open = Int32Array.from(tasks, task => task.after.length);
  const followers = tasks.map((): number[] => []);
  for (const [k, { after }] of tasks.entries()) for (const before of after) followers[before]!.push(k);

  const queue = new TaskQueue();
  for (const [k, count] of open.entries()) if (count === 0) queue.push(0, k);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [ready, k] = next;
    const { segments } = tasks[k]!;
    let at = ready;
    for (const { unit, from } of segments) {
      if (free[unit]! - from <= at) continue;
      at = free[unit]! - from;
      cause[k] = holder[unit]!;
    }
    if (at > ready) {
      queue.push(at, k);
      continue;
    }
    start[k] = at;
    let last = at;
    for (const { unit, from, duration } of segments) {
      const until = at + from + duration;
      last = Math.max(last, until);
      if (until < free[unit]!) continue;
      free[unit] = until;
      holder[unit] = k;
    }
    end[k] = last;
    for (const follower of followers[k]!) {
      if (last >= start[follower]!) {
        start[follower] = last;
        cause[follower] = k;
      }
      open[follower]!--;
      if (open[follower] === 0) queue.push(start[follower]!, follower);
    }
  }
  return { start, end, cause };
}

/** A binary heap of tasks by the time at which they may start, then by number. */
class TaskQueue {
  readonly #times: number[] = [];
  readonly #tasks: number[] = [];

  push(time: number, task: number): void {
    let at = this.#tasks.length;
    this.#times.push(time);
    this.#tasks.push(task);
    for (let above = (at - 1) >> 1; at > 0 && this.#before(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): [time: number, task: number] | undefined {
    const last = this.#tasks.length - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    const found: [number, number] = [this.#times.pop()!, this.#tasks.pop()!];
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < last && this.#before(below, least)) least = below;
      if (least === at) return found;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#times[a]!, this.#times[b]!];
    return x < y || (x === y && this.#tasks[a]! < this.#tasks[b]!);
  }

  #swap(a: number, b: number): void {
    [this.#times[a], this.#times[b]] = [this.#times[b]!, this.#times[a]!];
    [this.#tasks[a], this.#tasks[b]] = [this.#tasks[b]!, this.#tasks[a]!];
  }
}
