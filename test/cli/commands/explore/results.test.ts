import test from 'ava';
import type { Design, DesignSpace } from '../../../../cli/commands/explore/input.js';
import type { ExploreEntry } from '../../../../cli/commands/explore/job.js';
import { isComplete, paretoResults, resultsOf } from '../../../../cli/commands/explore/results.js';
import type { DesignCost } from '../../../../sim/explore.js';

const designs = ['a', 'b', 'c', 'd'].map((id): Design => ({ id, values: [], description: {}, file: 'hw.json' }));
const space: DesignSpace = { axes: [], designs, seeds: [1, 2], times: [0, 60] };
const cost = (low: number, high = 4 * low): DesignCost => ({
  ...{ arrays: 2, usedCells: 0.5 },
  presets: [low, high].map((energy, k) => ({ peripherals: `preset ${k}`, energy, latency: 1e-6, area: 1e-8 })),
});
const chips = (design: string, first: readonly number[], second: readonly number[], price: DesignCost): ExploreEntry[] => [
  { design, seed: 1, costed: true, accuracies: first, floatAccuracy: 0.95, cost: price },
  { design, seed: 2, costed: false, accuracies: second, floatAccuracy: 0.95 },
]; // biome-ignore format: one thing
const entries: ExploreEntry[] = [
  ...chips('a', [0.9, 0.8], [0.8, 0.6], cost(1)),
  ...chips('b', [0.99, 0.5], [0.99, 0.5], cost(2)),
  chips('c', [0.9, 0.9], [], cost(0.1))[0]!,
  { design: 'c', seed: 2, costed: false, refused: 'stuck' },
  ...chips('d', [0.9, 0.9], [0.9, 0.9], cost(1.5, 3)),
];

test('means and deviations over chips by age, the middle of a range, and who was stopped', t => {
  const [a, , c] = resultsOf(space, entries);
  t.deepEqual(a!.accuracies.map(({ values }) => values), [[0.9, 0.8], [0.8, 0.6]]); // biome-ignore format: one thing
  t.true(Math.abs(a!.accuracies[1]!.mean - 0.7) < 1e-15);
  t.true(Math.abs(a!.accuracies[1]!.deviation - Math.SQRT1_2 * 0.2) < 1e-15); // of two: their distance / √2
  t.deepEqual(a!.cost?.energy, { low: 1, high: 4, compared: 2 });
  t.deepEqual(c!.stop, { kind: 'refused', reason: 'stuck', seed: 2 });
  t.false(isComplete(c!));
  t.deepEqual(c!.accuracies[0]!.values, [0.9]);
});

test('the Pareto set is of complete designs, by accuracy at the last age and by the costs of the set that is chosen', t => {
  const idsOf = (peripherals: string | undefined, ...by: readonly ('accuracy' | 'energy')[]): string[] =>
    paretoResults(resultsOf(space, entries, peripherals), by).map(({ design }) => design.id);
  t.deepEqual(idsOf(undefined, 'accuracy', 'energy'), ['d', 'a']); // energies 2, 4 and 2.12
  t.deepEqual(idsOf(undefined, 'energy', 'accuracy'), ['a', 'd']);
  t.deepEqual(idsOf('preset 1', 'accuracy', 'energy'), ['d']); // 4, 8 and 3
  t.deepEqual(idsOf(undefined, 'energy'), ['a']);
});
