import test from 'ava';
import { estimate } from '../../../compiler/cost/estimate.js';
import { neuronPresets, spikingCost } from '../../../compiler/cost/spiking.js';
import { networkOutput } from '../../../models/reference.js';
import { spikeTrains, tinySpiking } from '../../models/builders.js';
import { chip, hardware } from '../builders.js';

const ones = (data: ArrayLike<number>): number => Array.from(data).filter(z => z === 1).length;

test('spikes of layers, those that reach arrays, and the weights that they meet are those of the reference', t => {
  const network = tinySpiking();
  const set = spikeTrains(4, 3, 20);
  const { spiking } = estimate(chip(network, hardware(), set), set);
  const upTo = (layers: number) =>
    set.series.map(one => networkOutput({ ...network, layers: network.layers.slice(0, layers) }, one).data);
  const hidden = upTo(2).map(ones);
  const input = set.series.map(one => ones(one.values));
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const lastStep = upTo(2).map(data => ones(data.slice(-4)));
  // What neurons yield at the last step comes back to nobody.
  const back = sum(hidden) - sum(lastStep);
  t.deepEqual(spiking!.layers, [{ name: 'hidden', neurons: 4, spikes: sum(hidden) / 4 }]);
  t.is(spiking!.spikes, sum(hidden) / 4);
  t.is(spiking!.arrivals, (sum(input) + back + sum(hidden)) / 4);
  t.is(spiking!.synapticEvents, (4 * sum(input) + 4 * back + 2 * sum(hidden)) / 4);
});

test('neurons of published circuits take their energy by spikes, or by steps and leakage', t => {
  const counts = { layers: [{ name: 'a', neurons: 10, spikes: 50 }], arrivals: 0, synapticEvents: 0 };
  const { neurons } = spikingCost(counts, 100, 1e-3);
  const energy = (name: string): number => neurons.find(one => one.name === name)!.energy;
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-12;
  t.true(near(energy('lif-28nm'), 50 * 1.61e-15));
  t.true(near(energy('rram-chip-130nm'), 50 * 3.6e-12));
  t.true(near(energy('neurosim-if-65nm'), 1000 * 1.346e-12));
  t.true(near(energy('neurosim-nbo2-65nm'), 1000 * 0.265e-12 + 10 * 35.84e-9 * 1e-3));
  t.deepEqual(
    neurons.map(({ name }) => name),
    neuronPresets.map(({ name }) => name),
  );
});

test('rows are driven where spikes arrive, and no DAC converts them', t => {
  const costs = [0.1, 0.6].map(rate => {
    const set = spikeTrains(4, 3, 40, rate);
    return estimate(chip(tinySpiking(), hardware(), set), set).presets[0]!.energy;
  });
  t.deepEqual(
    costs.map(({ dac }) => dac),
    [0, 0],
  );
  t.true(costs[1]!.drivers > 2 * costs[0]!.drivers);
  t.true(costs[1]!.array > 2 * costs[0]!.array);
});
