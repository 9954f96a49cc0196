import test from 'ava';
import type { LinearLayer, MarsBlock, Readout } from '../../models/network.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';
import { maxAbs } from '../../numeric/matrix.js';
import { deviation } from '../../numeric/statistics.js';
import { weightsOf } from './builders.js';

const { train } = syntheticControl(1, 8);

test('the layers, their sizes and the range of their random weights', t => {
  const network = trainMars(train, { units: 50, blocks: 2, omega: 0.2, beta: 0.3, encoderScale: 0.7 }, 1);
  t.deepEqual(
    network.layers.map(layer => `${layer.name} ${weightsOf(layer).rows}×${weightsOf(layer).cols}`),
    ['encoder 50×1', 'block1 50×50', 'block2 50×50', 'readout 6×50'],
  );
  const [encoder, block1, , readout] = network.layers as [LinearLayer, MarsBlock, MarsBlock, Readout];
  t.true(maxAbs(encoder.weights.data) <= 0.7 && maxAbs(encoder.weights.data) > 0.6);
  t.true(maxAbs(block1.weights.data) <= 0.2 && maxAbs(block1.weights.data) > 0.199);
  t.true(maxAbs(block1.bias) <= 0.3 && maxAbs(block1.bias) > 0.25);
  // U(−ω, ω) has deviation ω/√3; 2500 draws know it to about 1 %.
  t.true(Math.abs(deviation(block1.weights.data) / (0.2 / Math.sqrt(3)) - 1) < 0.03);
  t.deepEqual(readout.classes, train.classes);
  t.is(network.calibration?.series.length, 24);
  t.true(network.calibration?.series.every(one => one.label === -1));
});

test('the encoder spreads over √channels unless told otherwise', t => {
  const series = train.series.map(one => ({ ...one, length: 15 }));
  const network = trainMars({ ...train, channels: 4, series }, { units: 60, blocks: 1 }, 1);
  const largest = maxAbs(weightsOf(network.layers[0]).data);
  t.true(largest <= 0.5 && largest > 0.48);
});

test('the seed decides the weights, and each layer by itself', t => {
  const network = (blocks: number, seed: number) => trainMars(train, { units: 10, blocks }, seed);
  t.deepEqual(network(2, 1), network(2, 1));
  t.deepEqual(network(1, 1).layers[1], network(2, 1).layers[1]);
  t.notDeepEqual(network(1, 2).layers[1], network(1, 1).layers[1]);
});

test('progress hears how many series are done', t => {
  const heard: number[] = [];
  trainMars(train, { units: 4 }, 1, (done, of) => heard.push(done / of));
  t.true(heard.length > 1 && heard.every((share, i) => share > (heard[i - 1] ?? 0)));
  t.is(heard.at(-1), 1);
});

test('settings out of range are refused', t => {
  t.throws(() => trainMars(train, { units: -1 }, 1), { message: /^MARS options: units: found -1/ });
});
