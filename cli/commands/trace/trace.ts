import type { Command } from 'commander';
import type { CostEstimate } from '../../../compiler/cost/estimate.js';
import type { Program } from '../../../compiler/program-record.js';
import { reject } from '../../../edge/error.js';
import { writeWhole } from '../../../edge/files.js';
import { labelsOf } from '../../../models/data/labels.js';
import type { Layout } from '../../../models/data/layout.js';
import type { Graph } from '../../../models/graph.js';
import type { Series, SeriesSet } from '../../../models/series.js';
import type { SpikeTrace } from '../../../sim/spike-trace.js';
import { background } from '../../background.js';
import { answering, type Context, describe } from '../../command.js';
import { nirOption, openNetwork } from '../../open-network.js';
import {
  dataOption,
  fileToWrite,
  layoutOption,
  refuseGiven,
  refuseLoneLayout,
  requireUnread,
  wholeNumber,
} from '../../options.js';
import { estimateProgram } from '../estimate/estimate.js';
import { readCompensation, readTime } from '../run/run.js';
import { traceAnswer } from './answer.js';
import { type Choice, checkedChoice, numberRanges, shownLayers } from './choice.js';
import { stepSeconds, traceCsv, tracePlot, traceVcd } from './files.js';

interface Options extends Choice {
  readonly data?: string;
  readonly layout?: Layout;
  readonly series: number;
  readonly time?: string;
  readonly compensation: string;
  readonly nir?: string;
  readonly plot?: string;
  readonly vcd?: string;
  readonly stepTime?: string;
  readonly csv?: string;
}

export function traceCommand(): Command {
  const command = describe(
    'trace',
    'Run one series through a spiking network, in float64 and on the chip, and see its spikes and membranes.',
    'ohmweave trace net.owp --data test.npz --series 3 --time "1 year" --plot spikes.svg --vcd spikes.vcd\n' +
      'ohmweave trace net.json --data test.npz --layer hidden --neurons 0-3 --steps 100-300 --plot membranes.svg',
  )
    .argument('<program|network>', 'compiled network (.owp), or a network file or .nir graph for float64 alone')
    .addOption(dataOption('series to take one from; default: the calibration inputs'))
    .addOption(layoutOption())
    .option('--series <number>', 'which of them, counted from 0', wholeNumber(0), 0)
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--compensation <kind>', 'of drift: none, global or column', 'none')
    .option('--layer <name>', 'of neurons; default: all that spike')
    .option(
      '--neurons <numbers>',
      'whose membranes are shown, e.g. 0-3,7; default: of each layer three that differ or spike most',
      text => numberRanges(text, '--neurons'),
    )
    .option('--steps <from-to>', 'time steps that the pictures show, counted from 0; default: all')
    .option('--plot <file>', 'an SVG with rasters, membranes and classes through time', fileToWrite('.svg'))
    .option('--vcd <file>', 'waveforms for GTKWave and the like', fileToWrite('.vcd'))
    .option('--step-time <time>', "what a time step takes in --vcd; default: the neurons' own, in seconds")
    .option('--csv <file>', 'a line for every spike', fileToWrite('.csv'))
    .addOption(nirOption());
  return answering<Options>(command, async (context, options, [file]) => {
    const { data, plot, vcd, csv } = options;
    requireUnread({ '<program|network>': file, '--data': data }, { '--plot': plot, '--vcd': vcd, '--csv': csv });
    const compiled = file!.toLowerCase().endsWith('.owp');
    if (!compiled)
      refuseGiven(
        command,
        ['time', 'compensation'],
        'found it with a network',
        'expected it with a compiled network (.owp)',
      );
    if (vcd === undefined) refuseGiven(command, ['stepTime'], 'found it without --vcd', 'expected --vcd FILE');
    if (plot === undefined) refuseGiven(command, ['steps'], 'found it without --plot', 'expected --plot FILE');
    if (plot === undefined && vcd === undefined)
      refuseGiven(command, ['neurons'], 'found it without --plot and --vcd', 'expected one of them, which show them');
    const { program, graph, calibration } = await (compiled ? openProgram(file!, options) : openGraph(context, file!, options)); // biome-ignore format: one thing
    const { set, series } = await chooseSeries(graph, calibration, options);
    const chosen = checkedChoice(graph, series.length, options);
    const stepTime = vcd === undefined ? undefined : await stepSeconds(graph, options.stepTime);
    const time = await readTime(options.time);
    const compensation = await readCompensation(options.compensation);
    const trace = await runTrace(context, { graph, series, chip: program && { program, time, compensation } });
    const layers = shownLayers(trace, chosen);
    const cost: CostEstimate | undefined =
      program && (await estimateProgram(context, program, { ...set, series: [series] }));
    const files = {
      ...(plot !== undefined && { [plot]: await tracePlot(trace, layers, chosen.steps) }),
      ...(vcd !== undefined && stepTime !== undefined && { [vcd]: await traceVcd(trace, layers, stepTime) }),
      ...(csv !== undefined && { [csv]: await traceCsv(trace, layers) }),
    };
    for (const [path, text] of Object.entries(files)) {
      writeWhole(path, text);
      context.wrote(path);
    }
    return traceAnswer(trace, layers, {
      ...{
        file: file!,
        data,
        series: options.series,
        of: set.series.length,
        labels: labelsOf(set, series),
        network: graph.name,
      },
      ...(program && { chip: { hardware: program.hardware.name, time, compensation } }),
      ...{ cost, plot, vcd, csv },
    });
  });
}

/** Runs one series in a thread of its own. */
export async function runTrace(
  { progress, signal }: Context,
  input: Parameters<typeof background<'traceSpikes'>>[1],
): Promise<SpikeTrace> {
  return background('traceSpikes', input, signal, progress.stage('running the neurons'));
}

interface Opened {
  readonly graph: Graph;
  readonly program?: Program;
  readonly calibration?: SeriesSet | undefined;
}

async function openProgram(file: string, { nir }: Options): Promise<Opened> {
  if (nir !== undefined) reject('--nir', `found it with ${file}`, 'expected it with a .nir file only');
  const { readProgram } = await import('../../../compiler/program-file.js');
  const program = readProgram(file);
  return { program, graph: program.graph, calibration: program.calibration };
}

async function openGraph({ progress }: Context, file: string, { nir }: Options): Promise<Opened> {
  const { lower } = await import('../../../models/lower.js');
  const network = await openNetwork(file, nir, text => progress.note(text));
  return { graph: lower(network), calibration: network.calibration };
}

async function chooseSeries(
  graph: Graph,
  calibration: SeriesSet | undefined,
  { data, layout, series: index }: Options,
): Promise<{ readonly set: SeriesSet; readonly series: Series }> {
  refuseLoneLayout(layout, data, '--data');
  const { readData, shapeOf } = await import('../../read-data.js');
  const { alignClasses } = await import('../../../models/data/labels.js');
  const read = (file: string): SeriesSet => {
    const found = readData(file, shapeOf(graph), layout);
    return graph.classes.length > 0 ? alignClasses(graph, found, file) : found;
  };
  const set = data === undefined ? calibration : read(data);
  if (!set) return reject('--data', 'found none', 'expected series, since the network has no calibration inputs');
  const count = set.series.length;
  const series = set.series[index];
  if (!series) return reject('--series', `found ${index}`, `expected 0 to ${count - 1}, of ${count} series`);
  return { set, series };
}
