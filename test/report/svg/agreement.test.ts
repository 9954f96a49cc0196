import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { type Agreement, agreement } from '../../../report/svg/agreement.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const currents = (simulator: number[], spice: number[], spacing?: 'log'): Agreement => ({
  title: 'Column currents',
  description: 'SPICE and the simulator agree.',
  expected: { label: 'Simulator', values: simulator },
  measured: { label: 'ngspice', values: spice },
  unit: 'A',
  spacing,
});

const shown = (chart: Agreement): string[] => elements(parseXml(agreement(chart)), 'text').map(words);

test('draws pairs and their errors', t => {
  const svg = agreement(currents([-2e-6, 1e-6, 4e-6], [-2e-6, 1.001e-6, 4.00002e-6]));
  sameAsGolden(t, 'agreement', svg);
  t.deepEqual(crowding(svg), []);
});

test('the largest error is told: of the largest value, or on a logarithmic axis of each', t => {
  t.true(shown(currents([1e-6, 4e-6], [1.01e-6, 4e-6])).includes('2 points, largest error 0.0025'));
  t.true(shown(currents([1e-9, 4e-6], [1.01e-9, 4e-6], 'log')).includes('2 points, largest error 0.01'));
});

test('equal numbers, or all 0, are no reason to fail', t => {
  for (const values of [[1e-6, 2e-6], [0, 0], [5]]) t.deepEqual(crowding(agreement(currents(values, values))), []);
});

test('twenty thousand points stay small', t => {
  const values = Array.from({ length: 20_000 }, (_, i) => Math.sin(i * 0.7) * 1e-5);
  t.true(agreement(currents(values, values)).length < 120_000);
});

test('refuses pairs that are none', t => {
  const bad = (chart: Agreement, message: string) =>
    t.throws(() => agreement(chart), { instanceOf: InputError, message: `chart "Column currents"${message}` });
  bad(currents([1, 2], [1]), ': found 1 measured values; expected 2, one for each expected value');
  bad(currents([], []), ': expected: found no values; expected at least one number');
  bad(currents([1], [Number.NaN]), ': measured[0]: found NaN; expected a finite number');
  bad(currents([-1], [1], 'log'), ': found -1; expected values above 0 on a logarithmic axis');
});
