import { type Matrix, toRows } from '../../../numeric/matrix.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import type { Findings } from './findings.js';

/** Which files were written, and how close outputs are to be when they count as settled. */
export interface Written {
  readonly output?: string;
  readonly operator?: true;
  readonly fields?: true;
  readonly plot?: string;
  readonly netlist?: string;
  readonly settle?: number;
}

/** Columns of the table that is printed; the rest is in files and in the JSON. */
const mostShown = 8;

/** The text and the JSON of what was found. */
export async function solveAnswer(found: Findings, written: Written): Promise<Answer> {
  const { approximation, transient } = found;
  return {
    text: await text(found, written),
    json: {
      command: 'solve',
      version,
      outputAmperes: toRows(found.outputs),
      inputAmperes: toRows(found.inputCurrents),
      powerWatts: [...found.power],
      solver: found.solver,
      heatWatts: found.heat,
      fields: found.fields,
      approximation: approximation && {
        name: approximation.name,
        outputAmperes: toRows(approximation.outputs),
        largestError: approximation.largestError,
        rmsError: approximation.rmsError,
      },
      settling: transient && { seconds: transient.settlingTime, joules: transient.energy },
    },
  };
}

/** The words for the parts that lose power, by their name in the JSON. */
const parts: Readonly<Record<string, string>> = {
  cells: 'cells',
  wordLines: 'word lines',
  supplyLines: 'supply lines',
  bitLines: 'bit lines',
  drivers: 'drivers',
  sense: 'sense',
};

async function text(found: Findings, written: Written): Promise<string> {
  const { tableText } = await import('../../../report/table.js');
  const { plain, quantity } = await import('../../../report/svg/format.js');
  const value = (amount: number, unit: string): string => quantity(amount, unit, 6);
  const { power, heat, approximation, transient } = found;
  const shown = Math.min(power.length, mostShown);
  const across = (name: string, entry: (k: number) => string): string[] => [
    name,
    ...Array.from({ length: shown }, (_, k) => entry(k)),
  ];
  const currents = (name: (line: number) => string, { cols, data }: Matrix): string[][] =>
    Array.from({ length: cols }, (_, i) => across(name(i), k => value(data[k * cols + i]!, 'A')));
  const losses = (all: NonNullable<Findings['heat']>): string[][] =>
    Object.keys(all[0]!)
      .filter(part => parts[part])
      .map(part => across(`  lost in ${parts[part]}`, k => value(all[k]![part]!, 'W')));
  const brief = written.output !== undefined;
  const lines = [
    ...(brief ? [`${written.operator ? 'operator' : 'currents'} written to ${written.output}`] : []),
    ...(shown > 0 && !(brief && !heat)
      ? [
          tableText({
            columns: [{ name: '' }, ...Array.from({ length: shown }, (_, k) => ({ name: `input ${k}` }))],
            rows: [
              ...(brief
                ? []
                : [...currents(found.outputName, found.outputs), ...currents(found.inputName, found.inputCurrents)]),
              across('power', k => value(power[k]!, 'W')),
              ...(heat ? losses(heat) : []),
            ],
          }),
        ]
      : []),
    ...(power.length > shown && !brief ? [`and ${power.length - shown} more inputs: -o FILE or --format json`] : []),
    ...(approximation
      ? [
          `${approximation.name} is off by ${(100 * approximation.rmsError).toPrecision(3)} % rms, ` +
            `${(100 * approximation.largestError).toPrecision(3)} % of the largest output at most`,
        ]
      : []),
    ...(transient
      ? [
          `input 0 settles to ${plain(100 * written.settle!)} % of the largest output in ` +
            `${value(transient.settlingTime, 's')}, drawing ${value(transient.energy, 'J')} on the way`,
        ]
      : []),
    ...(written.fields ? ['every voltage and current: --format json'] : []),
    ...(written.plot ? [`map drawn in ${written.plot}`] : []),
    ...(written.netlist ? [`netlist written to ${written.netlist}; run it: ngspice -b ${written.netlist}`] : []),
  ];
  return lines.join('\n');
}
