import type { Command } from 'commander';
import type { Layout } from '../../../models/data/layout.js';
import { type ReservoirName, reservoirNames, reservoirTitles } from '../../../models/reservoirs/names.js';
import { background } from '../../background.js';
import { answering, type Context, describe } from '../../command.js';
import type { TrainInput, TrainOutput } from '../../jobs.js';
import { layoutOption, outputOption, repeated, requireUnread, seedOption, wholeNumber } from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import { trainLcaCommand } from './lca.js';

interface Options {
  readonly train: string;
  readonly test?: string;
  readonly layout?: Layout;
  readonly set?: readonly string[];
  readonly search?: number;
  readonly seed: number;
  readonly output: string;
  readonly npy?: true;
}

export function trainCommand(): Command {
  const command = describe('train', 'Train a network.', 'ohmweave train mars --help');
  for (const name of reservoirNames) command.addCommand(trainReservoirCommand(name));
  return command.addCommand(trainLcaCommand());
}

function trainReservoirCommand(name: ReservoirName): Command {
  const command = describe(
    name,
    `Train ${reservoirTitles[name]}.`,
    `ohmweave train ${name} --train Car_TRAIN.ts --test Car_TEST.ts --set units=50 -o net.json`,
  )
    .requiredOption('--train <file>', 'labelled series to train on (docs/data.md has the formats)')
    .option('--test <file>', 'labelled series to measure the accuracy on')
    .addOption(layoutOption())
    .option(
      '--set <key=value>',
      'a setting, e.g. units=100; of a list, e.g. delta=0.05,0.1, cross-validation inside the training set takes one (docs/training.md); may be repeated',
      repeated,
    )
    .option(
      '--search <count>',
      'search so many settings by cross-validation inside the training set; those of --set stay as they are',
      wholeNumber(1),
    )
    .addOption(seedOption('names the random weights'))
    .addOption(outputOption('the network file to write'))
    .option('--npy', 'keep the weights in .npy files beside it');
  return answering<Options>(command, async (context, options) => {
    const { train, test, layout, set = [], search, seed, output, npy = false } = options;
    requireUnread({ '--train': train, '--test': test }, { '--output': output });
    const trained = await trainNetwork(context, { reservoir: name, train, test, layout, settings: set, search, seed });
    await saveNetwork(context, trained, output, npy);
    return trainAnswer(trained, { reservoir: name, seed, file: output });
  });
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
  const { writeNetwork } = await import('../../../models/network-file.js');
  writeNetwork(network, path, { npyBeside });
  context.wrote(path);
}

export function trainAnswer(
  { network, settings, tried, lambda, cvAccuracy, trainSeries, testSeries, testAccuracy }: TrainOutput,
  made: { readonly reservoir: ReservoirName; readonly seed: number; readonly file: string },
): Answer {
  const layers = network.layers.flatMap(layer =>
    'weights' in layer
      ? [{ name: layer.name, type: layer.type, inputs: layer.weights.cols, outputs: layer.weights.rows }]
      : [],
  );
  const tested =
    testAccuracy === null
      ? 'not tested'
      : `${(100 * testAccuracy).toFixed(1)} % of ${testSeries} test series right, in float64`;
  const values = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  const found = tried > 1 ? `best of ${tried} settings: ${values.join(' ')}\n` : '';
  return {
    text: `${found}${network.name}: ${layers.map(({ name, inputs, outputs }) => `${name} ${inputs}→${outputs}`).join(', ')}
trained on ${trainSeries} series with seed ${made.seed}, λ = ${lambda} by cross-validation (${(100 * cvAccuracy).toFixed(1)} % right); ${tested}
wrote ${made.file}`,
    json: {
      command: `train ${made.reservoir}`,
      version,
      network: network.name,
      file: made.file,
      seed: made.seed,
      settings: values,
      tried,
      lambda,
      cvAccuracy,
      layers,
      trainSeries,
      testSeries,
      testAccuracy,
    },
  };
}
