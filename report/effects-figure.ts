import type { EffectCost, EffectStudy, OverChips } from '../sim/effects.js';
import type { ReadoutTraining } from '../sim/lifetime.js';
import { ageClause } from './age.js';
import { effectName, rungName } from './effect-names.js';
import { groupedBars } from './svg/grouped-bars.js';
import { lineChart } from './svg/line.js';
import { stacked } from './svg/stacked.js';
import { percent } from './words.js';

/** One network's study by the name of its data. */
export interface NamedStudy {
  readonly name: string;
  readonly study: EffectStudy;
}

/** Which effect costs most: of each study, what each effect costs within the whole, and below it alone. */
export function effectsFigure(title: string, studies: readonly NamedStudy[], readout: ReadoutTraining): string {
  const within = costBars(`${title}: won by being rid of it`, studies, readout, cost => cost.within);
  return stacked(title, [within, costBars(`${title}: the effect alone`, studies, readout, cost => cost.alone)]);
}

/** The readout that costs are shown for where there is a choice: the one a designer would use. */
export const shownReadout = ({ costs }: EffectStudy): ReadoutTraining =>
  costs.some(({ readout }) => readout === 'retrained') ? 'retrained' : 'float';

function costBars(
  title: string,
  studies: readonly NamedStudy[],
  readout: ReadoutTraining,
  figure: (cost: EffectCost) => OverChips,
): string {
  const effects = [...new Set(studies.flatMap(({ study }) => study.costs.map(({ effect }) => effect)))];
  const bars = effects.map(effect => {
    const costs = studies.map(({ study }) =>
      study.costs.find(cost => cost.effect === effect && cost.readout === readout),
    );
    return {
      name: effectName(effect),
      values: costs.map(cost => (cost ? figure(cost).mean : 0)),
      deviations: costs.map(cost => (cost ? figure(cost).deviation : 0)),
    };
  });
  const description = studies
    .map(({ name }, i) => {
      const order = [...bars].sort((a, b) => b.values[i]! - a.values[i]!);
      return `${name}: ${order.map(bar => `${bar.name} ${percent(bar.values[i]!)}`).join(', ')}.`;
    })
    .join(' ');
  return groupedBars({
    ...{ title, description, unit: '%', bars },
    label: 'Accuracy lost',
    groups: studies.map(({ name }) => name),
  });
}

/** The ladder of one study as a curve, from float to the last remedy, with the spread over chips. */
export function ladderFigure({ name, study }: NamedStudy): string {
  const { ladder, reference, seeds } = study;
  const means = [reference, ...ladder.map(({ accuracy }) => accuracy.mean)];
  const spread = (sign: number): number[] => [
    reference,
    ...ladder.map(({ accuracy }) => Math.min(1, Math.max(0, accuracy.mean + sign * accuracy.deviation))),
  ];
  const names = ['float', ...ladder.map(rungName)];
  return lineChart({
    title: `${name}: accuracy from float to hardware`,
    description: names.map((rung, k) => `${rung}: ${percent(means[k]!)}.`).join(' '),
    x: { label: 'What is added', categories: names },
    y: { label: 'Accuracy', unit: '%', include: [Math.max(0, Math.min(...spread(-1)) - 0.05)] },
    series: [{ name: 'accuracy', y: means, ...(seeds.length > 1 && { range: { low: spread(-1), high: spread(1) } }) }],
    spread: 'bars',
    reference: { name: `Float reference, ${percent(reference)}`, y: reference },
  });
}

/** "1 year, compensated" of the costs. */
export const costConditions = ({ time, compensation }: EffectStudy): string =>
  `${ageClause(time)}, ${compensation === 'none' ? 'not compensated' : compensation === 'column' ? 'compensated by column' : 'compensated'}`;
