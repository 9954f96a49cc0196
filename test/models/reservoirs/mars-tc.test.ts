import test from 'ava';
import { marsTc } from '../../../models/reservoirs/mars-tc.js';
import { notedDraw } from './builders.js';

test('a convolution to kernels outputs, which are what the encoder sees', t => {
  const { draw, asked } = notedDraw('mars-tc', 1);
  const layers = marsTc.layers(marsTc.options.parse({ units: 6, blocks: 1, kernels: 4, taps: 8 }), 2, draw);
  t.deepEqual(asked, [
    ...['convolution weights 4×16 ±0.25', 'convolution bias 4 ±0.25'],
    'encoder weights 6×4 ±0.5',
    ...['block1 weights 6×6 ±0.1', 'block1 bias 6 ±0.5'],
  ]);
  t.deepEqual(
    layers.map(layer => layer.type),
    ['convolution', 'linear', 'mars-block'],
  );
});
