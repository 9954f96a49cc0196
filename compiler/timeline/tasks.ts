import { reject } from '../../edge/error.js';
import type { ArrayUnits, Chip, StageSet, StageWork } from './chip.js';
import type { Segment, Task } from './list-schedule.js';

/** How far a stage may go ahead: it takes a step when it has done the one before, or as soon as its units are free. */
export const overlaps = ['stages', 'units'] as const;
export type Overlap = (typeof overlaps)[number];

/** Tasks of some steps of a series, in their order, and where those of each step begin. */
export interface StepTasks {
  readonly tasks: readonly Task[];
  /** Number of the first task of each step; one more for those that come once per series. */
  readonly firstOf: readonly number[];
  /** Of each stage and step the tasks that take its inputs and that keep its results. */
  readonly take: readonly (readonly number[])[];
  readonly keep: readonly (readonly number[])[];
}

/**
 * Reads of a stage that are told apart; of more than these, equally many are taken together, as one read so many times as long.
 * Where reads follow one another in any case that changes no time; elsewhere at most this part of a stage's.
 */
export const mostReads = 256;

/** Operations that are listed at most. */
export const mostOperations = 1_000_000;

/** How steps come in and get on. */
export interface Flow {
  readonly overlap: Overlap;
  /** s between two steps, before which the next does not come in. */
  readonly pace: number;
  /** How many results of each stage may be on their way: it takes a step when those that read it have taken the one so many before. */
  readonly room: readonly number[];
  /**
   * When each task of a step would start if nothing else were on its way, in paces after the step comes in: one list for each
   * step of a turn of the sets, and one for what is done once per series. Units take tasks in that order; the list's is taken where there is none.
   */
  readonly due: readonly (readonly number[])[];
}

/** The tasks of `steps` steps. */
export function stepTasks(chip: Chip, steps: number, { overlap, pace, room, due }: Flow): StepTasks {
  const { stages } = chip;
  const tasks: Task[] = [];
  const works = new Map<string, readonly PartWork[]>();
  const firstOf: number[] = [];
  const take = stages.map((): number[] => []);
  const keep = stages.map((): number[] => []);
  const readers = stages.map((_, k) =>
    [...stages.keys()].filter(other => stages[other]!.per === 'step' && stages[other]!.sources.includes(k)),
  );
  for (let step = 0; step < steps; step++) {
    firstOf.push(tasks.length);
    for (const [k, { per }] of stages.entries()) if (per === 'step') execute(k, step);
  }
  firstOf.push(tasks.length);
  for (const [k, { per }] of stages.entries()) if (per === 'series') execute(k, Math.max(steps - 1, 0));
  return { tasks, firstOf, take, keep };

  function add(
    stage: number,
    step: number,
    segments: readonly Segment[],
    after: readonly number[],
    earliest = 0,
  ): number {
    const first = firstOf.at(-1)!;
    const times = stages[stage]!.per === 'series' ? due.at(-1) : due[step % (due.length - 1)];
    const rank = step + (times?.[tasks.length - first] ?? 0);
    return tasks.push({ stage, step, segments, after, earliest, rank }) - 1;
  }

  function execute(k: number, step: number): void {
    const stage = stages[k]!;
    const { sets, vectors, recurs, sources, buffer, per, memristors } = stage;
    const before = step - Math.max(1, Math.floor(sets.length / vectors));
    const waits = sources.map(source => keep[source]!.at(-1) ?? -1);
    if (per === 'step') {
      if (overlap === 'stages' || recurs === 'stage') waits.push(keep[k]![before] ?? -1);
      for (const reader of readers[k]!) waits.push(take[reader]![step - room[k]!] ?? -1);
    }
    const taken = add(k, step, bufferSegments(buffer, 'take'), known(waits), sources.length === 0 ? step * pace : 0);
    take[k]!.push(taken);
    const inTurn = overlap === 'stages' || recurs === 'stage';
    // States of memristors follow one another in these.
    const state = recurs === 'state' && !memristors ? (keep[k]![step - 1] ?? -1) : -1;
    const ends: number[] = [];
    for (const j of sets.keys()) {
      let before = [taken];
      for (const { reads, work } of workOf(k, j, vectorsOf(stage, step, j))) {
        const done = reads.map(segments => add(k, step, segments, before));
        const last = add(k, step, work, known([...(done.length > 0 ? done : before), state]));
        ends.push(last);
        if (inTurn) before = [last];
      }
    }
    const results = memristors ? [add(k, step, memristorSegments(chip, memristors), ends)] : ends;
    keep[k]!.push(add(k, step, bufferSegments(buffer, 'keep'), results));
  }

  /** What a set does for so many vectors: the same segments in every step, which are made once. */
  function workOf(k: number, j: number, vectors: number): readonly PartWork[] {
    const key = `${k} ${j} ${vectors}`;
    const made = works.get(key) ?? partWorks(chip, stages[k]!, stages[k]!.sets[j]!, vectors);
    works.set(key, made);
    return made;
  }
}

