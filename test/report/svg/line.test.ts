import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { type LineChart, lineChart } from '../../../report/svg/line.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const times = [1, 3600, 86400, 2592000, 31536000];
const fading = (from: number, loss: number): number[] => times.map((_, i) => from - loss * i);

const retention: LineChart = {
  title: 'Accuracy over time',
  description: 'Both networks lose accuracy as their devices drift.',
  x: { label: 'Time after programming', values: times, unit: 's', spacing: 'time' },
  y: { label: 'Accuracy', unit: '%' },
  reference: { name: 'Software', y: 0.98 },
  series: [
    { name: 'MARS', y: fading(0.97, 0.01), range: { low: fading(0.96, 0.012), high: fading(0.98, 0.008) } },
    { name: 'LIF & co <8 bit>', y: fading(0.95, 0.02) },
  ],
};

const byName: LineChart = {
  ...retention,
  title: 'Accuracy by data set',
  x: { label: 'Data set', categories: ['JapaneseVowels', 'ECG5000', 'Libras', 'CharacterTrajectories', 'Wafer'] },
  spread: 'bars',
};

test('draws times with a band and names with bars', t => {
  sameAsGolden(t, 'line-time', lineChart(retention));
  sameAsGolden(t, 'line-names', lineChart(byName));
});

test('a reader who cannot see it hears title and description first', t => {
  const root = parseXml(lineChart(retention));
  t.is(root.attributes.role, 'img');
  const [title, description] = root.children.map(child => (typeof child === 'string' ? child : words(child)));
  t.deepEqual([title, description], [retention.title, retention.description]);
  t.true(elements(root, 'text').some(text => words(text) === 'LIF & co <8 bit>'));
});

test('letters never overlap nor leave the picture', t => {
  const name = fc.lorem({ maxCount: 6 });
  const magnitude = fc.integer({ min: -14, max: 6 }).map(power => 10 ** power);
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 9 }),
      fc.array(name, { minLength: 1, maxLength: 12 }),
      fc.lorem({ maxCount: 25 }),
      magnitude,
      (names, categories, title, size) => {
        const y = (i: number): number[] => categories.map((_, j) => size * (1 + ((i * 7 + j * 3) % 5)));
        const series = names.map((name, i) => ({ name, y: y(i) }));
        const values = categories.map((_, j) => size * (j + 1));
        const described = { title, description: '', y: { label: title, unit: 'J' }, series };
        const charts = [
          lineChart({ ...described, x: { label: title, categories } }),
          lineChart({ ...described, x: { label: title, values, unit: 's', spacing: 'time' } }),
          lineChart({ ...described, x: { label: title, values, unit: 'V' }, y: { ...described.y, spacing: 'log' } }),
        ];
        const faults = charts.flatMap(crowding);
        if (faults.length > 0) throw new Error(faults.join('; '));
      },
    ),
    { numRuns: 40, seed: 1 },
  );
  t.deepEqual(crowding(lineChart(byName)), []);
});

test('long waveforms with their own times are thinned, not cut', t => {
  const wave = (n: number): { x: number[]; y: number[] } => {
    const x = Array.from({ length: n }, (_, i) => (i * 1e-6) / (n - 1));
    return { x, y: x.map(time => Math.sin(2 * Math.PI * 1e6 * time)) };
  };
  const svg = lineChart({
    title: 'Membrane voltage',
    description: 'Two curves that lie on each other.',
    x: { label: 'Time', values: [], unit: 's' },
    y: { label: 'Voltage', unit: 'V' },
    series: [
      { name: 'ngspice', ...wave(20011) },
      { name: 'simulator', ...wave(501) },
    ],
  });
  parseXml(svg);
  t.true(svg.length < 60_000);
});

test('refuses what would be a broken picture', t => {
  const bad = (change: Partial<LineChart>, message: string) =>
    t.throws(() => lineChart({ ...retention, ...change }), { instanceOf: InputError, message });
  const one = (y: number[]): Partial<LineChart> => ({ series: [{ name: 'a', y }] });
  const at = 'chart "Accuracy over time"';
  bad({ series: [] }, `${at}: found no series; expected at least one`);
  bad(one([1, 2]), `${at}: series "a".y: found 2 values; expected 5, one for each x`);
  bad(one([1, 2, Number.NaN, 4, 5]), `${at}: series "a".y[2]: found NaN; expected a finite number`);
  bad({ x: { label: 'x', categories: [] } }, `${at}: series "MARS".x: found no values; expected at least one number`);
  bad(
    { x: { label: 't', values: [0, 1, 2, 3, 4], unit: 's', spacing: 'time' } },
    `${at}: x: found 0; expected values above 0 on a logarithmic axis`,
  );
});

test('points of different things are not joined', t => {
  const lines = (chart: LineChart): number => lineChart(chart).match(/stroke-width="1.8"/g)?.length ?? 0;
  t.is(lines(byName), 4); // two curves and their keys
  t.is(lines({ ...byName, joined: false }), 0);
});

test('what has no y stands as ticks above the plot, a row for each curve that has some', t => {
  const ticked = (ticks: number[][]): string =>
    lineChart({
      ...{ title: 'Membrane', description: 'Two systems.', x: { label: 'Time step', values: [0, 1, 2, 3], unit: '' } },
      y: { label: 'Membrane', unit: '' },
      series: ticks.map((own, k) => ({ name: `system ${k}`, y: [0, 1, 2, k], ticks: own })),
    });
  const rows = (svg: string): number[] =>
    elements(parseXml(svg), 'path').flatMap(({ attributes }) =>
      /^(M[\d.]+ [\d.]+v8)+$/.test(attributes.d!) ? [attributes.d!.split('M').length - 1] : [],
    );
  t.deepEqual(rows(ticked([[0, 3], [1, 2, 3]])), [2, 3]); // biome-ignore format: one thing
  t.deepEqual(rows(ticked([[], [1]])), [1]);
  t.deepEqual(crowding(ticked([[0, 3], []])), []);
});
