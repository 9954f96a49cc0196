import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { reject } from '../../../edge/error.js';
import { type ChipOptions, jobOf, withChipOptions } from '../../chip-options.js';
import { answering, describe } from '../../command.js';
import { fileToWrite, outputOption, requireDistinct } from '../../options.js';
import type { SweepEntry } from './job.js';

export interface SweepCommandOptions extends ChipOptions {
  readonly hardware: string;
  readonly x: string;
  readonly y?: string;
  readonly plot?: string;
}

export function sweepCommand(): Command {
  const described = describe(
    'sweep',
    'Accuracy over one or two hardware parameters: compile and run a chip for every combination, in parallel and resumable.',
    'ohmweave sweep net.json --hardware pcm-256 --data Car_TEST.ts --x adc.bits=4..8 --y "array.lineResistance=0.1..10*10 ohm" --seeds 3 -o sweep.csv --plot sweep.svg',
  );
  const command = withChipOptions(described, 'combination')
    .requiredOption('--hardware <file|preset>', 'hardware description that all points start from')
    .requiredOption(
      '--x <parameter=values>',
      'a path of the hardware file, or bits, noise, array.size, array.lineResistance or time, and its values: 4,6,8 or 4..8 or 0..2+0.5 or 0.1..10*10 ohm (docs/sweep.md)',
    )
    .option('--y <parameter=values>', 'a second parameter')
    .option('--time <time>', 'age of the chips; default: just programmed')
    .option('--plot <file>', 'heat map to draw (.svg)', fileToWrite('.svg'))
    .addOption(outputOption('the table to write (.csv)', '.csv'));
  return answering<SweepCommandOptions>(command, async (context, options, [network]) => {
    const { readSweep } = await import('./input.js');
    const { openSweepJob } = await import('./job.js');
    const { complete } = await import('../../resume.js');
    const { placeOf, runPoints, sweepPoints } = await import('./run.js');
    const { sweepAnswer } = await import('./answer.js');
    const path = jobOf(options);
    requireDistinct({ '--output': options.output, '--plot': options.plot, '--job': path });
    const { plan, source, identity } = await readSweep(network!, options, one => context.progress.note(one));
    const entries = await complete(context, {
      ...{ path, job: openSweepJob(path, identity), unit: 'points', points: sweepPoints(plan) },
      keyOf: ({ x, y, seed }) => placeOf(x.value, y?.value ?? null, seed),
      keyOfEntry: ({ x, y, seed }) => placeOf(x, y, seed),
      run: (points, onEntry) =>
        runPoints(points, plan, source, {
          workers: options.workers ?? availableParallelism(),
          signal: context.signal,
          onEntry,
        }),
    });
    requireResult(entries);
    const names = [source.work.network.name, source.name] as const;
    return sweepAnswer(context, plan, entries, {
      ...options,
      names,
      job: path,
      compensation: source.work.compensation,
    });
  });
}

/** A sweep of which every point is refused is refused itself. */
function requireResult(entries: readonly SweepEntry[]): void {
  const [first] = entries;
  if (first && 'refused' in first && entries.every(entry => 'refused' in entry))
    reject('sweep', `every point is refused, the first since ${first.refused}`, 'expected one that can be run');
}
