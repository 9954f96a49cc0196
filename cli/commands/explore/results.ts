import { paretoSet } from '../../../numeric/pareto.js';
import { type OverChips, overChips } from '../../../sim/effects.js';
import type { DesignCost } from '../../../sim/explore.js';
import type { Design, DesignSpace } from './input.js';
import type { ExploreEntry } from './job.js';

/** What designs are compared by. */
export const objectives = ['accuracy', 'energy', 'latency', 'area'] as const;
export type Objective = (typeof objectives)[number];

/** What differs from one set of peripherals to another. */
export const costFigures = ['energy', 'latency', 'area'] as const;
type CostFigure = (typeof costFigures)[number];

/** A cost over the sets of peripherals of a design. */
interface CostRange {
  readonly low: number;
  readonly high: number;
  /** What designs are compared by: that of the chosen set, or √(low·high). */
  readonly compared: number;
}

export interface CostSummary extends Readonly<Record<CostFigure, CostRange>>, DesignCost {}

/** Why a design has no complete result, as the first of its chips that was stopped says it. */
export interface Stop {
  readonly kind: 'refused' | 'failed';
  readonly reason: string;
  readonly seed: number;
}

/** What was found of one design. */
export interface DesignResult {
  readonly design: Design;
  /** At each age, over the chips that were not stopped; none where all were. */
  readonly accuracies: readonly OverChips[];
  readonly floatAccuracy: number | null;
  /** Where its first chip was not stopped. */
  readonly cost: CostSummary | null;
  /** null where none was. */
  readonly stop: Stop | null;
}

/** A result without a stop. */
export interface CompleteResult extends DesignResult {
  readonly cost: CostSummary;
  readonly stop: null;
}

/** The results of all designs, of the entries of their chips in order; `peripherals` names the set that is compared by. */
export function resultsOf(
  { designs, seeds, times }: DesignSpace,
  entries: readonly ExploreEntry[],
  peripherals?: string,
): DesignResult[] {
  return designs.map((design, k) => {
    const chips = entries.slice(k * seeds.length, (k + 1) * seeds.length);
    const found = chips.flatMap(chip => ('accuracies' in chip ? [chip] : []));
    const stopped = chips.find(chip => !('accuracies' in chip));
    const cost = found.find(chip => chip.cost !== undefined)?.cost;
    return {
      design,
      accuracies: found.length === 0 ? [] : times.map((_, age) => overChips(found.map(chip => chip.accuracies[age]!))),
      floatAccuracy: found[0]?.floatAccuracy ?? null,
      cost: cost ? summaryOf(cost, peripherals) : null,
      stop: stopped ? stopOf(stopped) : null,
    };
  });
}

export const isComplete = (result: DesignResult): result is CompleteResult => result.stop === null;

function summaryOf(cost: DesignCost, peripherals: string | undefined): CostSummary {
  const range = (figure: CostFigure): CostRange => {
    const values = cost.presets.map(preset => preset[figure]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const chosen = cost.presets.find(preset => preset.peripherals === peripherals);
    return { low, high, compared: chosen ? chosen[figure] : Math.sqrt(low * high) };
  };
  return { ...cost, energy: range('energy'), latency: range('latency'), area: range('area') };
}

function stopOf(entry: ExploreEntry): Stop | null {
  if ('refused' in entry) return { kind: 'refused', reason: entry.refused, seed: entry.seed };
  return 'failed' in entry ? { kind: 'failed', reason: entry.failed, seed: entry.seed } : null;
}

/** An objective as a number that is to be small; the accuracy is that at the last age. */
export const badness = ({ accuracies, cost }: CompleteResult, objective: Objective): number =>
  objective === 'accuracy' ? -accuracies.at(-1)!.mean : cost[objective].compared;

/** The complete results that no other is better than, the best in the first objective first, then in the next. */
export function paretoResults(results: readonly DesignResult[], by: readonly Objective[]): CompleteResult[] {
  const complete = results.filter(isComplete);
  const points = complete.map(result => by.map(objective => badness(result, objective)));
  const order = (a: number, b: number): number => {
    const differing = points[a]!.findIndex((value, k) => value !== points[b]![k]);
    return differing < 0 ? a - b : points[a]![differing]! - points[b]![differing]!;
  };
  return paretoSet(points)
    .sort(order)
    .map(k => complete[k]!);
}
