import type { Settings } from '../../models/reservoirs/settings.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import type { Outcome } from './jobs.js';
import { type Published, published, type Spread } from './sets.js';
import { longSeeds, longUnits, paperReservoirs, searchedUnits } from './work.js';

/** Table 2: published, with λ = 1, with λ chosen; `outcomes` as `paperJobs` orders them. */
export function printPaper(sets: readonly string[], seeds: number, outcomes: readonly Outcome[]): void {
  if (sets.length === 0) return;
  console.log(`\nTable 2, test accuracy over ${seeds} seeds, mean ± sample deviation\n`);
  console.log('| set | network | published | ours, λ = 1 | ours, λ chosen | chosen |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  const groups = chunks(outcomes, seeds);
  sets.forEach((set, s) => {
    const of = published[set]!;
    const spreads: readonly Spread[] = [of.esn, of.mfEsn, of.mars];
    paperReservoirs.forEach((name, r) => {
      const at = 2 * (s * paperReservoirs.length + r);
      const [plain, tuned] = [groups[at]!, groups[at + 1]!];
      const choice = countsOf(tuned, ({ lambda, settings: { encoderScale } }) =>
        `${lambda} ${encoderScale ?? ''}`.trim(),
      );
      console.log(
        `| ${[set, name, written(spreads[r]!), written(spreadOf(plain)), written(spreadOf(tuned)), choice].join(' | ')} |`,
      );
    });
  });
  console.log();
  sets.forEach((set, s) => {
    const [found] = spreadOf(groups[2 * (s + 1) * paperReservoirs.length - 1]!);
    const { target } = published[set]!;
    console.log(
      `${set}: MARS with λ chosen ${share(found)}, target ${share(target)}: ${found >= target ? 'met' : 'MISSED'}`,
    );
  });
}

/** What a search found for each set, beside the published MARS and the nearest neighbour. */
export function printFound(sets: readonly string[], found: readonly Outcome[], outcomes: readonly Outcome[]): void {
  const seeds = outcomes.length / sets.length - 1;
  console.log(`\nMARS with settings searched inside the training set, test accuracy over ${seeds} seeds\n`);
  console.log(
    '| set | published MARS | nearest neighbour | ours, searched | in cross-validation | above published | settings found |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const groups = chunks(outcomes, seeds + 1);
  sets.forEach((set, k) => {
    const [neighbour, ...trained] = groups[k]!;
    const of: Published | undefined = published[set];
    const spread = spreadOf(trained);
    const errors = of && (spread[0] - of.mars[0]) / (spread[1] / Math.sqrt(seeds));
    const above = errors === undefined ? '' : errors > 2 ? `yes (${errors.toFixed(1)} standard errors)` : 'no';
    const cells = [
      set,
      of ? written(of.mars) : '',
      share(neighbour!.accuracy),
      written(spread),
      share(found[k]!.accuracy),
    ];
    console.log(`| ${[...cells, above, settingsText(found[k]!.settings)].join(' | ')} |`);
  });
}

/** SelfRegulationSCP1: a search per split, then networks as searched and wider. */
export function printLong(found: readonly Outcome[], outcomes: readonly Outcome[]): void {
  const [searched, wide] = chunks(outcomes, longSeeds.length);
  console.log(
    '\nSelfRegulationSCP1, pooled, 70/15/15, five splits: S5 .899 ± .046, LinOSS-IM .878 ± .026, LRU .826 ± .034\n',
  );
  console.log('| | test accuracy |\n| --- | --- |');
  console.log(`| published MARS | ${written([0.9176, 0.0276])} |`);
  console.log(`| ours, ${searchedUnits} units | ${written(spreadOf(searched!))} |`);
  console.log(`| ours, ${longUnits} units | ${written(spreadOf(wide!))} |\n`);
  found.forEach(({ accuracy, settings }, k) => {
    const tested = [searched![k]!, wide![k]!].map(outcome => share(outcome.accuracy)).join(' and ');
    console.log(
      `split ${longSeeds[k]}: ${share(accuracy)} in cross-validation, ${tested} on the test part; ${settingsText(settings)}`,
    );
  });
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, k) => all.slice(k * size, (k + 1) * size));

function spreadOf(outcomes: readonly Outcome[]): Spread {
  const accuracies = outcomes.map(outcome => outcome.accuracy);
  return [mean(accuracies), sampleDeviation(accuracies)];
}

const share = (value: number): string => value.toFixed(3).replace(/^0/, '');
const written = ([middle, deviation]: Spread): string => `${share(middle)} ± ${share(deviation)}`;

/** How often each choice was made, the most frequent first. */
function countsOf(outcomes: readonly Outcome[], choice: (outcome: Outcome) => string): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(choice(outcome), (counts.get(choice(outcome)) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([of, count]) => `${of} (${count})`)
    .join(', ');
}

const settingsText = (settings: Settings): string =>
  Object.entries(settings)
    .filter(([key]) => key !== 'ridge' && key !== 'folds')
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
