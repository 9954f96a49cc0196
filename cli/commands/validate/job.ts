import { z } from 'zod';
import type { TileVerdict } from '../../../sim/spice/validate.js';
import { type JobKind, openJobFile } from '../../job-file.js';

/** What verdicts hold for; those of another run are of no use for this one. */
export interface JobIdentity {
  /** sha-256 of the program. */
  readonly program: string;
  readonly timeSeconds: number;
  readonly tiles: number | 'all';
  readonly vectors: number;
  readonly engine: string;
  /** Which windows stand for tiles. */
  readonly window: string;
  /** Of ohmweave. */
  readonly version: string;
}

export interface ValidateJob {
  /** By index, those of an earlier run that had its currents; what failed is to be tried again. */
  readonly verdicts: ReadonlyMap<number, TileVerdict>;
  append(index: number, verdict: TileVerdict): void;
}

interface Entry {
  readonly index: number;
  readonly verdict: TileVerdict;
}

const kind: JobKind<JobIdentity, Entry> = {
  what: 'ohmweave validate',
  names: {
    program: 'the program',
    timeSeconds: 'the age of the chip',
    tiles: 'the count of tiles',
    vectors: 'the reads per tile',
    engine: 'the engine',
    window: 'the size of windows',
    version: 'the version of ohmweave',
  },
  entry: z.object({
    index: z.int().min(0),
    verdict: z.looseObject({
      name: z.string(),
      rows: z.int(),
      cols: z.int(),
      vectors: z.int(),
      window: z.object({ i0: z.int(), i1: z.int(), j0: z.int(), j1: z.int() }).optional(),
      status: z.enum(['agrees', 'differs', 'failed']),
      worst: z.number().nullable(), // NaN, of what failed, is null in JSON
      worstColumn: z.int(),
      worstVector: z.int(),
      enginesApart: z.number().nullable().optional(), // as infinity is
      seconds: z.number(),
      message: z.string().optional(),
    }),
  }),
  isKept: ({ verdict }) => verdict.status !== 'failed',
};

/** Opens the job file of a validation, or begins one (job-file.ts). */
export function openJob(path: string, identity: JobIdentity): ValidateJob {
  const { kept, append } = openJobFile(path, kind, identity);
  return {
    verdicts: new Map(kept.map(({ index, verdict }) => [index, verdict])),
    append: (index, verdict) => append({ index, verdict }),
  };
}
