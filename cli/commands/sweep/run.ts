import type { Hardware } from '../../../compiler/hardware.js';
import type { DescriptionValue } from '../../../compiler/hardware-change.js';
import { resolveHardware } from '../../../compiler/hardware-file.js';
import type { QuantityParser } from '../../../edge/quantity.js';
import { orRefusal } from '../../../sim/chip-trial.js';
import { runSweep, type SweepChip, type SweepOutcome, type SweepWork } from '../../../sim/sweep.js';
import { type AxisValue, type SweepAxis, timeAxis, withAxisValue } from './axis.js';
import type { SweepEntry } from './job.js';

/** Which points there are. */
export interface SweepPlan {
  readonly x: SweepAxis;
  readonly y: SweepAxis | undefined;
  readonly seeds: readonly number[];
  /** s since programming, where that is not on an axis. */
  readonly time: number;
}

/** What points are made of. */
export interface SweepSource {
  readonly work: SweepWork;
  /** The hardware as it is written, its name, and the file or preset it is from. */
  readonly description: unknown;
  readonly name: string;
  readonly file: string;
  readonly parse: QuantityParser;
}

export interface SweepRunOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Told of every new point as soon as it is known. */
  readonly onEntry: (entry: SweepEntry) => void;
}

/** One point: its values and the chip's age. */
export interface SweepPoint {
  readonly x: AxisValue;
  readonly y: AxisValue | undefined;
  readonly seed: number;
  readonly time: number;
}

/** All points, row by row of the map, all seeds of one cell together. */
export function sweepPoints({ x, y, seeds, time }: SweepPlan): SweepPoint[] {
  const ageOf = (axis: SweepAxis | undefined, value: AxisValue | undefined): number | undefined =>
    axis?.name === timeAxis ? (value?.value as number) : undefined;
  return (y?.values ?? [undefined]).flatMap(yValue =>
    x.values.flatMap(xValue =>
      seeds.map(seed => ({
        ...{ x: xValue, y: yValue, seed },
        time: ageOf(x, xValue) ?? ageOf(y, yValue) ?? time,
      })),
    ),
  );
}

/** Names the place of a point, to find what came of it. */
export const placeOf = (x: DescriptionValue, y: DescriptionValue | null, seed: number): string =>
  JSON.stringify([x, y, seed]);

/** Runs the points; those that differ in nothing but the age are one chip, compiled once. */
export async function runPoints(
  points: readonly SweepPoint[],
  { x, y }: SweepPlan,
  { work, description, file, parse }: SweepSource,
  { workers, signal, onEntry }: SweepRunOptions,
): Promise<void> {
  const tell = (point: SweepPoint, outcome: SweepOutcome): void =>
    onEntry({ x: point.x.value, y: point.y?.value ?? null, seed: point.seed, ...outcome });
  const chips = chipsOf(points, x, y);
  const groups = chips.flatMap(chip => parts(chip, Math.ceil(workers / chips.length)));
  const begun: SweepPoint[][] = [];
  const hardwareOf = (group: readonly SweepPoint[]): Hardware => {
    const [first] = group as [SweepPoint];
    const onX = withAxisValue(description, x, first.x);
    return resolveHardware(y && first.y ? withAxisValue(onX, y, first.y) : onX, file, parse);
  };
  function* compilable(): Generator<SweepChip> {
    for (const group of groups) {
      const hardware = orRefusal(() => hardwareOf(group));
      if ('refused' in hardware) for (const point of group) tell(point, hardware);
      else {
        begun.push(group);
        yield { hardware, seed: group[0]!.seed, times: group.map(({ time }) => time) };
      }
    }
  }
  const onPoint = (chip: number, age: number, outcome: SweepOutcome): void => tell(begun[chip]![age]!, outcome);
  await runSweep(work, compilable(), { workers, signal, onPoint });
}

/** Points of the same chip together: those that differ at most in its age. */
function chipsOf(points: readonly SweepPoint[], x: SweepAxis, y: SweepAxis | undefined): SweepPoint[][] {
  const chips = new Map<string, SweepPoint[]>();
  for (const point of points) {
    const key = JSON.stringify([
      x.name !== timeAxis && point.x.value,
      y?.name !== timeAxis && point.y?.value,
      point.seed,
    ]);
    chips.set(key, [...(chips.get(key) ?? []), point]);
  }
  return [...chips.values()];
}

/** A chip's points in as many parts, so that no thread is idle where there are few chips. */
function parts(points: readonly SweepPoint[], count: number): SweepPoint[][] {
  const dealt = Math.min(count, points.length);
  return Array.from({ length: dealt }, (_, part) => points.filter((_, k) => k % dealt === part));
}
