import { mostOperations } from './tasks.js';
import type { Operation, Timeline } from './timeline.js';

/** An event of the trace event format: a complete one ("X"), ts and dur in µs, or metadata ("M"). */
export type TraceEvent =
  | {
      readonly ph: 'X';
      readonly name: string;
      readonly cat: string;
      readonly ts: number;
      readonly dur: number;
      readonly pid: number;
      readonly tid: number;
      readonly args: { readonly stage: string; readonly step: number; readonly pieces?: number };
    }
  | {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name' | 'thread_sort_index';
      readonly pid: number;
      readonly tid: number;
      readonly args: { readonly name: string } | { readonly sort_index: number };
    };

export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ns';
  readonly otherData: Readonly<Record<string, string | number>>;
}

/** Whether conversions stand one by one in a trace: not where there would be more events than are listed operations at most. */
export function standOneByOne(operations: readonly Operation[]): boolean {
  let count = operations.length;
  for (const { work, pieces } of operations) if (work === 'convert') count += pieces - 1;
  return count <= mostOperations;
}

/**
 * A timeline as a trace that Perfetto and chrome://tracing open (the trace event format of the Chromium project, object form):
 * a process for each array and each stage, a thread for each of its units, an event for each operation that takes time, and
 * for each single conversion, or `pieces` of them where they do not stand one by one (`standOneByOne`).
 */
export function traceEvents({ units, operations }: Timeline, otherData: Trace['otherData']): Trace {
  const single = standOneByOne(operations);
  const places = [...new Set(units.map(({ place }) => place))];
  const pidOf = new Map(places.map((place, k) => [place, k + 1]));
  const where = units.map(({ place }, k) => ({ pid: pidOf.get(place)!, tid: k + 1 }));
  return {
    traceEvents: [
      ...places.map((name, k) => ({ ph: 'M', name: 'process_name', pid: k + 1, tid: 0, args: { name } }) as const),
      ...units.flatMap(({ name }, k) => [
        { ph: 'M', name: 'thread_name', ...where[k]!, args: { name } } as const,
        { ph: 'M', name: 'thread_sort_index', ...where[k]!, args: { sort_index: k } } as const,
      ]),
      ...operations
        .flatMap(one => events(one, where[one.unit]!, single))
        .filter(({ dur }) => dur > 0)
        .sort((a, b) => a.ts - b.ts),
    ],
    displayTimeUnit: 'ns',
    otherData,
  };
}

/** Events that are one piece of a trace's text. */
const eventsPerPiece = 10_000;

/** A trace as JSON and a line break, in pieces: one text of all events would take as much memory once more. */
export function* traceText({ traceEvents: events, ...rest }: Trace): Generator<string> {
  yield '{"traceEvents":[';
  for (let from = 0; from < events.length; from += eventsPerPiece) {
    const piece = JSON.stringify(events.slice(from, from + eventsPerPiece)).slice(1, -1);
    yield from > 0 ? `,${piece}` : piece;
  }
  yield `],${JSON.stringify(rest).slice(1)}\n`;
}

type Complete = Extract<TraceEvent, { readonly ph: 'X' }>;

function events(operation: Operation, where: Pick<Complete, 'pid' | 'tid'>, single: boolean): Complete[] {
  const { stage, step, work, start, duration, pieces } = operation;
  const count = work === 'convert' && single ? pieces : 1;
  const args = { stage, step, ...(work === 'convert' && !single && { pieces }) };
  const at = (k: number): number => Math.round(perSecond * (start + (duration * k) / count));
  return Array.from({ length: count }, (_, k) => ({
    ...{ ph: 'X', name: work, cat: stage, ts: at(k) / perMicro, dur: (at(k + 1) - at(k)) / perMicro },
    ...{ ...where, args },
  }));
}

/**
 * Times are whole femtoseconds, in which no event ends after the next of its thread begins: rounding alone would make them
 * overlap, which viewers take for nesting.
 */
const [perSecond, perMicro] = [1e15, 1e9];
