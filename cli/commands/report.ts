import type { Command } from 'commander';
import { writeWhole } from '../../edge/files.js';
import type { Layout } from '../../models/data/layout.js';
import type { ReportInput } from '../../report/input.js';
import { answering, type Context, describe } from '../command.js';
import {
  dataOption,
  layoutOption,
  mostChips,
  outputOption,
  refuseGiven,
  refuseLoneLayout,
  trainOption,
  wholeNumber,
  workersOption,
} from '../options.js';
import { version } from '../version.js';
import { estimateProgram } from './estimate/estimate.js';
import { tileCircuits } from './netlist/netlist.js';
import { readSets, runProgram } from './run/run.js';
import { runTrace } from './trace/trace.js';
import { validateCircuits } from './validate/validate.js';

interface Options {
  readonly output: string;
  readonly data?: string;
  readonly train?: string;
  readonly layout?: Layout;
  readonly seeds: number;
  readonly spice: boolean;
  readonly workers?: number;
}

/** Reads that ngspice checks on each tile. */
const vectors = 4;

export function reportCommand(): Command {
  const command = describe(
    'report',
    'Run everything on a compiled network and write one HTML file: accuracy through time, cost, SPICE agreement.',
    'ohmweave report net.owp --data Car_TEST.ts --train Car_TRAIN.ts --seeds 5 -o report.html',
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(outputOption('the HTML file to write', '.html', '.htm'))
    .addOption(dataOption('labelled series to classify; without them the report has no accuracies'))
    .addOption(trainOption())
    .addOption(layoutOption())
    .option('--seeds <count>', "chips to run: the program's seed and the ones after it", wholeNumber(1, mostChips), 1)
    .option('--no-spice', 'leave ngspice out')
    .addOption(workersOption());
  return answering<Options>(command, async (context, options, [file]) => {
    const { output, data, train, layout, seeds, spice, workers } = options;
    const { reject } = await import('../../edge/error.js');
    if (train !== undefined && data === undefined) reject('--train', 'given without --data', 'expected both');
    refuseLoneLayout(layout, data, '--data');
    if (data === undefined) refuseGiven(command, ['seeds'], 'found it without --data', 'expected --data FILE, too');
    if (data === undefined && !spice)
      refuseGiven(command, ['workers'], 'found it without --data and with --no-spice', 'expected something to run');
    const { readProgram } = await import('../../compiler/program-file.js');
    const program = readProgram(file!);
    const sets = data === undefined ? undefined : await readSets(program, { data, train, layout });
    const chips = sets && (await runProgram(context, program, sets.data, { train: sets.train, seeds, workers }));
    const { neuronLayers } = await import('../../models/spiking/trace.js');
    const { graph } = program;
    const [series] = (sets?.data ?? program.calibration).series;
    const chip = { program, time: 0, compensation: 'none' } as const;
    const spikes =
      series && neuronLayers(graph).length > 0 ? await runTrace(context, { graph, series, chip }) : undefined;
    const cost = await estimateProgram(context, program, sets?.data);
    const verdicts = spice
      ? await validateCircuits(
          context,
          await tileCircuits(context, program, { time: 0, vectors, tiles: 'all' }),
          program.hardware,
          {
            ...(workers && { workers }),
          },
        )
      : undefined;
    await writeReport(context, output, {
      ...{ program, version, cost },
      ...(chips && sets && { chips, dataName: sets.data.name }),
      ...(spikes && { spikes }),
      ...(verdicts && { verdicts }),
    });
    const disagreeing = verdicts?.filter(verdict => verdict.status !== 'agrees').map(verdict => verdict.name) ?? [];
    return {
      text: [...disagreeing.map(name => `${name}: ngspice does not agree`), `wrote ${output}`].join('\n'),
      passed: disagreeing.length === 0,
      json: {
        command: 'report',
        version,
        program: file!,
        file: output,
        withAccuracy: chips !== undefined,
        withSpice: verdicts !== undefined,
        disagreeingTiles: disagreeing,
      },
    };
  });
}

export async function writeReport(context: Context, path: string, input: ReportInput): Promise<void> {
  const { reportHtml } = await import('../../report/build.js');
  writeWhole(path, reportHtml(input));
  context.wrote(path);
}
