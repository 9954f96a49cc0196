import { z } from 'zod';
import type { ChipOutcome } from '../../../sim/explore.js';
import { type WorkIdentity, workNames } from '../../chip-work.js';
import { type JobFile, type JobKind, openJobFile } from '../../job-file.js';

/** What the chips of an exploration hold for. The designs are not in it, nor the seeds: an exploration can grow in any direction. */
export interface ExploreIdentity extends WorkIdentity {
  /** s since programming, with commas between them. */
  readonly times: string;
}

/** One chip: of which design, by the hash of its hardware description, and what came of it. */
export type ExploreEntry = {
  readonly design: string;
  readonly seed: number;
  /** Whether its cost was asked for. */
  readonly costed: boolean;
} & ChipOutcome;

const place = { design: z.string(), seed: z.int().min(0), costed: z.boolean() };
const share = z.number().min(0).max(1);
const cost = z.object({
  arrays: z.int().min(0),
  usedCells: share,
  presets: z
    .array(z.object({ peripherals: z.string(), energy: z.number(), latency: z.number(), area: z.number() }))
    .min(1),
});

const kind: JobKind<ExploreIdentity, ExploreEntry> = {
  what: 'ohmweave explore',
  names: { ...workNames, times: 'the ages of the chips' },
  entry: z.union([
    z.object({ ...place, accuracies: z.array(share).min(1), floatAccuracy: share, cost: cost.optional() }),
    z.object({ ...place, refused: z.string() }),
    z.object({ ...place, failed: z.string() }),
  ]),
  // What failed is to be tried again.
  isKept: entry => !('failed' in entry),
};

/** Opens the job file of an exploration, or begins one (job-file.ts). */
export const openExploreJob = (path: string, identity: ExploreIdentity): JobFile<ExploreEntry> =>
  openJobFile(path, kind, identity);
