import type { Program } from '../../../compiler/program-record.js';
import { reject } from '../../../edge/error.js';
import type { Layout } from '../../../models/data/layout.js';
import { ageLabel } from '../../../report/age.js';
import { quantity } from '../../../report/svg/format.js';
import type { OutputsPoint, OutputsRun } from '../../../sim/output-chips.js';
import type { OutputFigures, OutputKind } from '../../../sim/outputs.js';
import type { Context } from '../../command.js';
import { type Answer, finiteOrNull } from '../../output.js';
import { version } from '../../version.js';
import { type AskedChips, chipsName, chipsWork, compensationWords } from './run.js';

interface Made {
  readonly program: string;
  readonly data: string;
  readonly train?: string;
  readonly layout?: Layout;
  readonly wanted?: number;
  readonly within?: number;
}

/** A figure of what a network yields: what it is called, and how it is written. */
interface Column {
  readonly name: string;
  readonly of: keyof OutputFigures;
  /** Three digits unless told otherwise. */
  readonly text: (value: number, digits?: number) => string;
}

const share = (value: number, digits = 3): string => (Number.isFinite(value) ? quantity(value, '%', digits) : '–');
const nrmse: Column = {
  name: 'NRMSE',
  of: 'nrmse',
  text: (value, digits = 3) => (Number.isFinite(value) ? value.toPrecision(digits) : '–'),
};
const worst: Column = { name: 'worst', of: 'worst', text: share };

/** What is said of each kind of output. A spike is there or not, so that the worst is always the whole of it. */
const columnsOf: Readonly<Record<OutputKind, readonly Column[]>> = {
  outputs: [nrmse, worst],
  codes: [nrmse, worst, { name: 'support as in float64', of: 'overlap', text: share }],
  spikes: [nrmse, { name: 'spikes as in float64', of: 'overlap', text: share }],
};

/** `ohmweave run` of a network that makes no class scores: data need no labels. */
export async function runWithoutClasses(
  context: Context,
  program: Program,
  made: Made,
  asked: AskedChips,
): Promise<Answer> {
  refuseForClasses('--train', made.train, 'expected it with a readout, which it trains');
  refuseForClasses('--wanted', made.wanted, 'expected --within, an NRMSE');
  const { readData } = await import('../../read-data.js');
  const { runOutputs } = await import('../../../sim/output-chips.js');
  const data = readData(made.data, program.graph.input, made.layout);
  const run = await runOutputs(program, data, {
    ...(await chipsWork(context, program, asked)),
    ...(made.within !== undefined && { within: made.within }),
  });
  return outputsAnswer(run, program, data.series.length, made);
}

function refuseForClasses(option: string, value: string | number | undefined, expected: string): void {
  if (value !== undefined) reject(option, 'found it for a network without class scores', expected);
}

async function outputsAnswer(
  run: OutputsRun,
  { graph, hardware }: Program,
  series: number,
  made: Made,
): Promise<Answer> {
  const { tableText } = await import('../../../report/table.js');
  const { seeds, kind, within } = run;
  const columns = columnsOf[kind];
  const several = seeds.length > 1;
  const points = run.points.toSorted((a, b) => a.time - b.time);
  const unmet = within === undefined ? [] : agesBeyond(points, within);
  const cell = ({ mean, deviation }: OutputsPoint, { of, text }: Column): string =>
    several && Number.isFinite(mean[of]) ? `${text(mean[of])} ± ${text(deviation[of], 2)}` : text(mean[of]);
  const counts = several && within !== undefined;
  const table = tableText({
    columns: [
      ...['age', 'drift compensation', ...columns.map(({ name }) => name)],
      ...(counts ? [`NRMSE up to ${within}`] : []),
    ].map(name => ({ name })),
    rows: points.map(point => [
      ageLabel(point.time),
      compensationWords[point.compensation],
      ...columns.map(column => cell(point, column)),
      ...(counts ? [`${share(point.yield!)} of chips`] : []),
    ]),
  });
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${chipsName(seeds)}; ${kind} of ${series} series against those in float64`,
      table,
      ...unmet.map(time => `NRMSE above ${within} with every drift compensation: ${ageLabel(time)}`),
    ].join('\n'),
    passed: unmet.length === 0,
    json: {
      ...{ command: 'run', version, program: made.program, data: made.data },
      ...{ network: graph.name, hardware: hardware.name, temperatureKelvin: hardware.temperature },
      ...{ seeds, series, compared: kind, within: within ?? null },
      withinMet: within === undefined ? null : unmet.length === 0,
      noiseSplitSeconds: run.noiseSplit,
      points: points.map(({ time, compensation, chips, mean, deviation, ...rest }) => ({
        timeSeconds: time,
        driftCompensation: compensation,
        chips: chips.map(figuresJson),
        mean: figuresJson(mean),
        deviation: figuresJson(deviation),
        yield: rest.yield ?? null,
      })),
    },
  };
}

const figuresJson = ({ nrmse, worst, overlap }: OutputFigures) => ({
  nrmse: finiteOrNull(nrmse),
  worstShareOfFullScale: finiteOrNull(worst),
  overlap: finiteOrNull(overlap),
});

/** Ages at which no drift compensation's mean NRMSE is within what is wanted. */
function agesBeyond(points: readonly OutputsPoint[], within: number): number[] {
  const ages = [...new Set(points.map(({ time }) => time))];
  return ages.filter(age => !points.some(({ time, mean }) => time === age && mean.nrmse <= within));
}
