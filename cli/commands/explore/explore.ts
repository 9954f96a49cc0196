import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { reject } from '../../../edge/error.js';
import { countText } from '../../../report/words.js';
import { type ChipOptions, jobOf, withChipOptions } from '../../chip-options.js';
import { answering, describe } from '../../command.js';
import { fileToWrite, list, outputOption, repeated, requireDistinct, wholeNumber } from '../../options.js';
import type { Objective } from './results.js';

export interface ExploreCommandOptions extends ChipOptions {
  readonly hardware?: string;
  readonly vary: readonly string[];
  readonly samples?: number;
  readonly objectives?: readonly string[];
  readonly peripherals?: string;
  readonly svg?: string;
}

export function exploreCommand(): Command {
  const described = describe(
    'explore',
    'Accuracy, energy, latency and area of every combination of hardware parameters, and which designs no other is better than.',
    'ohmweave explore net.json --hardware pcm-256 --data Car_TEST.ts --vary array.size=64,128,256 --vary bits=4..8 --vary "mapping.signs=differential pair,dummy column" --seeds 3 -o designs.csv --svg pareto.svg',
  );
  const command = withChipOptions(described, 'design')
    .option('--hardware <file|preset>', 'hardware description that designs begin from; or --vary hardware=…')
    .requiredOption(
      '--vary <parameter=values>',
      'hardware, a path of its file, or bits, noise, array.size or array.lineResistance, and the values (docs/explore.md); may be repeated',
      repeated,
    )
    .option('--time <time>', 'an age of the chips at which accuracy is found, too, and compared')
    .option('--samples <count>', 'series to run, at equal distances in the file; default: all', wholeNumber(1))
    .option('--objectives <names>', 'what designs are compared by; default: accuracy,energy,latency,area', list)
    .option('--peripherals <preset>', "whose costs are compared; default: the middle of the range over the hardware's")
    .option('--svg <file>', 'accuracy against energy to draw (.svg)', fileToWrite('.svg'))
    .addOption(outputOption('the table of all designs to write (.csv)', '.csv'));
  return answering<ExploreCommandOptions>(command, async (context, options, [network]) => {
    const { designPoints, placeOf, runDesigns } = await import('./run.js');
    const { exploreAnswer } = await import('./answer.js');
    const { openExploreJob } = await import('./job.js');
    const { readExplore } = await import('./input.js');
    const { isComplete, resultsOf } = await import('./results.js');
    const { complete } = await import('../../resume.js');
    const objectives = await readObjectives(options.objectives);
    const path = jobOf(options);
    requireDistinct({ '--output': options.output, '--svg': options.svg, '--job': path });
    const { progress, signal } = context;
    const { space, work, parse, identity } = await readExplore(network!, options, one => progress.note(one));
    const points = designPoints(space);
    progress.note(`${countText(space.designs.length, 'design')}, ${countText(points.length, 'chip')}`);
    const entries = await complete(context, {
      ...{ path, job: openExploreJob(path, identity), unit: 'chips', points },
      keyOf: ({ design, seed, costed }) => placeOf(design.id, seed, costed),
      keyOfEntry: ({ design, seed, costed }) => placeOf(design, seed, costed),
      run: (missing, onEntry) =>
        runDesigns(missing, {
          ...{ work, times: space.times, parse, signal, onEntry },
          workers: options.workers ?? availableParallelism(),
        }),
    });
    const results = resultsOf(space, entries, options.peripherals);
    if (!results.some(isComplete))
      reject('explore', `no design can be run, the first since ${results[0]!.stop!.reason}`, 'expected one that can');
    return exploreAnswer(context, space, results, { ...options, work, objectives, job: path });
  });
}

async function readObjectives(names: readonly string[] | undefined): Promise<readonly Objective[]> {
  const { objectives } = await import('./results.js');
  const unknown = names?.find(name => !objectives.some(objective => objective === name));
  if (unknown !== undefined)
    reject('--objectives', `found ${JSON.stringify(unknown)}`, `expected some of ${objectives.join(', ')}`);
  return names === undefined ? objectives : ([...new Set(names)] as Objective[]);
}
