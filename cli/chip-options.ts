import { type Command, Option } from 'commander';
import type { Layout } from '../models/data/layout.js';
import type { ReadoutTraining } from '../sim/lifetime.js';
import { nirOption } from './open-network.js';
import {
  calibrationOption,
  dataOption,
  fileToWrite,
  layoutOption,
  mostChips,
  seedOption,
  wholeNumber,
  workersOption,
} from './options.js';

const readouts = ['float', 'hardware', 'retrained'] as const satisfies readonly ReadoutTraining[];

/** What a command that compiles and runs many chips is told of all of them. */
export interface ChipOptions {
  readonly nir?: string;
  readonly data: string;
  readonly train?: string;
  readonly calibration?: string;
  readonly layout?: Layout;
  readonly time?: string;
  readonly readout: ReadoutTraining;
  readonly compensation: string;
  readonly seeds: number;
  readonly seed: number;
  readonly workers?: number;
  readonly output: string;
  readonly job?: string;
}

/** Gives a command these options, but for `--output`; `each` is what it runs `--seeds` chips of. */
export function withChipOptions(command: Command, each: string): Command {
  return command
    .argument('<network>', 'network file (docs/network.md), NIR graph (docs/nir.md) or ONNX model (docs/onnx.md)')
    .addOption(nirOption())
    .addOption(dataOption('labelled series to classify').makeOptionMandatory())
    .option('--seeds <count>', `chips for every ${each}`, wholeNumber(1, mostChips), 1)
    .addOption(seedOption('names the first of them'))
    .addOption(
      new Option('--readout <readout>', 'which readout is run; all but float need --train')
        .choices(readouts)
        .default('float'),
    )
    .addOption(new Option('--train <file>', 'labelled training series, measured on every chip to train its readout'))
    .option('--compensation <kind>', 'of drift: none, global (per array) or column (per output)', 'none')
    .addOption(calibrationOption())
    .addOption(layoutOption())
    .addOption(workersOption())
    .option(
      '--job <file>',
      `where every ${each} is kept as it comes; after an interruption the same command goes on there; default: FILE.job`,
      fileToWrite(),
    );
}

/** The job file that goes with a command's options. */
export const jobOf = ({ job, output }: ChipOptions): string => job ?? `${output}.job`;
