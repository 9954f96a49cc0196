import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { randomStream } from '../../../numeric/random.js';
import { type HeatMap, heatMap } from '../../../report/svg/heatmap.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml } from '../xml.js';

const map = (rows: number, cols: number, value: (row: number, col: number) => number): HeatMap => ({
  title: 'Conductance',
  description: 'One number per cell.',
  rows,
  cols,
  values: Float64Array.from({ length: rows * cols }, (_, i) => value(Math.floor(i / cols), i % cols)),
  label: 'Conductance',
  unit: 'S',
});

test('small maps are paths, word line 0 on top', t => {
  sameAsGolden(t, 'heatmap', heatMap(map(3, 4, (row, col) => (row === 0 && col < 2 ? 1e-6 : 25e-6))));
});

test('signed maps are white at 0', t => {
  const svg = heatMap({ ...map(1, 3, (_, col) => [-1e-6, 0, 0.5e-6][col]!), palette: 'diverging' });
  const [cells] = elements(parseXml(svg), 'g').filter(g => g.attributes.transform?.includes('scale'));
  const fills = elements(cells!, 'path').map(path => path.attributes.fill);
  t.is(fills[0], '#053061');
  t.regex(fills[1]!, /^#f[5-7]f[5-7]f[5-7]$/);
});

test('large maps embed one small picture', t => {
  const noise = randomStream(1, 'map');
  const svg = heatMap(map(101, 200, (row, col) => 1e-5 + 1e-6 * noise.normal(row * 200 + col)));
  const [image] = elements(parseXml(svg), 'image');
  t.regex(image!.attributes.href!, /^data:image\/png;base64,iVBORw0KGgo/);
  // 20 200 cells of incompressible noise at one byte each, in base64.
  t.true(svg.length < 40_000, `${svg.length} bytes`);
});

test('letters keep apart in any shape', t => {
  for (const [rows, cols] of [
    [1, 1],
    [1, 256],
    [256, 1],
    [7, 5],
    [101, 200],
    [512, 64],
  ] as const) {
    t.deepEqual(crowding(heatMap(map(rows, cols, (row, col) => (row + col) * 1e-9))), [], `${rows} × ${cols}`);
  }
});

test('refuses wrong sizes and holes', t => {
  const bad = (wrong: HeatMap, message: string) => t.throws(() => heatMap(wrong), { instanceOf: InputError, message });
  bad({ ...map(2, 2, () => 1), rows: 3 }, 'chart "Conductance": found 4 values; expected 3 × 2 = 6');
  bad(
    map(2, 2, (r, c) => (r * c ? Number.NaN : 1)),
    'chart "Conductance"[3]: found NaN; expected a finite number',
  );
  bad(
    map(0, 5, () => 1),
    'chart "Conductance": found no values; expected at least one number',
  );
});
