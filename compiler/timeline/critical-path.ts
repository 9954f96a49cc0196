import type { Chip } from './chip.js';
import type { ListSchedule, Segment, Work } from './list-schedule.js';
import type { StepTasks } from './tasks.js';

/** A stretch of a critical path, s: one kind of work of a stage, all that it waits for added up. */
export interface PathPart {
  readonly stage: string;
  readonly work: Work;
  readonly seconds: number;
}

/** What a result waits for, in order; the parts add up to its latency. */
export type CriticalPath = readonly PathPart[];

/**
 * The critical path to the last result of a schedule: back from it to the task that each has waited for. A task counts up to
 * the start of the one that waits for it.
 */
export function criticalPath(
  { stages }: Chip,
  { tasks }: StepTasks,
  { start, end, cause }: ListSchedule,
): CriticalPath {
  let at = end.reduce((last, time, k) => (time > end[last]! ? k : last), 0);
  const parts: PathPart[] = [];
  const add = (stage: string, work: Work, seconds: number): void => {
    const known = parts.findIndex(part => part.stage === stage && part.work === work);
    if (known >= 0) parts[known] = { stage, work, seconds: parts[known]!.seconds + seconds };
    else parts.unshift({ stage, work, seconds });
  };
  for (let until = end[at] ?? 0; at >= 0 && tasks.length > 0; at = cause[at]!) {
    const { segments, stage } = tasks[at]!;
    const own = until - start[at]!;
    for (const { work, from, duration } of longestChain(segments).toReversed())
      add(stages[stage]!.name, work, Math.max(0, Math.min(from + duration, own) - from));
    until = start[at]!;
  }
  return parts.filter(({ seconds }) => seconds > 0);
}

/** Segments that follow one another from the start of a task to its end: of those that begin together the one that ends last. */
function longestChain(segments: readonly Segment[]): Segment[] {
  const chain: Segment[] = [];
  // Voltages are applied and currents held for the sake of others.
  const left = segments.filter(({ work, duration }) => duration > 0 && work !== 'apply' && work !== 'hold');
  for (let at = 0; ; ) {
    const next = left
      .filter(({ from }) => from >= at * (1 - 1e-12))
      .sort((a, b) => a.from - b.from || b.duration - a.duration)[0];
    if (!next) return chain;
    chain.push(next);
    at = next.from + next.duration;
  }
}
