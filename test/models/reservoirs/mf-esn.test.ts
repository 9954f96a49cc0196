import test from 'ava';
import { milanoRates, rescaleBounds } from '../../../models/network.js';
import { mfEsn } from '../../../models/reservoirs/mf-esn.js';
import { recurrentRange } from '../../../models/reservoirs/reservoir.js';
import { notedDraw } from './builders.js';

test('one layer of memristors, drawn as an echo state network', t => {
  const { draw, asked } = notedDraw('mf-esn', 1);
  const settings = mfEsn.options.parse({ units: 9, steepness: 3, delta: 0.2, gamma: 0.9, integrator: 'euler' });
  const [layer] = mfEsn.layers(settings, 2, draw);
  t.deepEqual(asked, [
    'reservoir weights 9×2 ±1',
    `reservoir recurrent 9×9 ±${recurrentRange(0.9, 9)}`,
    'reservoir bias 9 ±0.1',
  ]);
  if (layer?.type !== 'mf-esn') return t.fail();
  t.deepEqual(layer.rescale, { ...rescaleBounds, steepness: 3 });
  t.deepEqual(layer.memristor, { rates: milanoRates, step: 0.2, retention: 0.9, integrator: 'euler' });
});

test('the exact integrator has no retention of its own', t => {
  t.throws(() => mfEsn.options.parse({ gamma: 0.9 }), { message: /expected 1, which the exact integrator needs/ });
});
