import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { reject } from '../edge/error.js';
import type { Layout } from '../models/data/layout.js';
import type { ReadoutTraining } from '../sim/lifetime.js';
import { answering, type Context, describe, Interrupted } from './command.js';
import type { JobFile } from './job-file.js';
import { nirOption } from './open-network.js';
import {
  dataOption,
  fileToWrite,
  layoutOption,
  mostChips,
  outputOption,
  requireDistinct,
  seedOption,
  wholeNumber,
  workersOption,
} from './options.js';
import type { SweepEntry } from './sweep-job.js';
import type { SweepPlan, SweepPoint, SweepSource } from './sweep-run.js';

const readouts = ['float', 'hardware', 'retrained'] as const satisfies readonly ReadoutTraining[];

export interface SweepCommandOptions {
  readonly nir?: string;
  readonly hardware: string;
  readonly data: string;
  readonly train?: string;
  readonly calibration?: string;
  readonly layout?: Layout;
  readonly x: string;
  readonly y?: string;
  readonly time?: string;
  readonly readout: ReadoutTraining;
  readonly compensation: string;
  readonly seeds: number;
  readonly seed: number;
  readonly workers?: number;
  readonly output: string;
  readonly plot?: string;
  readonly job?: string;
}

export function sweepCommand(): Command {
  const command = describe(
    'sweep',
    'Accuracy over one or two hardware parameters: compile and run a chip for every combination, in parallel and resumable.',
    'ohmweave sweep net.json --hardware pcm-256 --data Car_TEST.ts --x adc.bits=4..8 --y "array.lineResistance=0.1..10*10 ohm" --seeds 3 -o sweep.csv --plot sweep.svg',
  )
    .argument('<network>', 'network file (docs/network.md), NIR graph (docs/nir.md) or ONNX model (docs/onnx.md)')
    .addOption(nirOption())
    .requiredOption('--hardware <file|preset>', 'hardware description that all points start from')
    .addOption(dataOption('labelled series to classify').makeOptionMandatory())
    .requiredOption(
      '--x <parameter=values>',
      'a path of the hardware file, or bits, noise, array.size, array.lineResistance or time, and its values: 4,6,8 or 4..8 or 0..2+0.5 or 0.1..10*10 ohm (docs/sweep.md)',
    )
    .option('--y <parameter=values>', 'a second parameter')
    .option('--seeds <count>', 'chips for every combination', wholeNumber(1, mostChips), 1)
    .addOption(seedOption('names the first of them'))
    .option('--time <time>', 'age of the chips; default: just programmed')
    .addOption(
      new Option('--readout <readout>', 'which readout is run; all but float need --train')
        .choices(readouts)
        .default('float'),
    )
    .addOption(new Option('--train <file>', 'labelled training series, measured on every chip to train its readout'))
    .option('--compensation <kind>', 'of drift: none, global (per array) or column (per output)', 'none')
    .option('--calibration <file>', "series to find the converters' ranges on; default: those in the network file")
    .addOption(layoutOption())
    .addOption(workersOption())
    .option(
      '--job <file>',
      'where every point is kept as it comes; after an interruption the same command goes on there; default: FILE.job',
      fileToWrite(),
    )
    .option('--plot <file>', 'heat map to draw (.svg)', fileToWrite('.svg'))
    .addOption(outputOption('the table to write (.csv)', '.csv'));
  return answering<SweepCommandOptions>(command, async (context, options, [network]) => {
    const { readSweep } = await import('./sweep-input.js');
    const { openSweepJob } = await import('./sweep-job.js');
    const { sweepPoints } = await import('./sweep-run.js');
    const { sweepAnswer } = await import('./sweep-answer.js');
    const path = options.job ?? `${options.output}.job`;
    requireDistinct({ '--output': options.output, '--plot': options.plot, '--job': path });
    const { plan, source, identity } = await readSweep(network!, options, one => context.progress.note(one));
    const job = openSweepJob(path, identity);
    const entries = await completeSweep(context, sweepPoints(plan), plan, source, { ...job, path, ...options });
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

interface Completion extends JobFile<SweepEntry> {
  readonly path: string;
  readonly workers?: number;
}

/** Runs the points that the job file does not have; what came of all of them, in their order. */
async function completeSweep(
  { progress, signal }: Context,
  points: readonly SweepPoint[],
  plan: SweepPlan,
  source: SweepSource,
  { kept, append, path, workers = availableParallelism() }: Completion,
): Promise<SweepEntry[]> {
  const { placeOf, runPoints } = await import('./sweep-run.js');
  const { timeLeft } = await import('../sim/spice/time-left.js');
  const place = ({ x, y, seed }: SweepPoint): string => placeOf(x.value, y?.value ?? null, seed);
  const found = new Map(kept.map(entry => [placeOf(entry.x, entry.y, entry.seed), entry]));
  const missing = points.filter(point => !found.has(place(point)));
  const there = points.length - missing.length;
  let done = there;
  if (there > 0) progress.note(`${path}: ${there} of ${points.length} points are there already`);
  const report = progress.stage('running points');
  const left = timeLeft(missing.map(() => 1));
  report(done, points.length);
  const onEntry = (entry: SweepEntry): void => {
    if (signal.aborted) return;
    append(entry);
    found.set(placeOf(entry.x, entry.y, entry.seed), entry);
    report(++done, points.length, left(done - there - 1));
  };
  try {
    await runPoints(missing, plan, source, { workers, signal, onEntry });
  } catch (cause) {
    if (!(cause instanceof Interrupted)) throw cause;
    throw new Interrupted(
      `interrupted; ${done} of ${points.length} points are kept in ${path}; the same command goes on from there`,
    );
  }
  return points.map(point => found.get(place(point))!);
}

/** A sweep of which every point is refused is refused itself. */
function requireResult(entries: readonly SweepEntry[]): void {
  const [first] = entries;
  if (first && 'refused' in first && entries.every(entry => 'refused' in entry))
    reject('sweep', `every point is refused, the first since ${first.refused}`, 'expected one that can be run');
}
