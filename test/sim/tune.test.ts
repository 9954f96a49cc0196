import test from 'ava';
import { InputError } from '../../edge/error.js';
import { labelledSteps, layersOfNetwork, networkOfLayers } from '../../models/spiking/layered-network.js';
import type { SpikingLayer } from '../../models/spiking/layers.js';
import { trainSpiking } from '../../models/spiking/train/train.js';
import { matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { type TuneOptions, tune } from '../../sim/tune.js';
import { apart, hardware, pcm } from '../compiler/builders.js';
import { li, lif, spikeTrains, tinyMars } from '../models/builders.js';

/** Six recurrent LIF neurons under three spike trains, and two that read them out. */
const start: readonly SpikingLayer[] = [
  { weights: random(6, 9, 'hidden'), recurrent: true, neuron: lif(6) },
  { weights: random(2, 6, 'out'), recurrent: false, neuron: li(2) },
];
const trains = spikeTrains(1, 3, 40);
const set = {
  ...trains,
  series: [0, 1, 2, 3, 4, 5].map(seed => spikeTrains(1, 3, 40, 0.3, seed).series[0]!),
};
const network = networkOfLayers(start, { name: 'six', classes: ['a', 'b'], spikes: true, calibration: set });

const options: TuneOptions = {
  ...{ surrogate: 'double-gaussian', epochs: 3, batch: 2, rate: 0.05, seed: 1 },
  ...{ ages: [0], compensation: 'none' },
};

function random(rows: number, cols: number, name: string) {
  const draws = randomStream(5, name);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, k) => draws.normal(k)),
  );
}

const weights = (one: typeof network) => layersOfNetwork(one, 'six').map(layer => layer.weights.data);

test('on flawless chips tuning is training', t => {
  const tuned = weights(tune(network, hardware(), set, options));
  const trained = trainSpiking(start, labelledSteps(set, 'every-step'), { ...options, over: 'every-step' });
  trained.forEach((layer, l) => {
    // Chips give weights back to 1e-15 of the largest, and neurons near their thresholds may go another way for it: none did here.
    t.true(apart(tuned[l]!, layer.weights.data) < 1e-9);
    t.true(apart(tuned[l]!, start[l]!.weights.data) > 1e-3);
  });
});

test('the seed names the chips; other chips lead elsewhere, and so does what is left in', t => {
  const on = hardware({ device: pcm() });
  const tuned = weights(tune(network, on, set, options))[0]!;
  t.deepEqual(weights(tune(network, on, set, options))[0], tuned);
  t.notDeepEqual(weights(tune(network, on, set, { ...options, seed: 2 }))[0], tuned);
  // One step of all series: their order does not matter, and what differs is the chip.
  const once = { ...options, epochs: 1, batch: 6 };
  const [first, second] = [1, 2].map(seed => weights(tune(network, on, set, { ...once, seed }))[0]!);
  t.true(apart(first!, second!) > 1e-6);
  t.notDeepEqual(weights(tune(network, on, set, { ...options, ages: [3e7] }))[0], tuned);
});

test('neurons keep their constants where weights alone are trained, and names are kept', t => {
  const tuned = tune(network, hardware(), set, { ...options, trained: [['weights'], ['weights']] });
  t.deepEqual(
    tuned.layers.map(({ name }) => name),
    network.layers.map(({ name }) => name),
  );
  t.deepEqual(
    layersOfNetwork(tuned, 'six').map(({ neuron }) => neuron),
    start.map(({ neuron }) => neuron),
  );
});

test('devices that are not ohmic are taken for ohmic ones while tuning', t => {
  const straight = { gMin: 50e-6, gMax: 150e-6 };
  const bent = { ...straight, parts: { conduction: 'rram-milo2021' } };
  const [curved, ohmic] = [bent, straight].map(device => weights(tune(network, hardware({ device }), set, options)));
  t.deepEqual(curved, ohmic);
});

test('what is no such network, or data of other lengths, is refused by its place', t => {
  const bad = (act: () => unknown, message: RegExp): unknown => t.throws(act, { instanceOf: InputError, message });
  bad(
    () => tune(tinyMars(), hardware(), set, options),
    /^tiny: layers\[2\]: found readout; expected scores as the last/,
  );
  const [first, ...rest] = network.layers;
  bad(
    () =>
      tune(
        {
          ...network,
          layers: [{ ...first!, bias: Float64Array.of(1, 0, 0, 0, 0, 0) } as typeof first & object, ...rest],
        },
        hardware(),
        set,
        options,
      ),
    /^six: layers\[0\]\.bias: found numbers other than 0; expected linear layers without a bias/,
  );
  bad(() => tune(network, hardware(), set, { ...options, ages: [] }), /^ages: found none; expected at least one age/);
  bad(
    () => tune(network, hardware(), { ...set, series: [...set.series, spikeTrains(1, 3, 41).series[0]!] }, options),
    /series 7: found 41 time steps; expected 40, as series 1$/,
  );
});
