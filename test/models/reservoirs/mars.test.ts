import test from 'ava';
import { mars } from '../../../models/reservoirs/mars.js';
import { notedDraw } from './builders.js';

const asked = (settings: object, channels: number): string[] => {
  const { draw, asked } = notedDraw('mars', 1);
  mars.layers(mars.options.parse(settings), channels, draw);
  return asked;
};

test('an encoder without biases, then blocks of weights ±ω and biases ±β', t => {
  t.deepEqual(asked({ units: 8, blocks: 2, omega: 0.2, beta: 0.3 }, 4), [
    'encoder weights 8×4 ±0.5',
    ...['block1 weights 8×8 ±0.2', 'block1 bias 8 ±0.3'],
    ...['block2 weights 8×8 ±0.2', 'block2 bias 8 ±0.3'],
  ]);
});

test('the encoder spreads by its inputs, as the blocks or as said', t => {
  const scaleOf = (encoderScale: unknown) => asked({ units: 2, blocks: 1, omega: 0.2, encoderScale }, 16)[0];
  t.is(scaleOf('inputs'), 'encoder weights 2×16 ±0.25');
  t.is(scaleOf('omega'), 'encoder weights 2×16 ±0.2');
  t.is(scaleOf(0.7), 'encoder weights 2×16 ±0.7');
});

test('a block more leaves those before as they are', t => {
  const layers = (blocks: number) =>
    mars.layers(mars.options.parse({ units: 5, blocks }), 1, notedDraw('mars', 1).draw);
  t.deepEqual(layers(3).slice(0, 3), layers(2));
});
