import { type Command, InvalidArgumentError, Option } from 'commander';
import { reject } from '../../../edge/error.js';
import { writeWhole } from '../../../edge/files.js';
import type { LcaLayer, Network } from '../../../models/network.js';
import { background } from '../../background.js';
import { answering, describe } from '../../command.js';
import { cutoff, fileToWrite, outputOption, requireUnread, seedOption, wholeNumber } from '../../options.js';
import { type Answer, finiteOrNull } from '../../output.js';
import { version } from '../../version.js';
import type { TrainCoderOutput } from './lca-job.js';

interface Options {
  readonly images: string;
  readonly patch?: number;
  readonly atoms: number;
  readonly whiten?: number | 'none';
  readonly threshold?: number;
  readonly shape: 'soft' | 'hard';
  readonly positive?: true;
  readonly form: 'gram' | 'residual';
  readonly iterations: number;
  readonly batches: number;
  readonly readout?: true;
  readonly labels?: string;
  readonly test?: string;
  readonly seed: number;
  readonly output: string;
  readonly npy?: true;
  readonly plot?: string;
}

/** Inputs in a batch; docs/sparse-coding.md says how long so many batches take. */
const batchSize = 200;

/** ΦᵀΦ of so many takes 0.8 GB. */
const mostAtoms = 10_000;

export function trainLcaCommand(): Command {
  const command = describe(
    'lca',
    'Train a sparse coder: learn a dictionary from images, for the locally competitive algorithm (docs/sparse-coding.md).',
    'ohmweave train lca --images pictures/ --patch 12 --atoms 256 -o dict.json --plot dict.svg\n' +
      'ohmweave train lca --images train-images-idx3-ubyte.gz --readout --test t10k-images-idx3-ubyte.gz -o digits.json',
  )
    .requiredOption('--images <path>', 'a folder of .pgm files, one of them, or …-images-idx3-ubyte, each also .gz')
    .option('--patch <pixels>', 'learn from square patches of this side; default: from whole images', wholeNumber(2))
    .option('--atoms <count>', 'in the dictionary', wholeNumber(1, mostAtoms), 256)
    .option(
      '--whiten <cutoff>',
      'whiten the images up to this frequency (cycles per pixel), or none; default: 0.4 with --patch',
      cutoff,
    )
    .option('--threshold <level>', 'λ; default: the standard deviation of the inputs', level)
    .addOption(new Option('--shape <shape>', 'of the threshold').choices(['soft', 'hard']).default('soft'))
    .option('--positive', 'no negative codes')
    .addOption(new Option('--form <form>', 'of the coder').choices(['gram', 'residual']).default('gram'))
    .option('--iterations <count>', 'of the coder', wholeNumber(1), 100)
    .option('--batches <count>', `of ${batchSize} inputs to learn from`, wholeNumber(1), 400)
    .option('--readout', 'train a readout of the codes of whole images, which needs labels')
    .option('--labels <file>', '…-labels-idx1-ubyte; default: the one beside the images')
    .option('--test <file>', '…-images-idx3-ubyte with labels beside it, to measure the accuracy on')
    .addOption(seedOption('names the patches and the atoms to begin with'))
    .addOption(outputOption('the network file to write'))
    .option('--npy', 'keep the weights in .npy files beside it')
    .option('--plot <file>', 'draw the atoms (.svg)', fileToWrite('.svg'));
  return answering<Options>(command, async (context, options) => {
    checkOptions(options);
    const { seed, output, plot, npy = false, patch, images, labels, test } = options;
    const { basename } = await import('node:path');
    const trained = await background(
      'trainLca',
      {
        ...{ images, labels, test, patch, seed, batchSize, name: nameOf(basename(images)) },
        ...{ atoms: options.atoms, form: options.form, iterations: options.iterations, batches: options.batches },
        cutoff: cutoffOf(options),
        readout: options.readout ?? false,
        threshold: { shape: options.shape, level: options.threshold, signs: options.positive ? 'positive' : 'both' },
      },
      context.signal,
      context.progress.stage('learning'),
    );
    const { writeNetwork } = await import('../../../models/network-file.js');
    writeNetwork(trained.network, output, { npyBeside: npy });
    context.wrote(output);
    if (plot !== undefined) {
      await draw(trained, plot);
      context.wrote(plot);
    }
    return answer(trained, { seed, file: output, plot: plot ?? null });
  });
}

