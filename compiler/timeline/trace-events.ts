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
      readonly args: { readonly stage: string; readonly step: number };
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

/**
 * A timeline as a trace that Perfetto and chrome://tracing open (the trace event format of the Chromium project, object form):
 * a process for each array and each stage, a thread for each of its units, an event for each operation that takes time, and
 * for each single conversion.
 */
export function traceEvents({ units, operations }: Timeline, otherData: Trace['otherData']): Trace {
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
      ...operations.filter(({ duration }) => duration > 0).flatMap(one => events(one, where[one.unit]!)),
    ],
    displayTimeUnit: 'ns',
    otherData,
  };
}

function events(operation: Operation, where: { readonly pid: number; readonly tid: number }): TraceEvent[] {
  const { stage, step, work, start, duration, pieces } = operation;
  const count = work === 'convert' ? pieces : 1;
  const micro = (k: number): number => 1e6 * (start + (duration * k) / count);
  return Array.from({ length: count }, (_, k) => ({
    ...{ ph: 'X', name: work, cat: stage, ts: micro(k), dur: micro(k + 1) - micro(k) },
    ...{ ...where, args: { stage, step } },
  }));
}
