import test from 'ava';
import { layerOutputs, type SpikingLayer } from '../../../../models/spiking/layers.js';
import { type LossOptions, netGradient } from '../../../../models/spiking/train/gradient.js';
import { layerTape } from '../../../../models/spiking/train/layer-tape.js';
import { type LabelledSteps, lossesOver } from '../../../../models/spiking/train/loss.js';
import {
  injected,
  type SpikeFunction,
  type SpikeSurrogate,
  smooth,
  surrogateNames,
} from '../../../../models/spiking/train/surrogate.js';
import { matrix, maxAbs } from '../../../../numeric/matrix.js';
import { apart } from '../../../compiler/builders.js';
import { resonance } from '../builders.js';
import { hidden, moved, scaled, smallBatch, smallNet } from './builders.js';

/**
 * The largest difference between a gradient and differences of the loss, in shares of the largest entry of its array. The
 * differences are of fourth order: their own error is of step⁴ times a fifth derivative, and of the rounding of a loss near
 * 1, 1e-16/step, where gradients are 1e-5 and more.
 */
const step = 3e-4;
function worstError(
  layers: readonly SpikingLayer[],
  batch: LabelledSteps,
  options: LossOptions,
  spike: SpikeFunction,
  lossOf: (layers: readonly SpikingLayer[]) => number,
): number {
  const gradient = netGradient(layers, batch, options, spike);
  let worst = 0;
  gradient.layers.forEach(({ weights, constants }, l) => {
    for (const [name, found] of Object.entries({ weights, ...constants }))
      for (let at = 0; at < found.length; at++) {
        const [a, b, c, d] = [1, -1, 2, -2].map(by => lossOf(moved(layers, l, name, at, by * step)));
        const slope = (8 * (a! - b!) - (c! - d!)) / (12 * step);
        worst = Math.max(worst, Math.abs(slope - found[at]!) / maxAbs(found));
      }
  });
  return worst;
}

const everyStep: LossOptions = { over: 'every-step', first: 2 };

for (const [name, neuron] of Object.entries(hidden))
  test(`${name}: the gradient of the smoothed net is that of differences`, t => {
    const batch = smallBatch('every-step');
    for (const surrogate of surrogateNames) {
      // Resonators take in dt·x: without large weights nothing would come near their thresholds.
      const layers = smallNet(neuron, 3, neuron.model === 'brf' ? 40 : 1);
      const lossOf = (of: readonly SpikingLayer[]): number => netGradient(of, batch, everyStep, smooth[surrogate]).loss;
      const error = worstError(layers, batch, everyStep, smooth[surrogate], lossOf);
      t.true(error < 1e-6, `${surrogate}: ${error}`);
    }
  });

test('so it is through three layers, and for every kind of loss', t => {
  const [first, second] = [hidden.brf!, hidden['lif, exact, to a value']!];
  const [readout] = smallNet(second).slice(1) as [SpikingLayer];
  const layers: readonly SpikingLayer[] = [
    { weights: matrix(4, 7, scaled('first', 28, 40)), recurrent: true, neuron: first },
    { weights: matrix(4, 4, scaled('second', 16, 1)), recurrent: false, neuron: second },
    readout,
  ];
  for (const over of lossesOver) {
    const batch = smallBatch(over);
    const lossOf = (of: readonly SpikingLayer[]): number => netGradient(of, batch, { over }, smooth.arctan).loss;
    t.true(worstError(layers, batch, { over }, smooth.arctan, lossOf) < 1e-6);
  }
});

/**
 * y = h − sg(h) + sg(f(x)) with h = x·sg(g'(x)), as a function: around the x₀ at which it was first computed, sg being constant,
 * y = f(x₀) + (x − x₀) g'(x₀). Every run asks for the same spikes in the same order.
 */
function frozen(surrogate: SpikeSurrogate, perRun: number): SpikeFunction {
  const { value, slope } = injected(surrogate);
  const at: number[] = [];
  let asked = 0;
  return {
    slope,
    value: x => {
      const n = asked++ % perRun;
      at[n] ??= x;
      return value(at[n]) + (x - at[n]) * slope(at[n]);
    },
  };
}

for (const name of ['lif, Euler, subtracts', 'lif, exact, to a value', 'alif', 'brf'])
  test(`${name}: with spikes the gradient is that of forward gradient injection`, t => {
    const batch = smallBatch('every-step');
    const layers = smallNet(hidden[name]!, 3, name === 'brf' ? 100 : 2);
    const spikes = layerTape(layers[0]!, batch.inputs, injected('double-gaussian')).outputs.data;
    t.true(spikes.includes(1) && spikes.includes(0));
    const spike = frozen('double-gaussian', spikes.length);
    netGradient(layers, batch, everyStep, spike);
    const lossOf = (of: readonly SpikingLayer[]): number => netGradient(of, batch, everyStep, spike).loss;
    t.is(lossOf(layers), netGradient(layers, batch, everyStep, injected('double-gaussian')).loss);
    t.true(worstError(layers, batch, everyStep, injected('double-gaussian'), lossOf) < 1e-6);
  });

test('what is remembered is what neurons do', t => {
  for (const neuron of Object.values(hidden)) {
    const layers = smallNet(neuron, 3, neuron.model === 'brf' ? 100 : 2);
    const { inputs } = smallBatch('last', 5, 60);
    const wanted = layerOutputs(layers, inputs);
    const first = layerTape(layers[0]!, inputs, injected('arctan')).outputs;
    t.true(first.data.includes(1));
    t.deepEqual(first.data, wanted[0]!.data);
    t.true(apart(layerTape(layers[1]!, first, injected('arctan')).outputs.data, wanted[1]!.data) < 1e-14);
  }
});

test('neurons that cannot be trained are refused', t => {
  const [layer] = smallNet({ model: 'rf', ...resonance([5, 10], [1, 1]) });
  t.throws(() => layerTape(layer!, smallBatch('last').inputs, injected('arctan')), {
    message: 'neurons of model rf cannot be trained',
  });
});
