import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { type Breakdown, stackedBars } from '../../../report/svg/bars.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const energy = (low: number[], high: number[]): Breakdown => ({
  title: 'Energy of one inference',
  description: 'The converters dominate.',
  label: 'Energy',
  unit: 'J',
  rows: ['low-power preset', 'conservative preset'],
  parts: low.map((value, i) => ({ name: ['DAC', 'Array', 'ADC'][i]!, values: [value, high[i]!] })),
});

const texts = (svg: string): string[] => elements(parseXml(svg), 'text').map(words);

test('draws totals, and parts too small to see in the legend', t => {
  const svg = stackedBars(energy([3e-12, 1e-15, 9e-12], [5e-12, 2e-13, 3e-11]));
  sameAsGolden(t, 'bars', svg);
  for (const label of ['12 pJ', '35.2 pJ', 'Energy (pJ)', '1 fJ · < 0.1 %', '30 pJ · 85 %']) {
    t.true(texts(svg).includes(label), label);
  }
});

test('totals far apart are drawn as shares', t => {
  const labels = texts(stackedBars(energy([1e-12, 2e-12, 3e-12], [1e-9, 2e-9, 3e-9])));
  for (const label of ["Energy: share of each row's total (%)", '6 pJ', '6 nJ']) t.true(labels.includes(label), label);
});

test('letters keep apart for any names', t => {
  const name = fc.lorem({ maxCount: 5 });
  const value = fc.double({ min: 0, max: 12, noNaN: true }).map(power => 10 ** -power);
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 5 }),
      fc.array(name, { minLength: 1, maxLength: 12 }),
      value,
      (rows, names, scale) => {
        const parts = names.map((name, i) => ({ name, values: rows.map((_, j) => scale * 2 ** ((i * j) % 7)) }));
        const faults = crowding(stackedBars({ ...energy([], []), rows, parts }));
        if (faults.length > 0) throw new Error(faults.join('; '));
      },
    ),
    { numRuns: 60, seed: 1 },
  );
  t.pass();
});

test('refuses what cannot be stacked', t => {
  const bad = (chart: Breakdown, message: string) =>
    t.throws(() => stackedBars(chart), { instanceOf: InputError, message });
  const at = 'chart "Energy of one inference"';
  bad(energy([], []), `${at}: found no parts; expected at least one`);
  bad({ ...energy([1], [1]), rows: [] }, `${at}: found no rows; expected at least one`);
  bad(energy([-1e-12], [1]), `${at}: part "DAC": found −1 pJ; expected values of at least 0`);
  bad({ ...energy([1], [1]), rows: ['a'] }, `${at}: part "DAC": found 2 values; expected 1`);
  bad(energy([0], [0]), `${at}: found only zeros; expected a part above 0`);
  bad(energy([1], [Number.POSITIVE_INFINITY]), `${at}: part "DAC"[1]: found Infinity; expected a finite number`);
});
