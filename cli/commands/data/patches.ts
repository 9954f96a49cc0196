import type { Command } from 'commander';
import { reject } from '../../../edge/error.js';
import { writeWhole } from '../../../edge/files.js';
import { formatNpy } from '../../../edge/npy.js';
import { countText } from '../../../report/words.js';
import { answering, describe } from '../../command.js';
import { cutoff, outputOption, seedOption, wholeNumber } from '../../options.js';
import { version } from '../../version.js';

interface Options {
  readonly images: string;
  readonly patch: number;
  readonly whiten: number | 'none';
  readonly count: number;
  readonly seed: number;
  readonly output: string;
}

/** Files are read whole, which Node does up to here; the head of an .npy file takes some of it. */
const mostBytes = 2 ** 31 - 1024;

export function dataPatchesCommand(): Command {
  const command = describe(
    'patches',
    'Patches of images as `train lca` learns from, though others: series of one time step, a channel for each pixel (.npy).',
    'ohmweave data patches --images pictures/ --patch 12 --count 500 -o patches.npy',
  )
    .requiredOption('--images <path>', 'a folder of .pgm files, one of them, or …-images-idx3-ubyte, each also .gz')
    .requiredOption('--patch <pixels>', 'the side of a patch', wholeNumber(2))
    .option('--whiten <cutoff>', 'whiten the images up to this frequency (cycles per pixel), or none', cutoff, 0.4)
    .option('--count <count>', 'patches', wholeNumber(1), 1000)
    .addOption(seedOption('names the draw of the patches'))
    .addOption(outputOption('the file to write', '.npy'));
  return answering<Options>(command, async (context, { images, patch, whiten, count, seed, output }) => {
    const most = Math.floor(mostBytes / (8 * patch * patch));
    if (count > most)
      reject(
        '--count',
        `found ${count}`,
        `expected at most ${most} of ${patch}×${patch} pixels, which a file can hold`,
      );
    const { readImages } = await import('../../../models/images/read.js');
    const { patchInputs } = await import('../../../models/images/inputs.js');
    const { unlearnedInputs } = await import('../../../models/lca/train.js');
    const inputs = patchInputs(readImages(images), {
      ...{ side: patch, seed },
      cutoff: whiten === 'none' ? undefined : whiten,
    });
    const { data, cols } = unlearnedInputs(inputs, count);
    writeWhole(output, formatNpy({ shape: [count, cols, 1], data }));
    context.wrote(output);
    return {
      text: `${countText(count, 'patch', 'patches')} of ${patch}×${patch} pixels\nwrote ${output}`,
      json: { command: 'data patches', version, seed, file: output, count, pixels: cols, peak: inputs.peak },
    };
  });
}
