import type { Graph } from '../models/graph.js';
import type { SeriesSet } from '../models/series.js';
import type { BackwardPlan } from './backward.js';
import type { Hardware } from './hardware.js';
import { setsOf } from './placement/duplicates.js';
import type { MvmPlan, PlacedTile } from './plan.js';
import type { Schedule } from './schedule.js';

/** A compiled network on one chip with its programmed devices: what a `.owp` file holds. Immutable. */
export interface Program {
  readonly graph: Graph;
  readonly hardware: Hardware;
  /** Names the chip; every draw follows from it. */
  readonly seed: number;
  readonly plans: readonly MvmPlan<PlacedTile>[];
  /** Products that read the arrays of `plans` from their other side. */
  readonly backward: readonly BackwardPlan[];
  readonly schedule: Schedule;
  /** The inputs that the converter ranges were found on. */
  readonly calibration: SeriesSet;
}

/** All tiles of a program, those of duplicates among them, in order of computation. */
export function tilesOf(program: Program): { plan: MvmPlan<PlacedTile>; tile: PlacedTile }[] {
  return program.plans.flatMap(setsOf).flatMap(plan => plan.tiles.map(tile => ({ plan, tile })));
}

/** How many physical arrays a program takes. */
export const arrayCount = (program: Program): number => new Set(tilesOf(program).map(({ tile }) => tile.macro)).size;
