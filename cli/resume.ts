import { timeLeft } from '../sim/spice/time-left.js';
import { type Context, Interrupted } from './command.js';
import type { JobFile } from './job-file.js';

/** Points that are run in any order, of which each is kept in a job file as soon as it is known. */
export interface Resumable<Point, Entry> {
  readonly path: string;
  readonly job: JobFile<Entry>;
  /** What the points are called, such as "chips". */
  readonly unit: string;
  readonly points: readonly Point[];
  /** The name of a point, and of the one that an entry is about; points of one name are run once. */
  readonly keyOf: (point: Point) => string;
  readonly keyOfEntry: (entry: Entry) => string;
  /** Runs some points; rejects with the reason of the command's signal where that aborts. */
  run(points: readonly Point[], onEntry: (entry: Entry) => void): Promise<void>;
}

/** Runs the points that the job file does not have; what came of all of them, in their order. */
export async function complete<Point, Entry>(
  { progress, signal }: Context,
  { path, job, unit, points, keyOf, keyOfEntry, run }: Resumable<Point, Entry>,
): Promise<Entry[]> {
  const found = new Map(job.kept.map(entry => [keyOfEntry(entry), entry]));
  const all = new Map(points.map(point => [keyOf(point), point]));
  const missing = [...all].filter(([key]) => !found.has(key)).map(([, point]) => point);
  const there = all.size - missing.length;
  let done = there;
  if (there > 0) progress.note(`${path}: ${there} of ${all.size} ${unit} are there already`);
  const report = progress.stage(`running ${unit}`);
  const left = timeLeft(missing.map(() => 1));
  report(done, all.size);
  const onEntry = (entry: Entry): void => {
    if (signal.aborted) return;
    job.append(entry);
    found.set(keyOfEntry(entry), entry);
    report(++done, all.size, left(done - there - 1));
  };
  try {
    await run(missing, onEntry);
  } catch (cause) {
    if (!(cause instanceof Interrupted)) throw cause;
    throw new Interrupted(
      `interrupted; ${done} of ${all.size} ${unit} are kept in ${path}; the same command goes on from there`,
    );
  }
  return points.map(point => found.get(keyOf(point))!);
}
