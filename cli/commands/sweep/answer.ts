import { ageClause } from '../../../report/age.js';
import { type GridCell, gridMap } from '../../../report/svg/grid-map.js';
import { tableCsv, tableText } from '../../../report/table.js';
import { chipsText, counted, countText, percent } from '../../../report/words.js';
import type { DriftCompensation } from '../../../sim/compensation.js';
import { type OverChips, overChips } from '../../../sim/effects.js';
import type { Context } from '../../command.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import { written } from '../../written.js';
import { compensationWords } from '../run/run.js';
import { type AxisValue, cellOf, columnOf, type SweepAxis, timeAxis } from './axis.js';
import type { SweepEntry } from './job.js';
import type { SweepPlan } from './run.js';
import type { SweepCommandOptions } from './sweep.js';

/** One combination over all its chips. */
interface Cell {
  readonly x: AxisValue;
  readonly y: AxisValue | undefined;
  /** Over the chips that were not refused; null where all were. */
  readonly over: OverChips | null;
  /** Why the first of those that were refused was. */
  readonly refused: string | null;
}

interface Made extends SweepCommandOptions {
  readonly compensation: DriftCompensation;
  readonly job: string;
  /** Names of the network and of the hardware. */
  readonly names: readonly [network: string, hardware: string];
}

/** Writes the table and the map of a sweep whose points came out so, in the order of `sweepPoints`; at least one has an accuracy. */
export function sweepAnswer(context: Context, plan: SweepPlan, entries: readonly SweepEntry[], made: Made): Answer {
  const cells = cellsOf(plan, entries);
  const { x, y, seeds, time } = plan;
  const found = entries.flatMap(entry => ('refused' in entry ? [] : [entry]));
  const floatAccuracy = found[0]!.floatAccuracy;
  const refused = entries.length - found.length;
  const [network, hardware] = made.names;
  const several = seeds.length > 1;
  const title = `Accuracy of ${network} on ${hardware}${several ? `, mean of ${counted(seeds.length, 'chip')}` : ''}; ${percent(floatAccuracy)} in float64`;
  const wrote = [
    ...written(context, made.output, () => csvOf(plan, entries)),
    ...written(context, made.plot, () => mapOf(plan, cells, title)),
  ];
  const isOverTime = [x, y].some(axis => axis?.name === timeAxis);
  return {
    text: [
      `${title}; ${isOverTime ? '' : `${ageClause(time)}, `}${made.readout} readout, drift compensation ${compensationWords[made.compensation]}`,
      tableText({
        columns: [y ? `${y.name} \\ ${x.name}` : x.name, ...x.values.map(({ label }) => label)].map(name => ({ name })),
        rows: rowsOf(plan, cells).map((row, k) => [y?.values[k]?.label ?? 'accuracy', ...row.map(cellText)]),
      }),
      ...(refused > 0
        ? [
            `${refused} of ${countText(entries.length, 'point')} ${refused === 1 ? 'is' : 'are'} refused, such as`,
            firstRefusal(cells),
          ]
        : []),
      ...wrote,
    ].join('\n'),
    json: {
      command: 'sweep',
      version,
      network,
      hardware,
      data: made.data,
      train: made.train ?? null,
      readout: made.readout,
      compensation: made.compensation !== 'none',
      driftCompensation: made.compensation,
      timeSeconds: isOverTime ? null : time,
      seeds,
      x: { parameter: x.name, unit: x.unit, values: x.values.map(({ value }) => value) },
      y: y ? { parameter: y.name, unit: y.unit, values: y.values.map(({ value }) => value) } : null,
      floatAccuracy,
      cells: cells.map(cell => ({
        x: cell.x.value,
        y: cell.y?.value ?? null,
        accuracies: cell.over?.values ?? [],
        meanAccuracy: cell.over?.mean ?? null,
        accuracyDeviation: cell.over?.deviation ?? null,
        refused: cell.refused,
      })),
      refusedPoints: refused,
      file: made.output,
      plot: made.plot ?? null,
      job: made.job,
    },
  };
}

/** Row by row of the map. */
function cellsOf({ x, y, seeds }: SweepPlan, entries: readonly SweepEntry[]): Cell[] {
  return (y?.values ?? [undefined]).flatMap((yValue, row) =>
    x.values.map((xValue, col) => {
      const first = (row * x.values.length + col) * seeds.length;
      const chips = entries.slice(first, first + seeds.length);
      const accuracies = chips.flatMap(chip => ('refused' in chip ? [] : [chip.accuracy]));
      const refusal = chips.find(chip => 'refused' in chip);
      return {
        ...{ x: xValue, y: yValue },
        over: accuracies.length > 0 ? overChips(accuracies) : null,
        refused: refusal && 'refused' in refusal ? refusal.refused : null,
      };
    }),
  );
}

const rowsOf = ({ x }: SweepPlan, cells: readonly Cell[]): Cell[][] =>
  Array.from({ length: cells.length / x.values.length }, (_, row) =>
    cells.slice(row * x.values.length, (row + 1) * x.values.length),
  );

/** One row for each point; the columns of values are in SI. */
function csvOf({ x, y }: SweepPlan, entries: readonly SweepEntry[]): string {
  return tableCsv({
    columns: [
      ...(y ? [columnOf(x), columnOf(y)] : [columnOf(x)]),
      ...['seed', 'accuracy', 'float accuracy', 'refused'].map(name => ({ name })),
    ],
    rows: entries.map(entry => [
      ...(y ? [cellOf(entry.x), cellOf(entry.y)] : [cellOf(entry.x)]),
      entry.seed,
      ...('refused' in entry ? ['', '', entry.refused] : [entry.accuracy, entry.floatAccuracy, '']),
    ]),
  });
}

const cellText = ({ over }: Cell): string => (over ? chipsText(over) : 'refused');

const firstRefusal = (cells: readonly Cell[]): string => cells.find(({ refused }) => refused !== null)!.refused!;

function mapOf({ x, y }: SweepPlan, cells: readonly Cell[], title: string): string {
  const axis = ({ name, values }: SweepAxis) => ({
    label: name === timeAxis ? 'Age' : name,
    names: values.map(({ label }) => label),
  });
  const drawn = cells.map((cell): GridCell => {
    const where = [`${x.name} = ${cell.x.label}`, ...(y ? [`${y.name} = ${cell.y!.label}`] : [])].join(', ');
    const why = cell.refused === null ? '' : `; refused: ${cell.refused}`;
    const what = cell.over === null ? '' : `: ${cellText(cell)}`;
    return {
      value: cell.over?.mean ?? null,
      text: cell.over ? (100 * cell.over.mean).toFixed(1) : 'refused',
      note: `${where}${what}${why}`,
    };
  });
  return gridMap({
    ...{ title, cells: drawn, label: 'Accuracy', unit: '%', x: axis(x), ...(y && { y: axis(y) }) },
    description: `Mean accuracy over the chips for ${cells.length} combinations of parameters; each cell has its deviation.`,
  });
}
