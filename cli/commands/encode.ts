import type { Command } from 'commander';
import { reject } from '../../edge/error.js';
import type { Layout } from '../../models/data/layout.js';
import { ageLabel } from '../../report/age.js';
import { quantity } from '../../report/svg/format.js';
import { countText } from '../../report/words.js';
import type { CodingFigures } from '../../sim/coding.js';
import type { CodingChips } from '../../sim/coding-chips.js';
import { answering, describe } from '../command.js';
import {
  chipSeeds,
  dataOption,
  layoutOption,
  list,
  mostChips,
  noteFewer,
  wholeNumber,
  workersOption,
} from '../options.js';
import type { Answer } from '../output.js';
import { version } from '../version.js';
import { defaultAges, readCompensations, readTime } from './run/run.js';

interface Options {
  readonly data: string;
  readonly layout?: Layout;
  readonly noise?: readonly string[];
  readonly time?: readonly string[];
  readonly seeds: number;
  readonly compensation?: readonly string[];
  readonly limit?: number;
  readonly workers?: number;
}

/** The figures at one strength of noise in the inputs. */
interface Level {
  /** Deviation of what was added to the inputs. */
  readonly noise: number;
  /** dB of the noisy inputs themselves. */
  readonly before: number;
  readonly chips: CodingChips;
}

export function encodeCommand(): Command {
  const command = describe(
    'encode',
    'Code inputs with a compiled sparse coder: reconstruction, sparsity, energy and support against float64.',
    'ohmweave encode dict.owp --data t10k-images-idx3-ubyte.gz --limit 200 --noise 0,0.2 --time "0 s, 1 year" --seeds 3',
  )
    .argument('<program>', 'compiled network (.owp) whose first layer is a sparse coder')
    .addOption(dataOption('what is coded, each time step by itself').makeOptionMandatory())
    .addOption(layoutOption())
    .option(
      '--noise <deviations>',
      'of Gaussian noise added to the inputs; the reconstructions are compared with them as they were',
      list,
    )
    .option('--time <times>', 'ages of the chip; default: as for run', list)
    .option('--seeds <count>', "chips to run: the program's seed and the ones after it", wholeNumber(1, mostChips), 1)
    .option('--compensation <kinds>', 'of drift, some of none, global, column; default: none,global', list)
    .option('--limit <count>', 'inputs to code, from the first; default: all', wholeNumber(1))
    .addOption(workersOption());
  return answering<Options>(command, async ({ progress, signal }, options, [file]) => {
    const { readProgram } = await import('../../compiler/program-file.js');
    const { readData } = await import('../read-data.js');
    const { codingChips } = await import('../../sim/coding-chips.js');
    const { firstSeries } = await import('../../models/series.js');
    const { addNoise, signalOver } = await import('../../models/noise.js');
    const program = readProgram(file!);
    const whole = readData(options.data, program.graph.input, options.layout);
    noteFewer(text => progress.note(text), '--limit', options.limit, whole.series.length);
    const wanted = firstSeries(whole, options.limit ?? Infinity);
    const times = options.time
      ? await Promise.all(options.time.map(time => readTime(time)))
      : await defaultAges(program);
    const compensation = options.compensation
      ? await readCompensations(options.compensation)
      : (['none', 'global'] as const);
    const noises = (options.noise ?? ['0']).map(readDeviation);
    const levels: Level[] = [];
    for (const [k, noise] of noises.entries()) {
      const given = addNoise(wanted, noise, k);
      const chips = await codingChips(program, given, {
        ...{ times: [...new Set(times)], compensation, wanted, signal },
        seeds: chipSeeds(program.seed, options.seeds),
        onProgress: progress.stage(noises.length > 1 ? `coding at noise ${noise}` : 'coding'),
        ...(options.workers !== undefined && { workers: options.workers }),
      });
      levels.push({ noise, before: signalOver(wanted, given), chips });
    }
    return answer(levels, wanted.series.length, program.graph.name, program.hardware.name, {
      program: file!,
      ...options,
    });
  });
}

function readDeviation(text: string): number {
  const value = Number(text);
  return text.trim() !== '' && value >= 0 && Number.isFinite(value)
    ? value
    : reject('--noise', `found "${text}"`, 'expected numbers of at least 0, in the unit of the inputs');
}

/** Of codes that reconstruct everything there are none to name, nor of values too small or large to be squared. */
const decibels = (value: number): string =>
  Number.isFinite(value) ? `${value.toFixed(2)} dB` : value === Infinity ? 'exact' : '–';

async function answer(
  levels: readonly Level[],
  inputs: number,
  network: string,
  hardware: string,
  made: Options & { readonly program: string },
): Promise<Answer> {
  const { tableText } = await import('../../report/table.js');
  const { seeds } = levels[0]!.chips;
  const several = seeds.length > 1;
  const noisy = levels.some(({ noise }) => noise > 0);
  const words = (figures: CodingFigures, spread?: CodingFigures): string[] => {
    const cell = (name: keyof CodingFigures, write: (value: number) => string): string =>
      spread && several ? `${write(figures[name])} ± ${write(spread[name])}` : write(figures[name]);
    const percent = (value: number): string => quantity(value, '%');
    return [
      cell('psnr', decibels),
      cell('active', percent),
      cell('energy', value => value.toPrecision(4)),
      cell('overlap', percent),
    ];
  };
  const rows = levels.flatMap(({ noise, before, chips }) => {
    const head = noisy ? [`${noise}`, noise > 0 ? decibels(before) : ''] : [];
    return [
      [...head, 'float64', '', ...words(chips.reference)],
      ...chips.points.map(({ time, compensation, mean, deviation }) => [
        ...head,
        ...[ageLabel(time), compensation, ...words(mean, deviation)],
      ]),
    ];
  });
  const columns = [
    ...(noisy ? ['noise', 'PSNR before'] : []),
    ...['age', 'drift compensation', 'PSNR', 'active', 'energy', 'support as in float64'],
  ];
  return {
    text: [
      `${network} on ${hardware}, ${several ? `chips ${seeds[0]} to ${seeds.at(-1)}` : `chip ${seeds[0]}`}: ${countText(inputs, 'input')} coded`,
      tableText({ columns: columns.map(name => ({ name })), rows }),
    ].join('\n'),
    json: {
      ...{ command: 'encode', version, program: made.program, data: made.data, network, hardware, seeds, inputs },
      levels: levels.map(({ noise, before, chips }) => ({
        noise,
        psnrBefore: Number.isFinite(before) ? before : null,
        reference: { ...chips.reference },
        points: chips.points.map(({ time, compensation, mean, deviation }) => ({
          ...{ timeSeconds: time, driftCompensation: compensation },
          ...{ mean: { ...mean }, deviation: { ...deviation } },
        })),
      })),
    },
  };
}
