import type { Command } from 'commander';
import { formatJson } from '../../../edge/json.js';
import type { Layout } from '../../../models/data/layout.js';
import type { Network } from '../../../models/network.js';
import type { EffectStudy } from '../../../sim/effects.js';
import { answering, type Context, describe } from '../../command.js';
import { nirOption, openNetwork } from '../../open-network.js';
import {
  calibrationOption,
  chipSeeds,
  dataOption,
  fileToWrite,
  layoutOption,
  list,
  mostChips,
  readQuantity,
  seedOption,
  trainOption,
  wholeNumber,
  workersOption,
} from '../../options.js';
import { written } from '../../written.js';
import { readCompensation, readTime } from '../run/run.js';
import { effectsCsv, effectsJson, effectsText } from './answer.js';

interface Options {
  readonly nir?: string;
  readonly hardware: string;
  readonly data: string;
  readonly train?: string;
  readonly calibration?: string;
  readonly layout?: Layout;
  readonly ages?: readonly string[];
  readonly compensation: string;
  readonly noiseSplit?: string;
  readonly seed: number;
  readonly seeds: number;
  readonly workers?: number;
  readonly output?: string;
  readonly plot?: string;
}

export function effectsCommand(): Command {
  const command = describe(
    'effects',
    'Find out which effect of the hardware costs most: accuracy with each of them added, alone and taken away.',
    'ohmweave effects net.json --hardware pcm-256 --data Car_TEST.ts --train Car_TRAIN.ts --seeds 5 --plot effects.svg',
  )
    .argument('<network>', 'network file (docs/network.md), NIR graph (docs/nir.md) or ONNX model (docs/onnx.md)')
    .addOption(nirOption())
    .requiredOption(
      '--hardware <file|preset>',
      'hardware description (docs/hardware.md); `ohmweave hardware` lists presets',
    )
    .addOption(dataOption('labelled series to classify').makeOptionMandatory())
    .addOption(trainOption())
    .addOption(calibrationOption())
    .addOption(layoutOption())
    .option('--ages <times>', 'rising ages of the chip; costs are those at the last; default: 1 day, 1 year', list)
    .option(
      '--compensation <kind>',
      'of drift, in the costs: none, global (per array) or column (per output)',
      'global',
    )
    .option('--noise-split <time>', 'read noise slower than this stays the same in a run; default: its duration')
    .addOption(seedOption('names the first chip'))
    .option('--seeds <count>', 'chips to run: that one and the ones after it', wholeNumber(1, mostChips), 3)
    .addOption(workersOption())
    .option('-o, --output <path>', 'write the figures, chip by chip: .json or .csv', fileToWrite('.json', '.csv'))
    .option('--plot <path>', 'draw the ladder and the costs (.svg)', fileToWrite('.svg'));
  return answering<Options>(command, async (context, options, [file]) => {
    const network = await openNetwork(file!, options.nir, one => context.progress.note(one));
    const study = await studyNetwork(context, network, options);
    const asked = {
      network: file!,
      hardware: options.hardware,
      data: options.data,
      train: options.train ?? null,
      calibration: options.calibration ?? null,
    };
    const json = effectsJson(study, asked);
    const wrote = [
      ...written(context, options.output, path =>
        path.endsWith('.csv') ? effectsCsv(study) : `${formatJson(json)}\n`,
      ),
      ...written(context, options.plot, await drawnBy(network, study)),
    ];
    return { text: [await effectsText(study, network.name), ...wrote].join('\n'), json };
  });
}

async function studyNetwork({ progress, signal }: Context, network: Network, options: Options): Promise<EffectStudy> {
  const { labelledShape, readData, readLabelled } = await import('../../read-data.js');
  const { readHardware } = await import('../../../compiler/hardware-file.js');
  const { studyEffects } = await import('../../../sim/effects.js');
  const shape = labelledShape(network);
  const test = readLabelled(options.data, shape, options.layout);
  const train = options.train === undefined ? undefined : readLabelled(options.train, shape, options.layout);
  const { calibration: file } = options;
  const calibration = file === undefined ? undefined : readData(file, network.input, options.layout);
  const compensation = await readCompensation(options.compensation);
  const ages = options.ages && (await Promise.all(options.ages.map(text => readTime(text, '--ages'))));
  const split = options.noiseSplit;
  const noiseSplit = split === undefined ? undefined : await readQuantity(split, 'time', '--noise-split');
  return studyEffects(network, await readHardware(options.hardware), test, {
    seeds: chipSeeds(options.seed, options.seeds),
    compensation,
    ...{ signal, onProgress: progress.stage('running variants') },
    ...(train && { train }),
    ...(calibration && { calibration }),
    ...(ages && { ages }),
    ...(noiseSplit !== undefined && { noiseSplit }),
    ...(options.workers !== undefined && { workers: options.workers }),
  });
}

async function drawnBy(network: Network, study: EffectStudy): Promise<() => string> {
  const { costConditions, effectsFigure, ladderFigure, shownReadout } = await import(
    '../../../report/effects-figure.js'
  );
  const { stacked } = await import('../../../report/svg/stacked.js');
  const named = { name: network.name, study };
  return () =>
    stacked(`${network.name}: what each effect costs`, [
      ladderFigure(named),
      effectsFigure(`${shownReadout(study)} readout, ${costConditions(study)}`, [named], shownReadout(study)),
    ]);
}