const nameOf = (images: string): string => `LCA ${images.replace(/\..*$|.images.idx3-ubyte.*$/, '')}`;

function checkOptions({ images, patch, whiten, readout, labels, test, output, plot }: Options): void {
  if (patch === undefined && typeof whiten === 'number')
    reject('--whiten', 'found it without --patch', 'expected --patch too: whole images are taken as they are');
  if (readout && patch !== undefined) reject('--readout', 'found it with --patch', 'expected whole images');
  const lone = labels !== undefined ? '--labels' : test !== undefined ? '--test' : undefined;
  if (!readout && lone) reject(lone, 'found it without --readout', 'expected --readout');
  requireUnread({ '--images': images, '--labels': labels, '--test': test }, { '--output': output, '--plot': plot });
}

function cutoffOf({ patch, whiten = patch === undefined ? 'none' : 0.4 }: Options): number | undefined {
  return whiten === 'none' ? undefined : whiten;
}

async function draw({ network }: TrainCoderOutput, path: string): Promise<void> {
  const { dictionaryFigure } = await import('../../../report/dictionary-figure.js');
  const { weights } = coderOf(network);
  writeWhole(path, dictionaryFigure(`${network.name}: dictionary`, weights, network.input.image!));
}

function coderOf({ layers: [coder] }: Network): LcaLayer {
  if (coder?.type !== 'lca') throw new RangeError('a coder begins with another layer');
  return coder;
}

async function answer(
  { network, quality, peak, replaced, readout }: TrainCoderOutput,
  made: { readonly seed: number; readonly file: string; readonly plot: string | null },
): Promise<Answer> {
  const { tableText } = await import('../../../report/table.js');
  const { plain, quantity } = await import('../../../report/svg/format.js');
  const { weights, threshold, step, iterations, form } = coderOf(network);
  const rows = [
    ['energy', plain(quality.energy)],
    ['reconstruction PSNR', `${quality.psnr.toFixed(1)} dB (range ${plain(peak)})`],
    ['active coefficients', quantity(quality.active, '%')],
    ['atoms no code uses', `${quality.unused} of ${weights.rows}`],
    ...(readout ? [['cross-validated', `${quantity(readout.cvAccuracy, '%')} right, λ = ${readout.lambda}`]] : []),
    ...(readout?.test
      ? [
          ['tested', `${quantity(readout.test.accuracy, '%')} of ${readout.test.series} right, in float64`],
          ['a readout of pixels', `${quantity(readout.test.pixelAccuracy, '%')} right`],
        ]
      : []),
  ];
  return {
    text: `${network.name}: ${weights.cols} pixels → ${weights.rows} atoms, ${threshold.shape} threshold λ = ${plain(threshold.level)}, step ${plain(step)}
${tableText({ columns: [{ name: `of ${quality.inputs} inputs` }, { name: '' }], rows })}
wrote ${made.file}${made.plot === null ? '' : `\nwrote ${made.plot}`}`,
    json: {
      ...{ command: 'train lca', version, network: network.name, ...made },
      ...{ pixels: weights.cols, atoms: weights.rows, threshold: { ...threshold }, step },
      ...{ iterations, form, replaced },
      quality: { ...quality, psnrDecibels: finiteOrNull(quality.psnr), psnr: undefined, peak },
      readout: readout && {
        ...{ lambda: readout.lambda, cvAccuracy: readout.cvAccuracy, trainSeries: readout.trainSeries },
        testSeries: readout.test?.series ?? null,
        testAccuracy: readout.test?.accuracy ?? null,
        pixelAccuracy: readout.test?.pixelAccuracy ?? null,
      },
    },
  };
}

function level(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number ≥ 0.');
}
