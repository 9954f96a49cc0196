import { availableParallelism } from 'node:os';
import type { Hardware } from '../compiler/hardware.js';
import { messageOf } from '../edge/error.js';
import { besideModule } from '../kernels/thread.js';
import type { Refusal } from './chip-trial.js';
import { runInWorkers } from './jobs.js';
import type { SweepWork } from './sweep.js';

/** A chip of one of several designs. */
export interface DesignChip {
  readonly hardware: Hardware;
  readonly seed: number;
  /** s since programming. */
  readonly times: readonly number[];
  /** Whether its cost is asked for: one chip says what all of its design cost. */
  readonly costed: boolean;
}

/** What one inference on a design costs, means over the test series, and what the design takes. */
export interface DesignCost {
  /** Arrays on the chip, and the part of their cells that is used. */
  readonly arrays: number;
  readonly usedCells: number;
  /** J, s and m² with each set of peripherals of the hardware. */
  readonly presets: readonly {
    readonly peripherals: string;
    readonly energy: number;
    readonly latency: number;
    readonly area: number;
  }[];
}

/** What was found of a chip: its accuracy at each age, that of float64, and its cost where that was asked for. */
export interface ChipFindings {
  readonly accuracies: readonly number[];
  readonly floatAccuracy: number;
  readonly cost?: DesignCost;
}

/** What became of a chip; `failed` says what else than the compiler, the device or the solver stopped it. */
export type ChipOutcome = ChipFindings | Refusal | { readonly failed: string };

export interface ExploreOptions {
  /** Told of every chip as soon as it is known, in any order: its index and what became of it. */
  readonly onChip: (chip: number, outcome: ChipOutcome) => void;
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/**
 * Compiles the network for every chip, runs it at every age and finds its cost, chips side by side in worker threads; a chip is
 * asked for only when a thread is free for it. It comes out the same whatever others there are. What stops one chip is its
 * outcome; rejects with the signal's reason where it aborts.
 */
export async function exploreDesigns(
  work: SweepWork,
  chips: Iterable<DesignChip>,
  { workers = availableParallelism(), signal, onChip }: ExploreOptions,
): Promise<void> {
  await runInWorkers<DesignChip, ChipOutcome, null>(besideModule(import.meta.url, 'explore-worker'), work, chips, {
    ...{ workers, signal },
    onNews: onChip,
    onLost: (chip, cause) => onChip(chip, { failed: messageOf(cause) }),
  });
}
