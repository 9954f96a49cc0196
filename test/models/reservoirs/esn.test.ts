import test from 'ava';
import { esn } from '../../../models/reservoirs/esn.js';
import { recurrentRange } from '../../../models/reservoirs/reservoir.js';
import { notedDraw } from './builders.js';

test('one layer: input weights ±ω, recurrent ones by ρ, biases ±β', t => {
  const { draw, asked } = notedDraw('esn', 1);
  const settings = esn.options.parse({ units: 25, omega: 2, beta: 0.5, rho: 0.8, leak: 0.1 });
  const [layer, ...others] = esn.layers(settings, 3, draw);
  t.deepEqual(asked, [
    'reservoir weights 25×3 ±2',
    `reservoir recurrent 25×25 ±${recurrentRange(0.8, 25)}`,
    'reservoir bias 25 ±0.5',
  ]);
  t.is(others.length, 0);
  t.true(layer?.type === 'esn' && layer.leak === 0.1);
});
