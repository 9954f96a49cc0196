import test from 'ava';
import { decimal, duration, plain, quantity } from '../../../report/svg/format.js';

test('quantities read in the prefix that fits', t => {
  t.is(quantity(1.25e-5, 'S'), '12.5 µS');
  t.is(quantity(8.4e-13, 'J'), '840 fJ');
  t.is(quantity(9.996e-10, 'J'), '1 nJ');
  t.is(quantity(1000, 'Ω'), '1 kΩ');
  t.is(quantity(-0.0123456, 'V'), '−12.3 mV');
  t.is(quantity(0, 'A'), '0 A');
  t.is(quantity(5e-10, 'm²'), '500 µm²');
  t.is(quantity(0.97345, '%'), '97.3 %');
  t.is(quantity(300, 'K'), '300 K');
});

test('numbers without unit', t => {
  t.deepEqual(
    [0, 20234, 0.5, 7.25149, 2.13e-7, -1e-9, 1e12].map(value => plain(value)),
    ['0', '20234', '0.5', '7.25', '2.13 × 10⁻⁷', '−1 × 10⁻⁹', '10¹²'],
  );
  t.is(decimal(-0.0001, 2), '0.00');
});

test('durations', t => {
  const seconds = [1e-9, 1, 60, 90, 3600, 86400, 172800, 2592000, 31536000, 3.1536e8];
  t.deepEqual(
    seconds.map(value => duration(value)),
    ['1 ns', '1 s', '1 min', '1.5 min', '1 h', '1 day', '2 days', '1 month', '1 year', '10 years'],
  );
});
