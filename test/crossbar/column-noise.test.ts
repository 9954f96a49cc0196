import test from 'ava';
import { readVariance } from '../../crossbar/column-noise.js';

test('thermal noise is that of Johnson: 1 kohm at 300 K over 1 Hz has 4.07 pA', t => {
  const thermal = { temperature: 300, fano: 0, amplifier: 0 };
  // √(4 k T/R) = 4.0704e-12 A at 300 K; half a second is a noise bandwidth of 1 Hz.
  t.true(Math.abs(Math.sqrt(readVariance(1e-3, 0, 0.5, thermal)) / 4.0704e-12 - 1) < 1e-4);
});

test('shot noise is that of Schottky: 1 uA over 1 MHz has 566 pA', t => {
  const shot = { temperature: 0, fano: 1, amplifier: 0 };
  t.true(Math.abs(Math.sqrt(readVariance(0, 1e-6, 0.5e-6, shot)) / 5.6606e-10 - 1) < 1e-4);
});

test('the parts add by their squares', t => {
  const each = [
    { temperature: 300, fano: 0, amplifier: 0 },
    { temperature: 0, fano: 1 / 3, amplifier: 0 },
    { temperature: 0, fano: 0, amplifier: 1e-12 },
  ].map(noise => readVariance(1e-4, 1e-5, 1e-7, noise));
  const all = readVariance(1e-4, 1e-5, 1e-7, { temperature: 300, fano: 1 / 3, amplifier: 1e-12 });
  t.true(Math.abs(all / each.reduce((sum, one) => sum + one, 0) - 1) < 1e-12);
});
