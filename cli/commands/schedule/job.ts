import { choiceOf, peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { readProgram } from '../../../compiler/program-file.js';
import { readOutline } from '../../../compiler/program-outline.js';
import type { Program } from '../../../compiler/program-record.js';
import { settlingTimes } from '../../../compiler/timeline/array-settling.js';
import type { Overlap } from '../../../compiler/timeline/tasks.js';
import { type Timeline, timeline } from '../../../compiler/timeline/timeline.js';
import type { Report } from '../../progress.js';

export interface ScheduleInput {
  /** The `.owp` file, which may be much larger than all that a schedule needs of it. */
  readonly file: string;
  readonly preset: string | undefined;
  /** Of the series; the mean of the calibration inputs where it is not given. */
  readonly steps: number | undefined;
  readonly overlap: Overlap;
  readonly shown: number;
}

export interface ScheduleOutput {
  readonly timeline: Timeline;
  /** s that the lines of each tile settle before a read; 0 where the hardware has no capacitances. */
  readonly settling: readonly { readonly tile: string; readonly seconds: number }[];
  readonly about: ScheduledProgram;
}

/** What an answer says of the program. */
export interface ScheduledProgram {
  readonly network: string;
  readonly hardware: string;
  readonly preset: string;
  /** s of one read. */
  readonly read: number;
  /** Reads of the stage that has most. */
  readonly mostReads: number;
  /** Whether arrays are read from both sides. */
  readonly backward: boolean;
}

/** The timeline of a program, with the settling times of its own wires and devices. */
export function scheduleJob({ file, preset, steps, ...options }: ScheduleInput, report: Report): ScheduleOutput {
  const outline = readOutline(file);
  // Settling times are those of the programmed devices, one by one.
  const program = outline.hardware.array.capacitance ? readProgram(file) : outline;
  const { graph, hardware, schedule, backward } = program;
  const peripherals = peripheralsNamed(choiceOf(hardware.peripherals, preset));
  const seconds = settlingTimes(program, report);
  const settling = (tile: Parameters<typeof seconds.get>[0]): number => seconds.get(tile) ?? 0;
  return {
    timeline: timeline(program, peripherals, { ...options, steps: steps ?? meanSteps(program), settling }),
    settling: [...seconds].map(([{ name }, own]) => ({ tile: name, seconds: own })),
    about: {
      ...{ network: graph.name, hardware: hardware.name, preset: peripherals.name },
      read: hardware.read.time,
      mostReads: Math.max(0, ...schedule.stages.map(({ reads }) => reads)),
      backward: backward.length > 0,
    },
  };
}

function meanSteps({ calibration: { series } }: Program): number {
  return Math.max(1, Math.round(series.reduce((sum, { length }) => sum + length, 0) / series.length));
}
