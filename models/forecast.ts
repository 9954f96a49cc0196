import { reject } from '../edge/error.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { affine } from '../numeric/product.js';
import { type LinearReadout, ridgeProblem, solveRidge } from '../numeric/ridge.js';
import { deviation } from '../numeric/statistics.js';
import type { Layer } from './network.js';
import { layerOutput } from './reference.js';
import { drawFor, type Reservoir } from './reservoirs/reservoir.js';
import type { Settings } from './reservoirs/settings.js';
import { checkOptions } from './reservoirs/train.js';

/** A series to be followed: what comes in at each step, and what is to be said then. */
export interface ForecastTask {
  readonly name: string;
  readonly input: Float64Array;
  /** As long as the input; the target of step t may lie any number of steps after it. */
  readonly target: Float64Array;
  /** Steps at the beginning that are run and not learned from. */
  readonly washout: number;
  /** Steps after those to train on, and steps after those to test on. */
  readonly train: number;
  readonly test: number;
}

/** A reservoir's forecast of a task. */
export interface Forecast {
  /** The candidate that was chosen, and the penalty of its readout. */
  readonly settings: Settings;
  readonly lambda: number;
  /** NRMSE over the last part of the training steps, by which both were chosen. */
  readonly validation: number;
  /** NRMSE over the test steps. */
  readonly error: number;
  /** What was said at the test steps. */
  readonly output: Float64Array;
}

/** Penalties that are tried: forecasts of series without noise want small ones. */
const penalties: readonly number[] = [1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

/** The last one in so many training steps validates. */
const validationShare = 5;

/** Root of the mean squared error, over the deviation of the target: 1 is as good as its mean. */
export function normalizedError(output: Float64Array, target: Float64Array): number {
  const squares = target.reduce((sum, y, t) => sum + (output[t]! - y) ** 2, 0);
  return Math.sqrt(squares / target.length) / deviation(target);
}

/** A series as a task: its value `horizon` steps ahead. */
export function aheadOf(
  name: string,
  series: Float64Array,
  horizon: number,
  parts: Pick<ForecastTask, 'washout' | 'train' | 'test'>,
): ForecastTask {
  const steps = series.length - horizon;
  return { name, input: series.subarray(0, steps), target: series.subarray(horizon), ...parts };
}

/**
 * Trains a ridge readout of a reservoir's states at every step, those of all its layers with states and the input beside
 * them, and measures it on the steps that follow. Settings and penalty are those with the least error on the last fifth of
 * the training steps; the readout is then trained on all of them. The test steps choose nothing.
 *
 * InputError where the task has too few steps or numbers that are not finite.
 */
export function forecast(
  reservoir: Reservoir,
  task: ForecastTask,
  candidates: readonly Settings[],
  seed: number,
): Forecast {
  checkTask(task);
  const { washout, train, test } = task;
  const learned = washout + train - Math.ceil(train / validationShare);
  let best: (Omit<Forecast, 'error' | 'output'> & { readonly states: Matrix }) | undefined;
  for (const settings of candidates) {
    const layers = reservoir.layers(checkOptions(reservoir, settings), 1, drawFor(reservoir.name, seed));
    const states = statesOf(layers, task.input.subarray(0, washout + train + test));
    const problem = trainingProblem(states, task, washout, learned);
    for (const lambda of penalties) {
      const readout = solveRidge(problem, lambda);
      if (!readout) continue;
      const validation = errorOf(readout, states, task, learned, washout + train).error;
      if (!best || validation < best.validation) best = { settings, lambda, validation, states };
    }
  }
  const readout = best && solveRidge(trainingProblem(best.states, task, washout, washout + train), best.lambda);
  if (!best || !readout) {
    const right = 'expected larger penalties or other settings';
    return reject(task.name, `no readout can be computed with penalties ${penalties.join(', ')}`, right);
  }
  const { states, ...chosen } = best;
  return { ...chosen, ...errorOf(readout, states, task, washout + train, washout + train + test) };
}

function checkTask({ name, input, target, washout, train, test }: ForecastTask): void {
  const needed = washout + train + test;
  for (const [what, values] of [
    ['inputs', input],
    ['targets', target],
  ] as const) {
    if (values.length < needed) reject(name, `found ${values.length} ${what}`, `expected ${needed}, as the parts need`);
    const odd = values.findIndex(value => !Number.isFinite(value));
    if (odd >= 0) reject(`${name}: step ${odd + 1}`, `found ${values[odd]} among the ${what}`, 'expected numbers');
  }
  if (train < 10 || test < 2)
    reject(name, `found ${train} steps to train on and ${test} to test on`, 'expected at least 10 and 2');
}

/** steps × features: the outputs of every layer that has states, and the input. */
function statesOf(layers: readonly Layer[], input: Float64Array): Matrix {
  const parts = [matrix(input.length, 1, input)];
  let signal = parts[0]!;
  for (const layer of layers) {
    signal = layerOutput(layer, signal);
    if (layer.type !== 'linear' && layer.type !== 'convolution') parts.push(signal);
  }
  const cols = parts.reduce((sum, part) => sum + part.cols, 0);
  const out = matrix(input.length, cols);
  let from = 0;
  for (const part of parts) {
    for (let t = 0; t < part.rows; t++)
      out.data.set(part.data.subarray(t * part.cols, (t + 1) * part.cols), t * cols + from);
    from += part.cols;
  }
  return out;
}

const rowsOf = ({ cols, data }: Matrix, from: number, to: number): Matrix =>
  matrix(to - from, cols, data.subarray(from * cols, to * cols));

function trainingProblem(states: Matrix, { target }: ForecastTask, from: number, to: number) {
  return ridgeProblem(rowsOf(states, from, to), matrix(to - from, 1, target.subarray(from, to)));
}

function errorOf({ weights, bias }: LinearReadout, states: Matrix, { target }: ForecastTask, from: number, to: number) {
  const output = affine(rowsOf(states, from, to), weights, bias).data;
  return { error: normalizedError(output, target.subarray(from, to)), output };
}
