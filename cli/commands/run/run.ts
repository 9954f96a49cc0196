import type { Command } from 'commander';
import type { Program } from '../../../compiler/program-record.js';
import { reject } from '../../../edge/error.js';
import type { Layout } from '../../../models/data/layout.js';
import type { SeriesSet } from '../../../models/series.js';
import { ageLabel } from '../../../report/age.js';
import { day, hour, quantity } from '../../../report/svg/format.js';
import type { ChipsPoint, ChipsRun, ChipsWork } from '../../../sim/chips.js';
import type { DriftCompensation } from '../../../sim/compensation.js';
import { answering, type Context, describe } from '../../command.js';
import {
  chipSeeds,
  dataOption,
  fraction,
  layoutOption,
  list,
  mostChips,
  readQuantity,
  trainOption,
  wholeNumber,
  workersOption,
} from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';

interface Options {
  readonly data: string;
  readonly train?: string;
  readonly layout?: Layout;
  readonly time?: readonly string[];
  readonly temperature?: string;
  readonly seeds: number;
  readonly compensation?: readonly string[];
  readonly wanted?: number;
  readonly within?: number;
  readonly noiseSplit?: string;
  readonly workers?: number;
}

const year = 365.25 * day;
/** s since programming: what `--time` makes of "0 s, 1 s, 1 h, 1 day, 1 month, 1 year". */
const defaultTimes: readonly number[] = [0, 1, hour, day, year / 12, year];

