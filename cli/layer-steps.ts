import { Option } from 'commander';
import type { Program } from '../compiler/program-record.js';
import { reject } from '../edge/error.js';
import type { Layout } from '../models/data/layout.js';
import type { Series } from '../models/series.js';
import { background } from './background.js';
import type { Context } from './command.js';
import { dataOption, layoutOption, refuseLoneLayout, wholeNumber } from './options.js';

/** Which steps of which series layers are taken through. */
export interface StepOptions {
  readonly data?: string;
  readonly layout?: Layout;
  readonly series: number;
  readonly steps: number;
}

/** The options that say so. */
export const stepOptions = (): Option[] => [
  dataOption('series for the steps of layers; default: the calibration inputs'),
  layoutOption(),
  new Option('--series <number>', 'which of the series, counted from 0').argParser(wholeNumber(0)).default(0),
  new Option('--steps <count>', 'time steps from its beginning; fewer where it is shorter')
    .argParser(wholeNumber(1))
    .default(20),
];

/** What each layer meets in these steps on the chip, steps × inputs. */
export async function layerSteps(
  { progress, signal }: Context,
  program: Program,
  { data, layout, series: index, steps }: StepOptions,
  time: number,
): Promise<ReadonlyMap<string, Float64Array>> {
  const series = await chosenSeries(program, { data, layout }, index);
  const input = { program, series, time, steps: Math.min(steps, series.length) };
  return background('layerInputs', input, signal, progress.stage('running the chip'));
}

/** The series of that index in a file of the user's, or in the calibration inputs. */
export async function chosenSeries(
  program: Program,
  { data: file, layout }: Pick<StepOptions, 'data' | 'layout'>,
  index: number,
): Promise<Series> {
  refuseLoneLayout(layout, file, '--data');
  const { readData, shapeOf } = await import('./read-data.js');
  const set = file === undefined ? program.calibration : readData(file, shapeOf(program.graph), layout);
  const count = set.series.length;
  return set.series[index] ?? reject('--series', `found ${index}`, `expected 0 to ${count - 1}, of ${count} series`);
}
