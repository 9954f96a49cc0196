import { resolveHardware } from '../../../compiler/hardware-file.js';
import type { QuantityParser } from '../../../edge/quantity.js';
import { orRefusal } from '../../../sim/chip-trial.js';
import { type ChipOutcome, type DesignChip, exploreDesigns } from '../../../sim/explore.js';
import type { SweepWork } from '../../../sim/sweep.js';
import type { Design, DesignSpace } from './input.js';
import type { ExploreEntry } from './job.js';

/** One chip of a design. */
export interface DesignPoint {
  readonly design: Design;
  readonly seed: number;
  readonly costed: boolean;
}

/** All chips, those of a design together; the first of each says what the design costs. */
export const designPoints = ({ designs, seeds }: DesignSpace): DesignPoint[] =>
  designs.flatMap(design => seeds.map((seed, k) => ({ design, seed, costed: k === 0 })));

/** Names a chip, to find what came of it. */
export const placeOf = (design: string, seed: number, costed: boolean): string =>
  JSON.stringify([design, seed, costed]);

interface Run {
  readonly work: SweepWork;
  readonly times: readonly number[];
  readonly parse: QuantityParser;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Told of every chip as soon as it is known. */
  readonly onEntry: (entry: ExploreEntry) => void;
}

/** Compiles and runs chips; those whose description cannot be one of hardware are refused at once. */
export async function runDesigns(
  points: readonly DesignPoint[],
  { work, times, parse, workers, signal, onEntry }: Run,
): Promise<void> {
  const tell = ({ design, seed, costed }: DesignPoint, outcome: ChipOutcome): void =>
    onEntry({ design: design.id, seed, costed, ...outcome });
  const begun: DesignPoint[] = [];
  function* resolved(): Generator<DesignChip> {
    for (const point of points) {
      const { design, seed, costed } = point;
      const hardware = orRefusal(() => resolveHardware(design.description, design.file, parse));
      if ('refused' in hardware) tell(point, hardware);
      else {
        begun.push(point);
        yield { hardware, seed, costed, times };
      }
    }
  }
  await exploreDesigns(work, resolved(), { workers, signal, onChip: (chip, outcome) => tell(begun[chip]!, outcome) });
}
