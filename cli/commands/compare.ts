import type { Command } from 'commander';
import type { Program } from '../../compiler/program-record.js';
import { writeWhole } from '../../edge/files.js';
import type { Layout } from '../../models/data/layout.js';
import { ageLabel } from '../../report/age.js';
import { countText } from '../../report/words.js';
import type { Comparison, Quantity, TileVerdict } from '../../sim/compare/compare.js';
import { answering, type Context, describe } from '../command.js';
import {
  countOrAll,
  dataOption,
  fileToWrite,
  fraction,
  layoutOption,
  noteFewer,
  readQuantity,
  refuseGiven,
  wholeNumber,
  workersOption,
} from '../options.js';
import { type Answer, finiteOrNull } from '../output.js';
import { version } from '../version.js';
import { readTime } from './run/run.js';

interface Options {
  readonly data: string;
  readonly layout?: Layout;
  readonly series: number;
  readonly time?: string;
  readonly reads: number | 'all';
  readonly spice: boolean;
  readonly within?: number;
  readonly timeout?: string;
  readonly workers?: number;
  readonly output?: string;
}

export function compareCommand(): Command {
  const command = describe(
    'compare',
    'Run the same series in float64, on the simulated chip and in ngspice; say where they part, and why.',
    'ohmweave compare net.owp --data Car_TEST.ts --series 2 -o compare.html\n' +
      'ohmweave compare dict.owp --data patches.npy --series 8',
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(dataOption('series to run').makeOptionMandatory())
    .addOption(layoutOption())
    .option('--series <count>', 'how many, from the first', wholeNumber(1), 1)
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--reads <count|all>', 'reads of each product that ngspice simulates, evenly spread', countOrAll, 8)
    .option('--no-spice', 'leave ngspice out')
    .option(
      '--within <share>',
      'fail where the scores, or the codes of a coder, are further from float64 (NRMSE)',
      fraction,
    )
    .option('--timeout <time>', 'longest time for one tile; default: 10 min')
    .option('-o, --output <path>', 'an HTML file with a picture of every quantity', fileToWrite('.html', '.htm'))
    .addOption(workersOption());
  return answering<Options>(command, async (context, options, [file]) => {
    if (!options.spice)
      refuseGiven(
        command,
        ['reads', 'timeout', 'workers'],
        'found it with --no-spice',
        'expected it for runs in ngspice only',
      );
    const { readProgram } = await import('../../compiler/program-file.js');
    const program = readProgram(file!);
    const time = await readTime(options.time);
    const { readData } = await import('../read-data.js');
    const data = readData(options.data, program.graph.input, options.layout);
    noteFewer(text => context.progress.note(text), '--series', options.series, data.series.length);
    const series = data.series.slice(0, options.series);
    const comparison = await compareProgram(context, program, series, { ...options, time });
    if (options.output !== undefined) await writePage(context, options.output, program, comparison, options.data);
    return compareAnswer(comparison, program, { ...options, program: file!, time });
  });
}

async function compareProgram(
  { progress, signal }: Context,
  program: Program,
  series: Parameters<typeof import('../../sim/compare/compare.js').compareSystems>[1],
  {
    time,
    reads,
    spice,
    timeout,
    workers,
  }: Pick<Options, 'reads' | 'spice' | 'timeout' | 'workers'> & { readonly time: number },
): Promise<Comparison> {
  const { compareSystems } = await import('../../sim/compare/compare.js');
  const { SpicePool } = await import('../../sim/spice/pool.js');
  const seconds = timeout === undefined ? {} : { timeoutSeconds: await readQuantity(timeout, 'time', '--timeout') };
  const pool = new SpicePool(workers === undefined ? {} : { workers });
  try {
    return await compareSystems(program, series, {
      ...{ time, reads, spice, pool },
      run: { ...seconds, signal },
      onProgress: progress.stage(spice ? 'running ngspice' : 'running'),
    });
  } finally {
    await pool.close();
    signal.throwIfAborted();
  }
}

async function writePage(
  context: Context,
  path: string,
  program: Program,
  comparison: Comparison,
  data: string,
): Promise<void> {
  const { compareFigures } = await import('../../report/compare-figures.js');
  const { page } = await import('../../report/page.js');
  const { graph, hardware, seed } = program;
  const figures = compareFigures(comparison);
  const html = page({
    title: `${graph.name} on ${hardware.name}: three systems`,
    subtitle: 'The same series in float64, on the simulated chip, and with currents from ngspice',
    sections: comparison.quantities.map((quantity, k) => ({
      heading: quantity.name,
      lead: sentence(quantity),
      exhibits: [{ svg: figures[k]!, caption: reason(quantity) }],
    })),
    provenance: { seed, versions: { ohmweave: version }, configuration: { data, hardware } },
  });
  writeWhole(path, html);
  context.wrote(path);
}

function share(value: number): string {
  const percent = 100 * value;
  if (!Number.isFinite(percent)) return '–';
  if (percent >= 10) return `${percent.toFixed(0)} %`;
  if (percent === 0) return '0 %';
  return percent >= 0.1 ? `${percent.toPrecision(2)} %` : 'below 0.1 %';
}

const apart = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

function sentence({ hardware, agreement }: Quantity): string {
  const chip = `The chip is ${share(hardware.worst)} of full scale from float64 at worst, NRMSE ${hardware.nrmse.toPrecision(2)}.`;
  return agreement ? `${chip} ngspice is ${apart(agreement.worst)} of full scale from the simulator.` : chip;
}

/** Why a product differs from float64, in a line. */
function reason({ causes, kind, onDevices }: Quantity): string {
  if (kind === 'codes')
    return 'What differs here comes from what the codes are of, and from the arrays and converters that they settle by.';
  if (!causes)
    return kind === 'state' && onDevices
      ? 'What differs here comes from the products before, and from the volatile devices with their converters.'
      : 'What differs here comes from the products before.';
  const parts = Object.entries(causes.share).map(([cause, part]) => `${cause} ${share(part)}`);
  const { place } = causes;
  return `${parts.join(', ')} of its spread (rms); of its own part, most in ${place.tile}, output ${place.output}, row ${place.row}, which has ${share(place.rowShare)} of that.`;
}

export async function compareAnswer(
  comparison: Comparison,
  { graph, hardware }: Program,
  made: Pick<Options, 'data' | 'within' | 'output'> & { readonly program: string; readonly time: number },
): Promise<Answer> {
  const { tableText } = await import('../../report/table.js');
  const { quantities, series, sameClass, tolerance, agrees, message } = comparison;
  // Scores come last, and codes where there are none.
  const result = quantities.filter(({ kind }) => kind === 'scores' || kind === 'codes').at(-1)!;
  const within = made.within === undefined || result.hardware.nrmse <= made.within;
  const differing = quantities.flatMap(({ tiles = [] }) => tiles.filter(tile => !tile.agrees));
  const table = tableText({
    columns: [...['quantity', 'chip – float64, worst', 'NRMSE', 'most from', 'ngspice – chip, worst']].map(name => ({
      name,
    })),
    rows: quantities.map(({ name, kind, hardware: found, agreement, causes }) => [
      kind === 'state' ? `${name} (states)` : name,
      share(found.worst),
      found.nrmse.toPrecision(3),
      causes ? `${causes.main} (${share(causes.share[causes.main])})` : '–',
      agreement ? apart(agreement.worst) : '–',
    ]),
  });
  const runs = Object.values(quantities.flatMap(({ tiles }) => tiles ?? []));
  const worst = runs.reduce((most, tile) => Math.max(most, tile.worst), 0);
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${ageLabel(made.time)}; worst differences are parts of each quantity's largest value`,
      table,
      ...quantities.flatMap(quantity => (quantity.causes ? [`${quantity.name}: ${reason(quantity)}`] : [])),
      ...quantities.flatMap(({ name, support }) =>
        support
          ? [
              `${name}: support as in float64: ${share(support.simulated)} on the chip${support.spice === undefined ? '' : `, ${share(support.spice)} with ngspice`}`,
            ]
          : [],
      ),
      ...(sameClass
        ? [
            `same class as float64: the chip in ${sameClass.simulated} of ${series}${sameClass.spice === undefined ? '' : `, ngspice in ${sameClass.spice}`}`,
          ]
        : []),
      ...(runs.length > 0
        ? [
            `currents of ${countText(runs.length, 'tile')} in ngspice: ${worst.toExponential(1)} of a tile's largest at worst, ${agrees ? 'within' : 'NOT within'} ${tolerance}`,
          ]
        : []),
      ...differing.map(tileText),
      ...(message === undefined ? [] : [`ngspice: ${message}`]),
      ...(within ? [] : [`${result.kind}: NRMSE ${result.hardware.nrmse.toPrecision(3)}, more than ${made.within}`]),
      ...(made.output === undefined ? [] : [`wrote ${made.output}`]),
    ].join('\n'),
    passed: agrees && within,
    json: {
      command: 'compare',
      version,
      program: made.program,
      data: made.data,
      file: made.output ?? null,
      timeSeconds: made.time,
      series,
      sameClassSimulated: sameClass?.simulated ?? null,
      sameClassSpice: sameClass?.spice ?? null,
      tolerance,
      agrees,
      within: made.within === undefined ? null : within,
      message: message ?? null,
      quantities: quantities.map(({ name, kind, hardware: found, agreement, support, causes, tiles = [] }) => ({
        name,
        kind,
        worstShareOfFullScale: finiteOrNull(found.worst),
        nrmse: finiteOrNull(found.nrmse),
        spiceWorstShareOfFullScale: agreement ? finiteOrNull(agreement.worst) : null,
        supportSimulated: support?.simulated ?? null,
        supportSpice: support?.spice ?? null,
        causes: causes ? { ...causes.share, main: causes.main } : null,
        place: causes ? { ...causes.place } : null,
        tiles: tiles.map(({ tile, worst: apart, column, read, agrees: good, suspect }) => ({
          name: tile,
          worstRelativeDifference: finiteOrNull(apart),
          worstColumn: column,
          worstVector: read,
          agrees: good,
          suspectKind: suspect?.kind ?? null,
          suspectRow: suspect?.row ?? null,
          suspectColumn: suspect?.column ?? null,
          suspectShare: suspect?.share ?? null,
        })),
      })),
    },
  };
}

function tileText({ tile, worst, column, read, suspect }: TileVerdict): string {
  const where = `${tile}: column ${column} is ${worst.toExponential(1)} off in read ${read}`;
  if (!suspect) return where;
  const { kind, row, column: at } = suspect;
  const places = {
    cell: `the device in row ${row}, column ${at}`,
    'word line': `the word line of row ${row} or its driver`,
    'bit line': `the bit line of column ${at} or its sense input`,
    'several places': `several places, most in row ${row}, column ${at}`,
  };
  return `${where}; one row at a time it is ${places[kind]} that differs (${share(suspect.share)})`;
}
