import { ageClause } from '../../../report/age.js';
import { type ParetoFigure, paretoFigure } from '../../../report/pareto-figure.js';
import { tableCsv, tableText } from '../../../report/table.js';
import { chipsText, counted, percent } from '../../../report/words.js';
import type { SweepWork } from '../../../sim/sweep.js';
import type { Context } from '../../command.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import { written } from '../../written.js';
import { compensationWords } from '../run/run.js';
import { cellOf, columnOf } from '../sweep/axis.js';
import type { ExploreCommandOptions } from './explore.js';
import { type DesignSpace, designName } from './input.js';
import { type CompleteResult, costFigures, type DesignResult, isComplete, type Objective, paretoResults } from './results.js'; // biome-ignore format: one thing

interface Made extends ExploreCommandOptions {
  readonly work: SweepWork;
  readonly objectives: readonly Objective[];
  readonly job: string;
}

/** More lines are not read on a terminal; the table has them all. */
const mostRows = 50;
const mostStops = 20;

/** Writes the table and the picture of an exploration of which at least one design is complete. */
export function exploreAnswer(
  context: Context,
  space: DesignSpace,
  results: readonly DesignResult[],
  made: Made,
): Answer {
  const { axes, seeds, times } = space;
  const { work, objectives } = made;
  const complete = results.filter(isComplete);
  const members = paretoResults(results, objectives);
  const memberOf = new Map<DesignResult, number>(members.map((member, k) => [member, k + 1]));
  const stopped = results.filter(result => !isComplete(result));
  const floatAccuracy = complete[0]!.floatAccuracy;
  const age = ageClause(times.at(-1)!);
  const compared = listed(objectives);
  const title = `Designs for ${work.network.name}`;
  const figure: ParetoFigure = {
    ...{ title, accuracy: `Accuracy ${age}`, objectives: compared },
    designs: complete.map(result => plotted(result, designName(axes, result.design), memberOf.get(result))),
  };
  const wrote = [
    ...written(context, made.output, () => csvOf(space, results, memberOf)),
    ...written(context, made.svg, () => paretoFigure(figure)),
  ];
  return {
    text: [
      `${title}, ${counted(results.length, 'design')}${seeds.length > 1 ? `, ${counted(seeds.length, 'chip')} of each` : ''}; ${percent(floatAccuracy!)} in float64; ${made.readout} readout, drift compensation ${compensationWords[work.compensation]}`,
      costWords(complete, made.peripherals),
      `Pareto set in ${compared}: ${members.length} of ${counted(complete.length, 'design')}`,
      tableText(membersTable(space, members.slice(0, mostRows))),
      ...(members.length > mostRows ? [`and ${members.length - mostRows} more in ${made.output}`] : []),
      ...stopWords(space, stopped, made.output),
      ...wrote,
    ].join('\n'),
    json: {
      command: 'explore',
      version,
      network: work.network.name,
      hardware: made.hardware ?? null,
      data: made.data,
      series: work.test.series.length,
      train: made.train ?? null,
      readout: made.readout,
      driftCompensation: work.compensation,
      timesSeconds: times,
      seeds,
      objectives,
      peripherals: made.peripherals ?? null,
      axes: axes.map(({ name, unit, values }) => ({ parameter: name, unit, values: values.map(({ value }) => value) })),
      floatAccuracy,
      designs: results.map(result => resultJson(result, memberOf.get(result))),
      paretoDesigns: members.map(member => results.indexOf(member)),
      stoppedDesigns: stopped.length,
      file: made.output,
      svg: made.svg ?? null,
      job: made.job,
    },
  };
}

function resultJson({ design, accuracies, cost, stop }: DesignResult, member: number | undefined) {
  return {
    values: design.values.map(({ value }) => value),
    accuracies: accuracies.map(({ values, mean, deviation }) => ({ chips: values, mean, deviation })),
    cost: cost && {
      arrays: cost.arrays,
      usedCells: cost.usedCells,
      energyJoules: cost.energy.compared,
      latencySeconds: cost.latency.compared,
      areaSquareMetres: cost.area.compared,
      presets: cost.presets.map(({ peripherals, energy, latency, area }) => ({
        ...{ peripherals, energyJoules: energy, latencySeconds: latency, areaSquareMetres: area },
      })),
    },
    pareto: member ?? null,
    refused: stop?.kind === 'refused' ? stop.reason : null,
    failed: stop?.kind === 'failed' ? stop.reason : null,
  };
}