/** Each task once, and none that is not there. */
const known = (tasks: readonly number[]): number[] => [...new Set(tasks)].filter(task => task >= 0);

const bufferSegments = (unit: number, work: 'take' | 'keep'): Segment[] => [
  { unit, work, from: 0, duration: 0, pieces: 1 },
];

/** One part of a set's work: the read of each array, and what is then added and computed. */
interface PartWork {
  readonly reads: readonly (readonly Segment[])[];
  readonly work: readonly Segment[];
}

/** The parts in which a set of arrays does its vectors; equal ones are the same record. */
function partWorks(chip: Chip, stage: StageWork, set: StageSet, vectors: number): readonly PartWork[] {
  if (vectors === 0) return [];
  const made = new Map<string, PartWork>();
  return partsOf(stage, vectors).map(part => {
    const key = `${part.reads} ${part.rounds} ${part.settling}`;
    const own = made.get(key) ?? {
      reads: set.arrays.map(units => readSegments(chip, units, part)),
      work: workSegments(stage, set, part.share),
    };
    made.set(key, own);
    return own;
  });
}

/** Vectors of a step that a set reads: vector p of step t, the (t·vectors + p)-th, is read by that number modulo the sets. */
function vectorsOf({ vectors, sets }: StageWork, step: number, set: number): number {
  const first = (((set - step * vectors) % sets.length) + sets.length) % sets.length;
  return Math.ceil(Math.max(0, vectors - first) / sets.length);
}

/** Reads that are one task, the conversions of the busiest ADC after them, and their share of the stage's other work. */
interface Part {
  readonly reads: number;
  readonly rounds: number;
  readonly settling: number;
  readonly share: number;
}

/** Into how many parts the reads of so many vectors are taken together. */
const partCount = (stage: StageWork, vectors: number): number =>
  Math.max(1, Math.min(Math.round((stage.reads * vectors) / stage.vectors), mostReads));

function partsOf(stage: StageWork, vectors: number): Part[] {
  const own = vectors / stage.vectors;
  const reads = Math.round(stage.reads * own);
  const rounds = Math.round(stage.rounds * own);
  const count = partCount(stage, vectors);
  const upTo = (total: number, k: number): number => Math.floor((total * k) / count);
  return Array.from({ length: count }, (_, k) => {
    const group = upTo(reads, k + 1) - upTo(reads, k);
    return {
      reads: group,
      rounds: upTo(rounds, k + 1) - upTo(rounds, k),
      settling: k === 0 ? stage.settling : 0,
      share: reads > 0 ? (own * group) / reads : own,
    };
  });
}

/** How many tasks time step `step` has. */
export function taskCount({ stages }: Chip, step: number): number {
  const own = stages
    .filter(({ per }) => per === 'step')
    .map(stage => {
      const parts = stage.sets.map((set, j) => {
        const vectors = vectorsOf(stage, step, j);
        return vectors > 0 ? (1 + set.arrays.length) * partCount(stage, vectors) : 0;
      });
      return parts.reduce((sum, count) => sum + count, stage.memristors ? 3 : 2);
    });
  return own.reduce((sum, count) => sum + count, 0);
}

/** Adds the s that each unit is busy with time step `step` to `busy`: with the stages that are executed per step, or per series. */
export function addBusy(chip: Chip, per: StageWork['per'], step: number, busy: Float64Array): void {
  forWork(chip, per, step, (segments, times) => {
    for (const { unit, duration } of segments) busy[unit]! += times * duration;
  });
}

/** How many operations a time step has. */
export function operationCount(chip: Chip, step: number): number {
  let count = 2 * chip.stages.filter(({ per }) => per === 'step').length;
  forWork(chip, 'step', step, (segments, times) => {
    count += times * segments.length;
  });
  return count;
}