export function runCommand(): Command {
  const command = describe(
    'run',
    'Run a compiled network through the life of one or more chips: accuracy or, without classes, the distance of its outputs from float64.',
    'ohmweave run net.owp --data Car_TEST.ts --train Car_TRAIN.ts --time "0 s, 1 day, 1 year" --seeds 5\n' +
      'ohmweave run dict.owp --data patches.npy --time "0 s, 1 year" --within 0.2',
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(dataOption('series to run, labelled where the network makes class scores').makeOptionMandatory())
    .addOption(trainOption())
    .addOption(layoutOption())
    .option(
      '--time <times>',
      'ages of the chip; default: those of 0 s, 1 s, 1 h, 1 day, 1 month, 1 year that the device model has data for',
      list,
    )
    .option('--temperature <temperature>', 'of operation; refused where the device model does not know it')
    .option('--seeds <count>', "chips to run: the program's seed and the ones after it", wholeNumber(1, mostChips), 1)
    .option(
      '--compensation <kinds>',
      'of drift, some of none, global (one factor per array), column (one per output); default: none,global',
      list,
    )
    .option(
      '--wanted <share>',
      'accuracy a chip must reach to count in the yield; fails where no remedy reaches it',
      fraction,
    )
    .option(
      '--within <share>',
      'without class scores: NRMSE a chip must not exceed to count in the yield; fails where no drift compensation keeps it',
      fraction,
    )
    .option('--noise-split <time>', 'read noise slower than this stays the same in a run; default: its duration')
    .addOption(workersOption());
  return answering<Options>(command, async (context, options, [file]) => {
    const { readProgram } = await import('../../../compiler/program-file.js');
    const program = await atTemperature(readProgram(file!), options.temperature);
    const times = options.time && (await Promise.all(options.time.map(text => readTime(text))));
    const split = options.noiseSplit;
    const noiseSplit = split === undefined ? undefined : await readQuantity(split, 'time', '--noise-split');
    const asked = {
      times: times && [...new Set(times)],
      noiseSplit,
      seeds: options.seeds,
      workers: options.workers,
      compensation: options.compensation && (await readCompensations(options.compensation)),
    };
    if (program.graph.classes.length === 0) {
      const { runWithoutClasses } = await import('./outputs.js');
      return runWithoutClasses(context, program, { program: file!, ...options }, asked);
    }
    if (options.within !== undefined)
      reject('--within', 'found it for a network that makes class scores', 'expected --wanted, an accuracy');
    const { data, train } = await readSets(program, options);
    const chips = await runProgram(context, program, data, { ...asked, train, wanted: options.wanted });
    if (!train && program.graph.nodes.some(node => node.op === 'mvm' && node.readout))
      context.progress.note(
        'note: only the readout as trained in software was run; with --train, one trained on the hardware is run, too',
      );
    return runAnswer(chips, program, { program: file!, ...options });
  });
}

/** The kinds of drift compensation that `--compensation` names, each once. */
export async function readCompensations(names: readonly string[]): Promise<DriftCompensation[]> {
  const { driftCompensations } = await import('../../../sim/compensation.js');
  const kinds = await Promise.all(names.map(readCompensation));
  return driftCompensations.filter(kind => kinds.includes(kind));
}

/** The one kind of drift compensation that `--compensation` names. */
export async function readCompensation(name: string): Promise<DriftCompensation> {
  const { driftCompensations } = await import('../../../sim/compensation.js');
  return (
    driftCompensations.find(kind => kind === name) ??
    reject('--compensation', `found "${name}"`, `expected one of ${driftCompensations.join(', ')}`)
  );
}

/** s since programming; 0, just after it, where `option` is not given. */
export const readTime = async (text: string | undefined, option = '--time'): Promise<number> =>
  text === undefined ? 0 : readQuantity(text, 'time', option, 'non-negative');

/** The test data and, where named, the training data for a program. */
export async function readSets(
  { graph }: Program,
  files: { readonly data: string; readonly train?: string | undefined; readonly layout?: Layout | undefined },
): Promise<{ data: SeriesSet; train: SeriesSet | undefined }> {
  const { readLabelled, shapeOf } = await import('../../read-data.js');
  const { requireClasses } = await import('../../../models/graph.js');
  requireClasses(graph);
  const shape = shapeOf(graph);
  return {
    data: readLabelled(files.data, shape, files.layout),
    train: files.train === undefined ? undefined : readLabelled(files.train, shape, files.layout),
  };
}

async function atTemperature(program: Program, text: string | undefined): Promise<Program> {
  if (text === undefined) return program;
  const { requireTemperature } = await import('../../../compiler/hardware-file.js');
  const temperature = await readQuantity(text, 'temperature', '--temperature');
  requireTemperature(program.hardware, temperature, '--temperature');
  return { ...program, hardware: { ...program.hardware, temperature } };
}

/** What a run of chips is asked for, whatever they yield. */
export interface AskedChips {
  readonly times?: readonly number[] | undefined;
  readonly seeds: number;
  readonly compensation?: readonly DriftCompensation[] | undefined;
  readonly noiseSplit?: number | undefined;
  readonly workers?: number | undefined;
}

interface RunOptions extends AskedChips {
  readonly train?: SeriesSet | undefined;
  readonly wanted?: number | undefined;
}

/** The default ages that a program's devices know. */
export async function defaultAges({ hardware }: Program): Promise<number[]> {
  const { deviceOf } = await import('../../../compiler/hardware.js');
  const { longest } = deviceOf(hardware).retention;
  return defaultTimes.filter(time => time <= longest);
}

/** Runs the program's own chip and the next `seeds` − 1 ones; at the default ages that its devices know if none are given. */
export async function runProgram(
  context: Context,
  program: Program,
  data: SeriesSet,
  { train, wanted, ...asked }: RunOptions,
): Promise<ChipsRun> {
  const { runChips } = await import('../../../sim/chips.js');
  return runChips(program, data, {
    ...(await chipsWork(context, program, asked)),
    ...(train && { train }),
    ...(wanted !== undefined && { wanted }),
  });
}

/** The work that is asked for, with what is usual where nothing is. Notes devices that take long. */
export async function chipsWork(
  { progress, signal }: Context,
  program: Program,
  { times, seeds, compensation, noiseSplit, workers }: AskedChips,
): Promise<ChipsWork> {
  const { deviceOf } = await import('../../../compiler/hardware.js');
  const { conduction } = deviceOf(program.hardware);
  const { ohmic } = await import('../../../devices/parts.js');
  if (conduction !== ohmic)
    progress.detail(
      'note: these devices do not follow Ohm’s law, so that every read of an array is a circuit of its own to be solved, not a product of matrices; runs take hundreds of times as long (docs/hardware.md)',
    );
  return {
    seeds: chipSeeds(program.seed, seeds),
    times: times ?? (await defaultAges(program)),
    signal,
    onProgress: progress.stage('running chips'),
    ...(compensation && { compensation }),
    ...(noiseSplit !== undefined && { noiseSplit }),
    ...(workers !== undefined && { workers }),
  };
}

export async function runAnswer(
  chips: ChipsRun,
  { graph, hardware }: Program,
  made: Pick<Options, 'data' | 'train' | 'wanted'> & { readonly program: string },
): Promise<Answer> {
  const { tableText } = await import('../../../report/table.js');
  const { accuracyText } = await import('../../../report/remedies.js');
  const { points, seeds } = chips;
  const several = seeds.length > 1;
  const unmet = made.wanted === undefined ? [] : agesBelow(chips, made.wanted);
  const readouts = [...new Set(points.map(point => point.readout))];
  const rows = points.filter(point => point.readout === readouts[0]).sort((a, b) => a.time - b.time);
  const table = (cell: (point: ChipsPoint) => string): string =>
    tableText({
      columns: ['age', 'drift compensation', ...readouts.map(readout => `${readout} readout`)].map(name => ({ name })),
      rows: rows.map(({ time, compensation }) => [
        ageLabel(time),
        compensationWords[compensation],
        ...readouts.map(readout =>
          cell(points.find(p => p.time === time && p.compensation === compensation && p.readout === readout)!),
        ),
      ]),
    });
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${chipsName(seeds)}; accuracy, ${percent(chips.reference)} in float64`,
      table(accuracyText),
      ...(several ? [`yield: chips at or above ${percent(chips.wanted)}`, table(point => percent(point.yield))] : []),
      ...unmet.map(time => `below ${percent(made.wanted!)} with every remedy: ${ageLabel(time)}`),
    ].join('\n'),
    passed: unmet.length === 0,
    json: {
      command: 'run',
      version,
      program: made.program,
      data: made.data,
      train: made.train ?? null,
      network: graph.name,
      hardware: hardware.name,
      temperatureKelvin: hardware.temperature,
      seeds,
      referenceAccuracy: chips.reference,
      wantedAccuracy: chips.wanted,
      wantedMet: made.wanted === undefined ? null : unmet.length === 0,
      noiseSplitSeconds: chips.noiseSplit,
      points: points.map(({ time, compensation, readout, accuracies, mean, deviation, ...rest }) => ({
        timeSeconds: time,
        compensation: compensation !== 'none',
        driftCompensation: compensation,
        readout,
        accuracies: accuracies,
        meanAccuracy: mean,
        accuracyDeviation: deviation,
        yield: rest.yield,
      })),
    },
  };
}

/** Ages at which no remedy's mean accuracy reaches `wanted`. */
function agesBelow({ points }: ChipsRun, wanted: number): number[] {
  const reached = new Set(points.filter(({ mean }) => mean >= wanted - 1e-12).map(({ time }) => time));
  const ages = [...new Set(points.map(({ time }) => time))].sort((a, b) => a - b);
  return ages.filter(time => !reached.has(time));
}

/** "chip 1", "chips 1 to 5". */
export const chipsName = (seeds: readonly number[]): string =>
  seeds.length > 1 ? `chips ${seeds[0]} to ${seeds.at(-1)}` : `chip ${seeds[0]}`;

/** As before there were two kinds: what was on is one factor per array. */
export const compensationWords = { none: 'off', global: 'on', column: 'by column' } as const;

const percent = (value: number): string => quantity(value, '%');
