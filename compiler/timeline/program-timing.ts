import type { Peripherals } from '../cost/peripherals.js';
import { type Timing, timing } from '../cost/timing.js';
import { type Program, tilesOf } from '../program-record.js';
import type { Settling } from './array-settling.js';
import { chipOf } from './chip.js';
import { stageFlows } from './stage-flow.js';
import { timeAlone } from './tasks.js';
import { timeline } from './timeline.js';

/**
 * The timing of a program's series by their steps; of a number that is no whole one, as a mean is none, in between. Where each
 * stage has arrays of its own, once, that is a pipeline of constant stages (`timing`); else the timeline says it, whose stages
 * wait for shared arrays, and take vectors on several sets at once. Stages wait for lines that settle before each of their reads
 * (`settling`). `pulse` is s of the longest pulse of a volatile device.
 */
export function programTiming(
  program: Program,
  preset: Peripherals,
  pulse: number,
  settling: Settling = new Map(),
): (steps: number) => Timing {
  const { schedule, hardware, plans } = program;
  const macros = tilesOf(program).map(({ tile }) => tile.macro);
  const shared = new Set(macros).size < macros.length || plans.some(({ duplicates }) => duplicates);
  if (!shared) {
    const settles = [...settling.values()].some(seconds => seconds > 0);
    const chip = settles ? chipOf(program, preset, tile => settling.get(tile) ?? 0) : undefined;
    const latencies = chip?.stages.map(stage => timeAlone(chip, stage));
    const sources = stageFlows(program).map(flow => flow.sources);
    return steps => timing(schedule, hardware, preset, steps, pulse, sources, latencies);
  }
  const known = new Map<number, Timing>();
  const exact = (steps: number): Timing => {
    const { stages, interval, inference } =
      known.get(steps) ?? timeline(program, preset, { steps, settling: tile => settling.get(tile) ?? 0 });
    const found = { stages, interval, inference };
    known.set(steps, found);
    return found;
  };
  return steps => {
    const [before, after] = [exact(Math.max(1, Math.floor(steps))), exact(Math.max(1, Math.ceil(steps)))];
    const share = steps - Math.floor(steps);
    return { ...before, inference: before.inference + share * (after.inference - before.inference) };
  };
}
