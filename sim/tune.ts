import { compile, rewrite } from '../compiler/compile.js';
import { effects, withEffects } from '../compiler/effects.js';
import type { Hardware } from '../compiler/hardware.js';
import type { Program } from '../compiler/program-record.js';
import { reject } from '../edge/error.js';
import { mvmNodes } from '../models/graph.js';
import { lower } from '../models/lower.js';
import { type Layer, type Network, recurrentName } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { labelledSteps, layersOfNetwork, lossOver, withLayers } from '../models/spiking/layered-network.js';
import type { SpikingLayer } from '../models/spiking/layers.js';
import { type EpochResult, type SpikingTraining, trainSpiking } from '../models/spiking/train/train.js';
import { type Matrix, matrix, transpose } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { openMvm, productMatrix, type RunConditions } from './chip.js';
import { runDuration } from './lifetime.js';

export interface TuneOptions
  extends Pick<SpikingTraining, 'surrogate' | 'epochs' | 'batch' | 'rate' | 'trained' | 'clipWeights' | 'progress'> {
  /** Of the order of the series and of the chips. */
  readonly seed: number;
  /** s since programming: every step of training takes a chip at one of these ages. */
  readonly ages: readonly number[];
  readonly compensation: RunConditions['compensation'];
  readonly onEpoch?: (epoch: number, result: Pick<EpochResult, 'loss' | 'accuracy'>) => void;
}

/**
 * Fine-tunes a spiking network for hardware: at every step of training its weights are written on another chip, which is then of one
 * of the `ages`, and forward and back it is that chip's weights that count, wires, programming errors, drift and its compensation
 * included; the gradient goes to the weights that were meant (straight through). Converters, the noise of single reads and currents
 * that do not follow Ohm's law are left out. InputError where the network is not made of layers of neurons, or the data do not fit.
 */
export function tune(
  network: Network,
  hardware: Hardware,
  train: SeriesSet,
  { ages, compensation, onEpoch, ...options }: TuneOptions,
): Network {
  const start = layersOfNetwork(network, network.name);
  const over = lossOver(network, network.name);
  const exact = withEffects(
    hardware,
    effects.filter(effect => effect !== 'quantisation' && effect !== 'conduction'),
  );
  if (ages.length === 0) reject('ages', 'found none', 'expected at least one age of the chips, 0 s for new ones');
  const calibration = network.calibration ?? train;
  const { program } = compile(network, exact, { seed: options.seed, calibration });
  const duration = runDuration(program, train);
  const draws = randomStream(options.seed, 'tuning', 'ages');
  let chips = 0;
  const perturb = (weights: readonly Matrix[]): Matrix[] => {
    const layers = start.map((layer, k) => ({ ...layer, weights: weights[k]! }));
    const age = ages[Math.floor(draws.uniform(chips) * ages.length)]!;
    chips++;
    const chip = firstChip + ((options.seed - 1) % seeds) * mostChips + chips;
    const onChip = writtenOn(program, withLayers(network, layers), chip, { time: age, compensation, duration });
    return layersOfNetwork(onChip, network.name).map(layer => layer.weights);
  };
  const tuned: readonly SpikingLayer[] = trainSpiking(start, labelledSteps(train, over), {
    ...options,
    over,
    perturb,
    onEpoch,
  });
  return withLayers(network, tuned);
}

/** Seeds of the chips that training sees, none that anybody would run, and how many there are for each of its own seeds. */
const [firstChip, mostChips, seeds] = [2 ** 40, 2 ** 20, 2 ** 12];

/** A network whose weights are what the arrays of a new chip, of the program's kind, make of them at some age. */
function writtenOn(program: Program, network: Network, seed: number, conditions: RunConditions): Network {
  const { hardware, plans } = program;
  const effective = new Map(
    mvmNodes(lower(network)).map(node => {
      const plan = plans.find(({ name }) => name === node.name);
      if (!plan) return [node.name, node.weights];
      const written = rewrite(node, plan.activations, hardware, { seed, generation: 0, time: 0 }, plan);
      const columns = productMatrix(openMvm(written, { ...program, seed }, conditions));
      return [node.name, transpose(matrix(node.weights.cols, node.weights.rows, columns))];
    }),
  );
  const layers = network.layers.map((layer): Layer => {
    if (layer.type === 'linear') return { ...layer, weights: effective.get(layer.name)! };
    if (layer.type !== 'neurons' || !layer.recurrent) return layer;
    return { ...layer, recurrent: effective.get(recurrentName(layer.name))! };
  });
  return { ...network, layers };
}
