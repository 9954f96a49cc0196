import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { randomStream } from '../../../numeric/random.js';
import { type Histogram, histogram } from '../../../report/svg/histogram.js';
import { sameAsGolden } from '../golden.js';
import { crowding } from '../xml.js';

const cells = (...sets: number[][]): Histogram => ({
  title: 'Programmed conductances',
  description: 'How many cells have which conductance.',
  label: 'Conductance',
  unit: 'S',
  counted: 'Cells',
  sets: sets.map((values, i) => ({ name: `set ${i}`, values })),
});

test('draws two sets over the same bins', t => {
  const draw = (purpose: string, spread: number): number[] =>
    Array.from({ length: 60 }, (_, i) => 1e-5 + spread * randomStream(1, purpose).normal(i));
  const svg = histogram(cells(draw('target', 1e-6), draw('programmed', 2e-6)));
  sameAsGolden(t, 'histogram', svg);
  t.deepEqual(crowding(svg), []);
});

test('every value is counted, the largest too', t => {
  // 5 bins over [0, 4]; the bin edges fall between the values, so each bin holds one: five steps up to the top.
  t.regex(
    histogram(cells([0, 1, 2, 3, 4])),
    /M[\d.]+ ([\d.]+)V([\d.]+)H[\d.]+V\2H[\d.]+V\2H[\d.]+V\2H[\d.]+V\2H[\d.]+V\1z/,
  );
});

test('one value and equal values are drawn; none is refused', t => {
  for (const values of [[3e-6], [0, 0, 0]]) t.deepEqual(crowding(histogram(cells(values))), []);
  const bad = (chart: Histogram, message: string) =>
    t.throws(() => histogram(chart), {
      instanceOf: InputError,
      message: `chart "Programmed conductances": ${message}`,
    });
  bad(cells(), 'found no sets; expected at least one');
  bad(cells([1], []), 'set "set 1": found no values; expected at least one number');
  bad(cells([Number.NaN]), 'set "set 0"[0]: found NaN; expected a finite number');
});
