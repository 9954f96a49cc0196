import type { Command } from 'commander';
import type { Layout } from '../models/data/layout.js';
import { background } from './background.js';
import { answering, type Context, describe } from './command.js';
import type { TrainInput, TrainOutput } from './jobs.js';
import { layoutOption, outputOption, repeated, seedOption } from './options.js';
import type { Answer } from './output.js';
import { version } from './version.js';

interface Options {
  readonly train: string;
  readonly test?: string;
  readonly layout?: Layout;
  readonly set?: readonly string[];
  readonly seed: number;
  readonly output: string;
  readonly npy?: true;
}

export function trainCommand(): Command {
  const mars = describe(
    'mars',
    'Train a MARS network (arXiv 2604.19343): random memristor blocks and a ridge readout.',
    'ohmweave train mars --train Car_TRAIN.ts --test Car_TEST.ts --set units=50 -o net.json',
  )
    .requiredOption('--train <file>', 'labelled series to train on (docs/data.md has the formats)')
    .option('--test <file>', 'labelled series to measure the accuracy on')
    .addOption(layoutOption())
    .option('--set <key=value>', 'a setting, e.g. units=100, blocks=3, ridge=1e-3,1e-2; may be repeated', repeated)
    .addOption(seedOption('names the random weights'))
    .addOption(outputOption('the network file to write'))
    .option('--npy', 'keep the weights in .npy files beside it');
  return describe('train', 'Train a network.', 'ohmweave train mars --help').addCommand(
    answering<Options>(mars, async (context, { train, test, layout, set = [], seed, output, npy = false }) => {
      const trained = await trainNetwork(context, { train, test, layout, settings: set, seed });
      await saveNetwork(context, trained, output, npy);
      return trainAnswer(trained, { seed, settings: set, file: output });
    }),
  );
}

export async function trainNetwork({ progress, signal }: Context, input: TrainInput): Promise<TrainOutput> {
  return background('train', input, signal, progress.stage('training'));
}

export async function saveNetwork(
  context: Context,
  { network }: TrainOutput,
  path: string,
  npyBeside = false,
): Promise<void> {
  const { writeNetwork } = await import('../models/network-file.js');
  writeNetwork(network, path, { npyBeside });
  context.wrote(path);
}

export function trainAnswer(
  { network, trainSeries, testSeries, testAccuracy }: TrainOutput,
  made: { readonly seed: number; readonly settings: readonly string[]; readonly file: string },
): Answer {
  const layers = network.layers.map(({ name, type, weights: { rows, cols } }) => ({
    ...{ name, type, inputs: cols, outputs: rows },
  }));
  const tested =
    testAccuracy === null
      ? 'not tested'
      : `${(100 * testAccuracy).toFixed(1)} % of ${testSeries} test series right, in float64`;
  return {
    text: `${network.name}: ${layers.map(({ name, inputs, outputs }) => `${name} ${inputs}→${outputs}`).join(', ')}
trained on ${trainSeries} series with seed ${made.seed}; ${tested}
wrote ${made.file}`,
    json: {
      command: 'train mars',
      version,
      network: network.name,
      file: made.file,
      seed: made.seed,
      settings: made.settings,
      layers,
      trainSeries,
      testSeries,
      testAccuracy,
    },
  };
}
