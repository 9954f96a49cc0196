import { type PeripheralChoice, peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import type { Program } from '../../../compiler/program-record.js';
import { settlingTimes } from '../../../compiler/timeline/array-settling.js';
import type { Overlap } from '../../../compiler/timeline/tasks.js';
import { type Timeline, timeline } from '../../../compiler/timeline/timeline.js';
import type { Report } from '../../progress.js';

export interface ScheduleInput {
  readonly program: Program;
  readonly preset: PeripheralChoice;
  readonly steps: number;
  readonly overlap: Overlap;
  readonly shown: number;
}

export interface ScheduleOutput {
  readonly timeline: Timeline;
  /** s that the lines of each tile settle before a read; 0 where the hardware has no capacitances. */
  readonly settling: readonly { readonly tile: string; readonly seconds: number }[];
}

/** The timeline of a program, with the settling times of its own wires and devices. */
export function scheduleJob({ program, preset, ...options }: ScheduleInput, report: Report): ScheduleOutput {
  const seconds = settlingTimes(program, report);
  return {
    timeline: timeline(program, peripheralsNamed(preset), { ...options, settling: tile => seconds.get(tile) ?? 0 }),
    settling: [...seconds].map(([{ name }, own]) => ({ tile: name, seconds: own })),
  };
}
