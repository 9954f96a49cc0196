import type { Command } from 'commander';
import type { CostEstimate, ExplainedPart } from '../../../compiler/cost/estimate.js';
import type { Program } from '../../../compiler/program-record.js';
import { reject } from '../../../edge/error.js';
import type { Layout } from '../../../models/data/layout.js';
import type { SeriesSet } from '../../../models/series.js';
import { background } from '../../background.js';
import { answering, type Context, describe } from '../../command.js';
import { dataOption, fileToWrite, layoutOption, refuseLoneLayout } from '../../options.js';

interface Options {
  readonly data?: string;
  readonly layout?: Layout;
  readonly explain?: string;
  readonly plot?: string;
}

export function estimateCommand(): Command {
  const command = describe(
    'estimate',
    'Energy, latency and area of one inference, by part, as a range over cited presets.',
    'ohmweave estimate net.owp --data Car_TEST.ts\nohmweave estimate net.owp --explain adc',
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(
      dataOption("series whose values the energies are computed with; default: the program's calibration inputs"),
    )
    .addOption(layoutOption())
    .option(
      '--explain <part>',
      'show formulas, constants with their sources, and numbers of one part: array, adc, dac, sense, drivers, digital, buffers, memristors, leakage, writing, area or latency',
    )
    .option('--plot <file>', 'draw the energy by part for each preset (.svg)', fileToWrite('.svg'));
  return answering<Options>(command, async (context, options, [file]) => {
    refuseLoneLayout(options.layout, options.data, '--data');
    const explain = await explainedPart(options.explain);
    const { readProgram } = await import('../../../compiler/program-file.js');
    const { readData } = await import('../../read-data.js');
    const program = readProgram(file!);
    const data = options.data === undefined ? undefined : readData(options.data, program.graph.input, options.layout);
    const cost = await estimateProgram(context, program, data);
    await drawn(context, cost, program, options.plot);
    const { estimateAnswer } = await import('./answer.js');
    return estimateAnswer(cost, program, { ...options, program: file!, explain });
  });
}

/** The part that `--explain` names. */
async function explainedPart(name: string | undefined): Promise<ExplainedPart | undefined> {
  if (name === undefined) return undefined;
  const { explainedParts } = await import('../../../compiler/cost/estimate.js');
  const part = explainedParts.find(one => one === name);
  return part ?? reject('--explain', `found "${name}"`, `expected one of ${explainedParts.join(', ')}`);
}

async function drawn(
  context: Context,
  cost: CostEstimate,
  { graph }: Program,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) return;
  const { costFigure } = await import('../../../report/cost-figure.js');
  const { writeWhole } = await import('../../../edge/files.js');
  writeWhole(path, costFigure(`${graph.name}: cost`, [{ name: graph.name, presets: cost.presets }]));
  context.wrote(path);
}

export async function estimateProgram(
  { progress, signal }: Context,
  program: Program,
  data?: SeriesSet,
): Promise<CostEstimate> {
  return background('estimate', { program, data }, signal, progress.stage('estimating cost'));
}
