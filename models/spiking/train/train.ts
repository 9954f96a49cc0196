import { reject } from '../../../edge/error.js';
import { Adam } from '../../../numeric/adam.js';
import type { Matrix } from '../../../numeric/matrix.js';
import { shuffled } from '../../../numeric/shuffle.js';
import type { SpikingLayer, Steps } from '../layers.js';
import { requireNeuron } from '../require-neuron.js';
import { type LossOptions, type NetGradient, netGradient } from './gradient.js';
import type { LabelledSteps } from './loss.js';
import { clipGradients, parametersOf, type TrainedName } from './parameters.js';
import { injected, type SpikeSurrogate } from './surrogate.js';

export interface SpikingTraining extends LossOptions {
  readonly surrogate: SpikeSurrogate;
  /** How often every series is seen. */
  readonly epochs: number;
  /** Series to a step. */
  readonly batch: number;
  /** Of Adam in the first epoch; falls to 0 in a straight line, epoch by epoch. */
  readonly rate: number;
  /** Of the order of the series. */
  readonly seed: number;
  /** What is trained in each layer; default: its weights and all constants that can be. */
  readonly trained?: readonly (readonly TrainedName[])[] | undefined;
  /** Weights that take the place of those given in one step, forward and back; the gradient goes to those given. */
  readonly perturb?: ((weights: readonly Matrix[], epoch: number, batch: number) => readonly Matrix[]) | undefined;
  /** The gradient as one long vector is made no longer than this. Default: left as it is. */
  readonly clipGradient?: number | undefined;
  /** After each step the weights of every neuron are held within so many times their root mean square. Default: not. */
  readonly clipWeights?: number | undefined;
  /**
   * Told after each epoch its mean loss and accuracy as it went, and what the layers are then. What it throws ends the training.
   */
  readonly onEpoch?: ((epoch: number, result: EpochResult) => void) | undefined;
  /** Told after each step. What it throws ends the training. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

export interface EpochResult extends Pick<NetGradient, 'loss' | 'accuracy'> {
  readonly layers: readonly SpikingLayer[];
}

/**
 * Trains layers of LIF, ALIF or BRF neurons read out by leaky integrators, by Adam on the gradient of `netGradient` with
 * the surrogate injected. Signs of constants do not matter to neurons and are let go through 0, as in the source of BRF.
 * InputError where options or labels are impossible.
 */
export function trainSpiking(
  start: readonly SpikingLayer[],
  examples: LabelledSteps,
  options: SpikingTraining,
): readonly SpikingLayer[] {
  requireTraining(start, examples, options);
  const { surrogate, epochs, batch, rate, seed, perturb, clipGradient, clipWeights, onEpoch, progress } = options;
  const { series } = examples.inputs;
  const spike = injected(surrogate);
  const parameters = parametersOf(start, options.trained);
  const adam = new Adam(parameters.values);
  const steps = Math.ceil(series / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(series, seed, epoch);
    let [loss, right] = [0, 0];
    for (let s = 0; s < steps; s++) {
      const some = examplesOf(examples, order.slice(s * batch, (s + 1) * batch), options);
      const layers = perturbed(parameters.layers(), perturb, epoch, s);
      const found = netGradient(layers, some, options, spike);
      const gradients = parameters.gradients(found);
      if (clipGradient !== undefined) clipGradients(gradients, clipGradient);
      adam.step(gradients, rate * (1 - epoch / epochs));
      parameters.hold(clipWeights);
      refuseGrown(parameters.layers(), epoch, rate);
      loss += found.loss * some.inputs.series;
      right += found.accuracy * some.inputs.series;
      progress?.(epoch * steps + s + 1, epochs * steps);
    }
    onEpoch?.(epoch, { loss: loss / series, accuracy: right / series, layers: parameters.layers() });
  }
  return parameters.layers();
}

/** Far beyond this, sums and squares of weights are no numbers any more. */
const mostWeight = 1e100;

/** InputError where training has run away. */
function refuseGrown(layers: readonly SpikingLayer[], epoch: number, rate: number): void {
  for (const [l, { weights }] of layers.entries()) {
    const grown = weights.data.find(weight => !(Math.abs(weight) < mostWeight));
    if (grown !== undefined)
      reject(`training: layer ${l}`, `found a weight of ${grown} in epoch ${epoch + 1}, at a rate of ${rate}`, 'expected weights that stay bounded: a lower rate'); // biome-ignore format: one thing
  }
}

function perturbed(
  layers: readonly SpikingLayer[],
  perturb: SpikingTraining['perturb'],
  epoch: number,
  batch: number,
): readonly SpikingLayer[] {
  if (!perturb) return layers;
  const weights = perturb(
    layers.map(layer => layer.weights),
    epoch,
    batch,
  );
  return layers.map((layer, l) => {
    const { rows, cols } = layer.weights;
    const changed = weights[l];
    if (changed?.rows !== rows || changed.cols !== cols)
      throw new RangeError(`perturbed weights of layer ${l} are not ${rows} × ${cols}`);
    return { ...layer, weights: changed };
  });
}

/** Some of the series, in this order. */
function examplesOf(
  { inputs, labels }: LabelledSteps,
  chosen: readonly number[],
  { over }: LossOptions,
): LabelledSteps {
  const { series, steps, channels, data } = inputs;
  const out: Steps = {
    series: chosen.length,
    steps,
    channels,
    data: new Float64Array(steps * chosen.length * channels),
  };
  const ofSteps = over === 'every-step' ? steps : 1;
  const outLabels = new Int32Array(ofSteps * chosen.length);
  chosen.forEach((s, k) => {
    for (let t = 0; t < steps; t++) {
      const from = (t * series + s) * channels;
      out.data.set(data.subarray(from, from + channels), (t * chosen.length + k) * channels);
    }
    for (let t = 0; t < ofSteps; t++) outLabels[t * chosen.length + k] = labels[t * series + s]!;
  });
  return { inputs: out, labels: outLabels };
}

function requireTraining(layers: readonly SpikingLayer[], examples: LabelledSteps, options: SpikingTraining): void {
  for (const name of ['epochs', 'batch'] as const)
    if (!(Number.isInteger(options[name]) && options[name] > 0))
      reject(`training: ${name}`, `found ${options[name]}`, 'expected a count ≥ 1');
  for (const name of ['rate', 'clipGradient', 'clipWeights'] as const) {
    const value = options[name];
    if (value !== undefined && !(value > 0 && value < Number.POSITIVE_INFINITY))
      reject(`training: ${name}`, `found ${value}`, 'expected above 0');
  }
  const { inputs, labels } = examples;
  if (inputs.series === 0 || inputs.steps === 0) reject('training: inputs', 'found none', 'expected at least one step');
  const { first = 0, over } = options;
  if (!(Number.isInteger(first) && first >= 0 && first < inputs.steps))
    reject('training: first', `found ${first}`, `expected a step from 0 to ${inputs.steps - 1}`);
  const count = over === 'every-step' ? inputs.series * inputs.steps : inputs.series;
  if (labels.length !== count) reject('training: labels', `found ${labels.length}`, `expected ${count}`);
  layers.forEach(({ neuron }, l) => {
    const where = `training: layer ${l}`;
    requireNeuron(neuron, where);
    if (l === layers.length - 1 ? neuron.model !== 'li' : !['lif', 'alif', 'brf'].includes(neuron.model))
      reject(
        where,
        `found ${neuron.model}`,
        l === layers.length - 1 ? 'expected li, which scores' : 'expected lif, alif or brf',
      );
  });
  const classes = layers.at(-1)?.weights.rows ?? 0;
  const wrong = labels.find(label => !(label >= 0 && label < classes));
  if (wrong !== undefined) reject('training: labels', `found ${wrong}`, `expected 0 to ${classes - 1}`);
}
