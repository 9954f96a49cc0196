import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { type GridMap, gridMap } from '../../../report/svg/grid-map.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

/** A map of these values, bottom row first; null is refused. */
const map = (rows: (number | null)[][], change: Partial<GridMap> = {}): GridMap => ({
  title: 'Accuracy of net on chip',
  description: 'One number per pair.',
  x: { label: 'adc.bits', names: rows[0]!.map((_, k) => String(4 + k)) },
  y: { label: 'array.lineResistance', names: rows.map((_, k) => `${10 ** (k - 1)} ohm`) },
  cells: rows.flat().map((value, k) => ({
    value,
    text: value === null ? 'refused' : (100 * value).toFixed(1),
    note: `cell ${k}: ${value} < 1`,
  })),
  label: 'Accuracy',
  unit: '%',
  ...change,
});

test('the first row is at the bottom, every cell has its number and says more when pointed at', t => {
  const svg = gridMap(
    map([
      [0.62, 0.91, 0.97],
      [0.6, null, 0.95],
    ]),
  );
  sameAsGolden(t, 'grid-map', svg);
  t.deepEqual(crowding(svg), []);
  const cells = elements(parseXml(svg), 'g').filter(
    g => elements(g, 'title').length === 1 && elements(g, 'rect').length === 1,
  );
  t.deepEqual(cells.map(cell => words(elements(cell, 'text')[0]!)), ['62.0', '91.0', '97.0', '60.0', 'refused', '95.0']); // biome-ignore format: one thing
  t.is(words(elements(cells[1]!, 'title')[0]!), 'cell 1: 0.91 < 1');
  const topOf = (k: number): number => Number(elements(cells[k]!, 'rect')[0]!.attributes.y);
  t.true(topOf(0) > topOf(3));
});

test('the least value has the first colour of the palette, the largest the last, each with letters that show on it', t => {
  const svg = gridMap(map([[0.6, 0.97]]));
  const [least, most] = elements(parseXml(svg), 'g').filter(
    g => g.attributes.fill && elements(g, 'title').length === 1,
  );
  t.is(elements(least!, 'rect')[0]!.attributes.fill, '#440154');
  t.is(elements(most!, 'rect')[0]!.attributes.fill, '#fde725');
  t.deepEqual([least!.attributes.fill, most!.attributes.fill], ['#ffffff', '#222222']);
});

test('letters keep apart in any shape, with one axis, and with long names', t => {
  const grid = (rows: number, cols: number) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => (i + j) / (rows + cols)));
  for (const [rows, cols] of [[1, 1], [1, 12], [12, 1], [3, 30], [40, 3], [30, 40]] as const) // biome-ignore format: a list
    t.deepEqual(crowding(gridMap(map(grid(rows, cols), { y: { label: 'age', names: grid(rows, 1).map((_, k) => `${k} days`) } }))), [], `${rows} × ${cols}`); // biome-ignore format: one thing
  const { y: _, ...line } = map([[0.3, 0.5]]);
  t.deepEqual(crowding(gridMap(line)), []);
  const long = {
    label: 'device.model',
    names: ['rram-hfo2-radar', 'lognormal-proportional', 'a name of several words'],
  };
  t.deepEqual(crowding(gridMap(map([[0.3, 0.5, 0.9]], { x: long }))), []);
});

test('cells all alike are drawn, none at all and wrong counts are refused', t => {
  t.notThrows(() => gridMap(map([[0.5, 0.5]])));
  const bad = (wrong: GridMap, message: string) => t.throws(() => gridMap(wrong), { instanceOf: InputError, message });
  bad(map([[null, null]]), 'chart "Accuracy of net on chip": found no values; expected at least one number');
  bad({ ...map([[0.5, 0.5]]), cells: [] }, 'chart "Accuracy of net on chip": found 0 cells; expected 1 × 2 = 2');
});
