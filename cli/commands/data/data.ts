import { join } from 'node:path';
import type { Command } from 'commander';
import { writeWhole } from '../../../edge/files.js';
import { answering, type Context, describe } from '../../command.js';
import { folderOption, seedOption } from '../../options.js';
import { version } from '../../version.js';
import { dataPatchesCommand } from './patches.js';

export function dataCommand(): Command {
  const charts = describe(
    'synthetic-control',
    'Six kinds of control charts (normal, cyclic, trends, shifts), 60 steps each; half to train on, half to test.',
    'ohmweave data synthetic-control -o data/',
  )
    .addOption(folderOption('folder for the two .ts files'))
    .addOption(seedOption('names the draw of the series'));
  const command = describe(
    'data',
    'Write example data, or patches of images.',
    'ohmweave data synthetic-control --help',
  );
  command.addCommand(
    answering<{ readonly output: string; readonly seed: number }>(charts, async (context, { output, seed }) => {
      const { train, test, trainSeries, testSeries } = await writeCharts(context, output, seed);
      return {
        text: `${trainSeries} series to train on, ${testSeries} to test\nwrote ${train}\nwrote ${test}`,
        json: {
          command: 'data synthetic-control',
          version,
          seed,
          trainFile: train,
          testFile: test,
          trainSeries,
          testSeries,
        },
      };
    }),
  );
  return command.addCommand(dataPatchesCommand());
}

/** Writes the control charts of `seed` into a folder. */
export async function writeCharts(context: Context, folder: string, seed: number, perClass?: number) {
  const { syntheticControl } = await import('../../../models/synthetic-control.js');
  const { formatTs } = await import('../../../models/data/ts-format.js');
  const sets = syntheticControl(seed, perClass);
  const write = (set: typeof sets.train): string => {
    const path = join(folder, `${set.name}.ts`);
    writeWhole(path, formatTs(set));
    context.wrote(path);
    return path;
  };
  return {
    train: write(sets.train),
    test: write(sets.test),
    trainSeries: sets.train.series.length,
    testSeries: sets.test.series.length,
  };
}
