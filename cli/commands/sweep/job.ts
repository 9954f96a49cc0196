import { z } from 'zod';
import type { DescriptionValue } from '../../../compiler/hardware-change.js';
import type { SweepOutcome } from '../../../sim/sweep.js';
import { type WorkIdentity, workNames } from '../../chip-work.js';
import { type JobFile, type JobKind, openJobFile } from '../../job-file.js';

/** What the points of a sweep hold for. The values on its axes and its seeds are not in it: a sweep can grow. */
export interface SweepIdentity extends WorkIdentity {
  /** Part of the sha-256 of the description. */
  readonly hardware: string;
  /** Names of the axes. */
  readonly x: string;
  readonly y: string | null;
  /** s since programming; null where it is an axis. */
  readonly timeSeconds: number | null;
}

/** One cell of the sweep on one chip: where it is, in SI or by name, and what came of it. */
export type SweepEntry = {
  readonly x: DescriptionValue;
  readonly y: DescriptionValue | null;
  readonly seed: number;
} & SweepOutcome;

const value = z.union([z.number(), z.string(), z.boolean()]);
const place = { x: value, y: value.nullable(), seed: z.int().min(0) };
const share = z.number().min(0).max(1);

const kind: JobKind<SweepIdentity, SweepEntry> = {
  what: 'ohmweave sweep',
  names: {
    ...workNames,
    hardware: 'the hardware description',
    x: 'the parameter on x',
    y: 'the parameter on y',
    timeSeconds: 'the age of the chips',
  },
  entry: z.union([
    z.object({ ...place, accuracy: share, floatAccuracy: share }),
    z.object({ ...place, refused: z.string() }),
  ]),
  isKept: () => true,
};

/** Opens the job file of a sweep, or begins one (job-file.ts). */
export const openSweepJob = (path: string, identity: SweepIdentity): JobFile<SweepEntry> =>
  openJobFile(path, kind, identity);
