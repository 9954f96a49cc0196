import { deviceOf } from '../../compiler/hardware.js';
import type { Device } from '../../devices/device.js';
import type { ChipsPoint, ChipsRun } from '../../sim/chips.js';
import { driftCompensations } from '../../sim/compensation.js';
import { type ReadoutTraining, readoutTrainings } from '../../sim/lifetime.js';
import { ageClause, ageLabel } from '../age.js';
import type { ReportInput } from '../input.js';
import type { Section } from '../page.js';
import { accuracyGrid, accuracyText, bestAt, percentText, readouts, remedyName } from '../remedies.js';
import { lineChart } from '../svg/line.js';
import type { Table } from '../table.js';
import { figure, percent, unbroken } from '../words.js';

/** How accuracy fares as the chips age, remedy by remedy; nothing where no chip was run. */
export function accuracySection({ chips, program }: ReportInput): Section | undefined {
  if (!chips) return undefined;
  const { seeds, reference } = chips;
  const { ages } = accuracyGrid(chips);
  const last = ages.length - 1;
  const best = bestAt(chips, last);
  const several = seeds.length > 1;
  return {
    heading: 'Accuracy over time',
    lead:
      `${several ? `${seeds.length} chips (seeds ${seeds.join(', ')})` : `One chip (seed ${seeds[0]})`} followed ` +
      `through time; ${ageClause(ages[last]!)} the best remedy is “${remedyName(best)}” with ${accuracyText(best)}, ` +
      `against ${percent(reference)} of the float reference.`,
    exhibits: [
      { svg: accuracyFigure(chips), caption: explanation(chips, deviceOf(program.hardware)) },
      {
        table: byAge(chips),
        caption: several
          ? `Mean accuracy ± sample deviation over the chips, in percent; yield is the share of chips that reach ${percent(chips.wanted)}.`
          : 'Accuracy in percent.',
      },
    ],
  };
}

/** What the names of the curves and their bands mean, and what the device model does not know. */
function explanation({ points, seeds, noiseSplit }: ChipsRun, { model, limits }: Device): string {
  return [
    ...usedReadouts(points).map(readout => `${readouts[readout].name}: ${readouts[readout].meaning}.`),
    ...(points.some(point => point.compensation === 'global')
      ? [
          "Compensated: each tile's outputs are divided by the loss of its mean current since programming, as measured on it.",
        ]
      : []),
    ...(points.some(point => point.compensation === 'column')
      ? ['Compensated by column: each output of a tile is divided by its own loss of current.']
      : []),
    ...(seeds.length > 1 ? ['Bands are ± 1 sample deviation over the chips, cut off at 0 and 100 %.'] : []),
    `Read noise slower than ${figure(noiseSplit, 's')} is drawn once for a run, faster noise anew for every read.`,
    ...(limits.length > 0 ? [`Device model ${model}: ${limits.join('; ')}.`] : []),
  ].join(' ');
}

/** Accuracy against age: a curve per remedy, with its spread over the chips and the float reference. */
export function accuracyFigure(chips: ChipsRun): string {
  const { ages, remedies } = accuracyGrid(chips);
  const lowest = Math.min(chips.reference, ...chips.points.map(point => point.mean - point.deviation));
  return lineChart({
    title: 'Accuracy over time',
    description: remedies
      .map(({ name, points }) => `${name}: ${points.map(p => `${accuracyText(p)} ${ageClause(p.time)}`).join(', ')}.`)
      .join(' '),
    x: { label: 'Age of the chip', categories: ages.map(ageLabel) },
    // Some room below the lowest curve, also where all are level.
    y: { label: 'Accuracy', unit: '%', include: [Math.max(0, lowest - 0.05)] },
    series: remedies.map(({ name, points }) => ({
      name,
      y: points.map(point => point.mean),
      range:
        chips.seeds.length > 1
          ? {
              low: points.map(point => Math.max(0, point.mean - point.deviation)),
              high: points.map(point => Math.min(1, point.mean + point.deviation)),
            }
          : undefined,
    })),
    reference: { name: `Float reference, ${percent(chips.reference)}`, y: chips.reference },
  });
}

/** A row per age and setting of the compensation; accuracy of each readout, with the yield where chips are several. */
function byAge({ points, seeds }: ChipsRun): Table {
  const used = usedReadouts(points);
  const cells = (point: ChipsPoint): string[] =>
    seeds.length > 1 ? [percentText(point), percent(point.yield, 0)] : [percentText(point)];
  const names = used.flatMap(readout => [readouts[readout].name, ...(seeds.length > 1 ? ['Yield'] : [])]);
  const rows = points
    .filter(point => point.readout === used[0])
    .sort(
      (a, b) =>
        a.time - b.time || driftCompensations.indexOf(a.compensation) - driftCompensations.indexOf(b.compensation),
    )
    .map(({ time, compensation }) => {
      const here = points.filter(point => point.time === time && point.compensation === compensation);
      const shown = used.flatMap(readout => cells(here.find(point => point.readout === readout)!));
      return [unbroken(ageLabel(time)), compensationWords[compensation], ...shown];
    });
  return { columns: ['Age', 'Compensated', ...names].map(name => ({ name })), rows };
}

const compensationWords = { none: 'no', global: 'yes', column: 'by column' } as const;

const usedReadouts = (points: readonly ChipsPoint[]): ReadoutTraining[] =>
  readoutTrainings.filter(readout => points.some(point => point.readout === readout));
