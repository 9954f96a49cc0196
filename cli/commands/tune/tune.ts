import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Layout } from '../../../models/data/layout.js';
import { type SpikeSurrogate, surrogateNames } from '../../../models/spiking/train/surrogate.js';
import { background } from '../../background.js';
import { answering, describe } from '../../command.js';
import { isForeign, nirOption, openNetwork } from '../../open-network.js';
import {
  layoutOption,
  list,
  outputOption,
  readQuantity,
  requireDistinct,
  seedOption,
  wholeNumber,
} from '../../options.js';
import { version } from '../../version.js';
import { readCompensation } from '../run/run.js';

interface Options {
  readonly hardware: string;
  readonly nir?: string;
  readonly train: string;
  readonly layout?: Layout;
  readonly ages?: readonly string[];
  readonly compensation: string;
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  readonly clip?: number;
  readonly surrogate: SpikeSurrogate;
  readonly seed: number;
  readonly output: string;
  readonly npy?: true;
}

export function tuneCommand(): Command {
  const command = describe(
    'tune',
    'Fine-tune a spiking network for hardware: every step of training writes its weights on another chip.',
    'ohmweave tune net.json --hardware pcm-256 --train records.npz --ages "0 s,1 year" -o tuned.json',
  )
    .argument('<network>', 'network file of linear layers and neurons in turn, or such a NIR graph')
    .requiredOption('--hardware <file|preset>', 'hardware description (docs/hardware.md)')
    .addOption(nirOption())
    .requiredOption('--train <file>', 'labelled series to train on')
    .addOption(layoutOption())
    .option('--ages <times>', 'of the chips that training sees, one drawn for each step; default: 0 s', list)
    .option('--compensation <kind>', 'of drift: none, global or column', 'none')
    .option('--epochs <count>', 'how often every series is seen', wholeNumber(1), 20)
    .option('--batch <count>', 'series to a step', wholeNumber(1), 10)
    .option('--rate <number>', 'of Adam in the first epoch; falls to 0 in a straight line', above0, 0.01)
    .option('--clip <factor>', 'hold the weights of a neuron within so many times their root mean square', above0)
    .addOption(
      new Option('--surrogate <name>', 'slope in place of that of a spike')
        .choices(surrogateNames)
        .default('double-gaussian'),
    )
    .addOption(seedOption('names the chips and the order of the series'))
    .addOption(outputOption('the network file to write', '.json'))
    .option('--npy', 'keep the weights in .npy files beside it');
  return answering<Options>(command, async (context, options, [file]) => {
    const { hardware, train, output, nir, ages = ['0 s'], npy = false, layout } = options;
    requireDistinct({ network: file!, '--hardware': hardware, '--train': train, '--output': output });
    const note = (text: string): void => context.progress.note(text);
    const network = isForeign(file!) || nir !== undefined ? await openNetwork(file!, nir, note) : file!;
    const seconds = await Promise.all(ages.map(text => readQuantity(text, 'time', '--ages', 'non-negative')));
    const { epochs, batch, rate, clip, surrogate, seed } = options;
    const tuned = await background(
      'tune',
      {
        ...{ network, hardware, train, layout, ages: seconds, epochs, batch, rate, surrogate, seed },
        compensation: await readCompensation(options.compensation),
        clipWeights: clip,
      },
      context.signal,
      context.progress.stage('tuning'),
    );
    const { writeNetwork } = await import('../../../models/network-file.js');
    writeNetwork(tuned.network, output, { npyBeside: npy });
    context.wrote(output);
    const { tableText } = await import('../../../report/table.js');
    const { quantity } = await import('../../../report/svg/format.js');
    const shown = tuned.course.filter((_, k, { length }) => k === 0 || k === length - 1 || (k + 1) % 5 === 0);
    return {
      text: [
        `${tuned.network.name} tuned for ${hardware} on ${tuned.series} series, a new chip at every step`,
        tableText({
          columns: ['epoch', 'loss on chips', 'accuracy on chips'].map(name => ({ name })),
          rows: shown.map(({ epoch, loss, accuracy }) => [epoch, loss.toFixed(4), quantity(accuracy, '%')]),
        }),
        `wrote ${output}`,
      ].join('\n'),
      json: {
        ...{ command: 'tune', version, network: tuned.network.name, hardware, file: output },
        ...{
          agesSeconds: seconds,
          compensation: options.compensation,
          trainSeries: tuned.series,
          epochs,
          batch,
          rate,
          clip: clip ?? null,
          surrogate,
          seed,
          course: tuned.course,
        },
      },
    };
  });
}

function above0(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}
