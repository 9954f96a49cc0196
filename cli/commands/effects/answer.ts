import type { Json } from '../../../edge/json.js';
import type { EffectStudy, OverChips } from '../../../sim/effects.js';
import { version } from '../../version.js';

interface Asked {
  readonly network: string;
  readonly hardware: string;
  readonly data: string;
  readonly train: string | null;
  readonly calibration: string | null;
}

/** The ladder and the costs as tables. */
export async function effectsText(study: EffectStudy, name: string): Promise<string> {
  const { tableText } = await import('../../../report/table.js');
  const { effectName, rungName } = await import('../../../report/effect-names.js');
  const { costConditions, shownReadout } = await import('../../../report/effects-figure.js');
  const { seeds, reference, ladder, costs } = study;
  const spread = ({ mean, deviation }: OverChips): string =>
    (100 * mean).toFixed(1) + (seeds.length > 1 ? ` ± ${(100 * deviation).toFixed(1)}` : '');
  const columns = (names: readonly string[]) => names.map(column => ({ name: column }));
  const shown = costs.filter(({ readout }) => readout === shownReadout(study));
  const worst = [...shown].sort((a, b) => b.within.mean - a.within.mean)[0];
  return [
    `${name}, ${seeds.length === 1 ? `chip ${seeds[0]}` : `chips ${seeds[0]} to ${seeds.at(-1)}`}; accuracy in %`,
    tableText({
      columns: columns(['', 'accuracy']),
      rows: [['float', (100 * reference).toFixed(1)], ...ladder.map(rung => [rungName(rung), spread(rung.accuracy)])],
    }),
    `points that an effect costs, ${shownReadout(study)} readout, ${costConditions(study)}`,
    tableText({
      columns: columns(['effect', 'won without it', 'it alone']),
      rows: shown.map(({ effect, alone, within }) => [effectName(effect), spread(within), spread(alone)]),
    }),
    ...(worst ? [`costs most: ${effectName(worst.effect)}`] : []),
  ].join('\n');
}

export function effectsJson(study: EffectStudy, asked: Asked): { readonly [name: string]: Json } {
  return {
    ...{ command: 'effects', version, ...asked },
    seeds: [...study.seeds],
    referenceAccuracy: study.reference,
    noiseSplitSeconds: study.noiseSplit,
    ladder: study.ladder.map(({ added, effects, time, compensation, readout, accuracy }) => ({
      ...{ added, effects: [...effects], timeSeconds: time, driftCompensation: compensation, readout },
      accuracies: [...accuracy.values],
      meanAccuracy: accuracy.mean,
      accuracyDeviation: accuracy.deviation,
    })),
    costsTimeSeconds: study.time,
    costsDriftCompensation: study.compensation,
    costs: study.costs.map(({ effect, readout, alone, within }) => ({
      ...{ effect, readout },
      alone: { losses: [...alone.values], mean: alone.mean, deviation: alone.deviation },
      within: { losses: [...within.values], mean: within.mean, deviation: within.deviation },
    })),
  };
}

/** One line per figure and chip. */
export function effectsCsv({ seeds, ladder, costs, time, compensation }: EffectStudy): string {
  const lines = (figure: string, name: string, readout: string, at: number, by: string, { values }: OverChips) =>
    values.map((value, chip) => [figure, name, readout, at, by, seeds[chip], value].join(','));
  return `${[
    'figure,name,readout,time [s],compensation,seed,value',
    ...ladder.flatMap(rung => lines('accuracy', rung.added, rung.readout, rung.time, rung.compensation, rung.accuracy)),
    ...costs.flatMap(({ effect, readout, alone, within }) => [
      ...lines('loss alone', effect, readout, time, compensation, alone),
      ...lines('loss within', effect, readout, time, compensation, within),
    ]),
  ].join('\n')}\n`;
}