/** "accuracy, energy and area" */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function costWords(complete: readonly CompleteResult[], peripherals: string | undefined): string {
  if (peripherals !== undefined) return `Energy, latency and area with ${peripherals}`;
  const sets = [...new Set(complete.map(({ cost }) => listed(cost.presets.map(preset => preset.peripherals))))];
  if (sets.length > 1)
    return `Energy, latency and area: the middle √(low·high) of the range over the peripherals of each hardware, ${sets.join('; ')}`;
  return complete[0]!.cost.presets.length > 1
    ? `Energy, latency and area: the middle √(low·high) of the range over ${sets[0]}`
    : `Energy, latency and area with ${sets[0]}`;
}

function membersTable({ axes, times }: DesignSpace, members: readonly CompleteResult[]) {
  return {
    columns: [
      { name: '#' },
      ...axes.map(({ name }) => ({ name })),
      ...times.map(time => ({ name: times.length > 1 ? `accuracy ${ageClause(time)}` : 'accuracy' })),
      ...[
        { name: 'energy', unit: 'J' },
        { name: 'latency', unit: 's' },
        { name: 'area', unit: 'm²' },
      ],
      ...[{ name: 'arrays' }, { name: 'used', unit: '%' }],
    ],
    rows: members.map(({ design, accuracies, cost }, k) => [
      k + 1,
      ...design.values.map(({ label }) => label),
      ...accuracies.map(chipsText),
      ...costFigures.map(figure => cost[figure].compared),
      ...[cost.arrays, cost.usedCells],
    ]),
  };
}

/** One row for each design, values in SI. */
function csvOf(
  { axes, times }: DesignSpace,
  results: readonly DesignResult[],
  memberOf: ReadonlyMap<DesignResult, number>,
): string {
  const units = { energy: 'J', latency: 's', area: 'm²' };
  const ages = times.map((time, age) => (age === 0 ? '' : ` ${ageClause(time)}`));
  const blank = (count: number): string[] => new Array<string>(count).fill('');
  return tableCsv({
    columns: [
      ...axes.map(columnOf),
      { name: 'chips' },
      ...ages.flatMap(age => [{ name: `accuracy${age}` }, { name: `accuracy deviation${age}` }]),
      { name: 'float accuracy' },
      ...costFigures.flatMap(figure =>
        [figure, `${figure} low`, `${figure} high`].map(name => ({ name, unit: units[figure] })),
      ),
      ...['arrays', 'used cells', 'pareto', 'refused', 'failed'].map(name => ({ name })),
    ],
    rows: results.map(result => {
      const { design, accuracies, floatAccuracy, cost, stop } = result;
      return [
        ...design.values.map(({ value }) => cellOf(value)),
        accuracies[0]?.values.length ?? 0,
        ...(accuracies.length > 0
          ? accuracies.flatMap(({ mean, deviation }) => [mean, deviation])
          : blank(2 * times.length)),
        floatAccuracy ?? '',
        ...(cost
          ? costFigures.flatMap(figure => [cost[figure].compared, cost[figure].low, cost[figure].high])
          : blank(3 * costFigures.length)),
        ...(cost ? [cost.arrays, cost.usedCells] : blank(2)),
        memberOf.get(result) ?? '',
        ...(['refused', 'failed'] as const).map(kind => (stop?.kind === kind ? stop.reason : '')),
      ];
    }),
  });
}

/** Every design that was stopped, with the reason. */
function stopWords({ axes, seeds }: DesignSpace, stopped: readonly DesignResult[], file: string): string[] {
  if (stopped.length === 0) return [];
  const lines = stopped.slice(0, mostStops).map(({ design, stop }) => {
    const { kind, reason, seed } = stop!;
    return `  ${designName(axes, design)}: ${kind}${seeds.length > 1 ? ` on chip ${seed}` : ''}: ${reason}`;
  });
  const more = stopped.length > mostStops ? [`  and ${stopped.length - mostStops} more in ${file}`] : [];
  return [`${counted(stopped.length, 'design')} cannot be run:`, ...lines, ...more];
}

const plotted = ({ accuracies, cost }: CompleteResult, name: string, member: number | undefined) => {
  const { mean, deviation } = accuracies.at(-1)!;
  const [energy, latency, area] = [cost.energy.compared, cost.latency.compared, cost.area.compared];
  return { ...{ name, accuracy: mean, deviation, energy, latency, area }, ...(member !== undefined && { member }) };
};