/** How many of the first `steps` steps have no more than `most` operations together. InputError where one alone has more. */
export function listedSteps(chip: Chip, steps: number, most = mostOperations): number {
  let operations = 0;
  for (let step = 0; step < steps; step++) {
    operations += operationCount(chip, step);
    if (operations <= most) continue;
    if (step > 0) return step;
    reject('schedule', `found ${operations} operations in a time step`, `expected at most ${most} to be listed`);
  }
  return steps;
}

/** Calls back with all segments of a time step but those of buffers, equal ones once, and how often they come. */
function forWork(
  chip: Chip,
  per: StageWork['per'],
  step: number,
  visit: (segments: readonly Segment[], times: number) => void,
): void {
  for (const stage of chip.stages.filter(one => one.per === per)) {
    for (const [j, set] of stage.sets.entries()) {
      const times = new Map<PartWork, number>();
      for (const part of partWorks(chip, stage, set, vectorsOf(stage, step, j)))
        times.set(part, (times.get(part) ?? 0) + 1);
      for (const [{ reads, work }, count] of times) for (const segments of [...reads, work]) visit(segments, count);
    }
    if (stage.memristors) visit(memristorSegments(chip, stage.memristors), 1);
  }
}

/** s of one execution of a stage with one set of arrays while nothing else goes on: part by part, each as long as its slowest array. */
export function timeAlone(chip: Chip, stage: StageWork): number {
  const ends = (segments: readonly Segment[]): number =>
    segments.reduce((last, { from, duration }) => Math.max(last, from + duration), 0);
  const [set] = stage.sets;
  const work = partsOf(stage, stage.vectors).reduce((sum, part) => {
    const reads = (set?.arrays ?? []).map(units => ends(readSegments(chip, units, part)));
    return sum + Math.max(0, ...reads) + part.share * (stage.adding + stage.computing);
  }, 0);
  return work + (stage.memristors ? ends(memristorSegments(chip, stage.memristors)) : 0);
}

/** Drive, settling and read of one array, and the conversions of what is then held. */
function readSegments({ times }: Chip, units: ArrayUnits, { reads, rounds, settling }: Part): Segment[] {
  const driving = Math.max(reads, 1) * units.driving;
  const lines = reads * units.settling;
  const reading = reads * times.read + settling;
  const read = driving + lines + reading;
  const held = read + reads * times.hold;
  const segment = (unit: number, work: Segment['work'], from: number, duration: number, pieces: number): Segment => ({
    ...{ unit, work, from, duration, pieces },
  });
  const longest = rounds * times.convert;
  return [
    segment(units.drivers, 'drive', 0, driving, Math.max(reads, 1)),
    segment(units.drivers, 'apply', driving, lines + reading, Math.max(reads, 1)),
    ...(lines > 0 ? [segment(units.array, 'settle', driving, lines, reads)] : []),
    segment(units.array, 'read', driving + lines, reading, Math.max(reads, 1)),
    segment(units.hold, 'sample', read, reads * times.hold, Math.max(reads, 1)),
    ...(longest > 0 ? [segment(units.hold, 'hold', held, longest, 1)] : []),
    ...units.adcs.flatMap(({ unit, share }) => {
      const count = Math.ceil(rounds * share - 1e-9);
      return count > 0 ? [segment(unit, 'convert', held, count * times.convert, count)] : [];
    }),
  ];
}

function workSegments(stage: StageWork, set: StageSet, share: number): Segment[] {
  const adding = share * stage.adding;
  const computing = share * stage.computing;
  return [
    ...(adding > 0 ? [{ unit: set.adders, work: 'add', from: 0, duration: adding, pieces: 1 } as const] : []),
    ...(computing > 0 ? set.lanes : []).map(
      unit => ({ unit, work: 'compute', from: adding, duration: computing, pieces: 1 }) as const,
    ),
  ];
}

function memristorSegments({ times }: Chip, own: NonNullable<StageWork['memristors']>): Segment[] {
  const { unit, adc, pulse, rounds } = own;
  const converting = rounds * times.convert;
  return [
    { unit, work: 'pulse', from: 0, duration: pulse, pieces: 1 },
    { unit, work: 'hold', from: pulse, duration: converting, pieces: 1 },
    { unit: adc, work: 'convert', from: pulse, duration: converting, pieces: rounds },
  ];
}
