import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { formatNpy } from '../../../edge/npy.js';
import { parseNpySeries, parseNpz } from '../../../models/data/array-format.js';
import { parseLayout } from '../../../models/data/layout.js';
import { packedNpz, plainNpz, zipped } from '../../edge/archives.js';

const npy = (shape: readonly number[], ...values: number[]) => formatNpy({ shape, data: Float64Array.from(values) });
const parse = (layout: string, bytes: Uint8Array) =>
  parseNpySeries(bytes, 'x.npy', 'x', layout === '' ? {} : parseLayout(layout));
const zip = (arrays: Record<string, Uint8Array>) =>
  zipped(Object.entries(arrays).map(([name, content]) => [`${name}.npy`, content]));

test('one series, series × steps, and both orders of three dimensions', t => {
  t.deepEqual(parse('', npy([3], 1, 2, 3)).series, [{ values: Float64Array.of(1, 2, 3), length: 3, label: -1 }]);
  t.deepEqual(
    parse('', npy([2, 2], 1, 2, 3, 4)).series.map(one => [...one.values]),
    [
      [1, 2],
      [3, 4],
    ],
  );
  const right = [{ values: Float64Array.of(1, 10, 2, 20, 3, 30), length: 3, label: -1 }];
  t.deepEqual(parse('', npy([1, 2, 3], 1, 2, 3, 10, 20, 30)).series, right);
  t.deepEqual(parse('order=interleaved', npy([1, 3, 2], 1, 10, 2, 20, 3, 30)).series, right);
  t.is(parse('', npy([2, 1, 1], 1, 2)).series.length, 2);
});

test('a table with labels, and one of time steps', t => {
  const set = parse('label=last,channels=2', npy([2, 5], 1, 10, 2, 20, 7, 3, 30, 4, 40, -1));
  t.deepEqual(set.classes, ['-1', '7']);
  t.deepEqual(set.series[0], { values: Float64Array.of(1, 10, 2, 20), length: 2, label: 1 });
  for (const shape of [[3, 1], [3]])
    t.deepEqual(parse('rows=steps', npy(shape, 1, 2, 3)).series, [
      { values: Float64Array.of(1, 2, 3), length: 3, label: -1 },
    ]);
});

test('what NumPy saved in an .npz: names in one, numbers and compression in the other', t => {
  const values = [Float64Array.of(1, 4, 2, 5, 3, 6), Float64Array.of(-1.5, 7, 0, 8)];
  const plain = parseNpz(plainNpz, 'x.npz', 'x', {});
  t.deepEqual(plain, {
    name: 'x',
    channels: 2,
    classes: ['down', 'up'],
    series: [
      { values: values[0]!, length: 3, label: 1 },
      { values: values[1]!, length: 2, label: 0 },
    ],
  });
  const packed = parseNpz(packedNpz, 'x.npz', 'x', {});
  t.deepEqual(packed.classes, ['-1', '3']);
  t.deepEqual(
    packed.series.map(one => [one.label, one.values]),
    [
      [1, values[0]!],
      [0, values[1]!],
    ],
  );
});

test('labels of padding count for nothing', t => {
  const X = npy([2, 1, 3], 1, 2, Number.NaN, 1, 2, 3);
  const { series, classes } = parseNpz(zip({ X, y: npy([2, 3], 0, 1, -1, 1, 0, 1) }), 'x.npz', 'x', {});
  t.deepEqual(series.map(({ length, labels }) => [length, ...labels!]), [[2, 0, 1], [3, 1, 0, 1]]); // biome-ignore format: one thing
  t.deepEqual(classes, ['0', '1']);
});

test('an .npz without y has no labels', t => {
  t.is(parseNpz(zip({ X: npy([1, 2], 1, 2) }), 'x.npz', 'x', {}).series[0]!.label, -1);
});

test('what cannot be read is refused by file and array', t => {
  const bad = (layout: string, bytes: Uint8Array, message: string | RegExp) =>
    t.throws(() => parse(layout, bytes), { instanceOf: InputError, message });
  const shapes = 'expected steps, series × steps or series × channels × steps';
  bad('', npy([], 1), `x.npy: found shape (); ${shapes}`);
  bad('', npy([0, 3]), `x.npy: found shape (0, 3); ${shapes}`);
  bad('', npy([2, 1], 1, 2), /^x\.npy: found 2 rows of a single time step; expected series: the layout rows=steps/);
  bad(
    '',
    npy([2, 2], 1, 2, 3, Number.NEGATIVE_INFINITY),
    /^x\.npy: series 2, value 2: found -Infinity; expected finite/,
  );
  bad('', npy([1, 2], Number.NaN, Number.NaN), /^x\.npy: series 1: found no values/);
  bad('label=last', npy([1, 3], 1, 2, 0.5), /^x\.npy: series 1: found 0\.5 as its label/);
  bad('channels=2', npy([1, 3, 2], 1, 2, 3, 4, 5, 6), /found shape \(1, 3, 2\); expected 2 channels in planar order/);
  bad('label=last', npy([1, 1, 2], 1, 2), /found shape \(1, 1, 2\); expected two dimensions for labels in rows/);

  const badZip = (bytes: Uint8Array, message: string | RegExp, layout = {}) =>
    t.throws(() => parseNpz(bytes, 'x.npz', 'x', layout), { instanceOf: InputError, message });
  const X = npy([2, 2], 1, 2, 3, 4);
  badZip(zip({ a: X, b: X }), 'x.npz: found a, b; expected arrays X and y: numpy.savez(file, X=series, y=labels)');
  badZip(
    zip({ X, y: npy([3], 1, 2, 3) }),
    'x.npz: y: found shape (3); expected (2), one label for each series of X, or (2, steps)',
  );
  badZip(
    zip({ X, y: npy([1, 2], 1, 2) }),
    'x.npz: y: found shape (1, 2); expected (2), one label for each series of X, or (2, steps)',
  );
  badZip(zip({ X, y: npy([2], 1, Number.NaN) }), /^x\.npz: y: label 2: found NaN as its label; expected a class label/);
  badZip(zip({ X, y: npy([2], 1, 2) }), /^x\.npz: y: found labels in X and in y/, { label: 'last', rows: 'series' });
  badZip(zip({ X: X.subarray(0, 130) }), /^x\.npz: X: 2 bytes of data; expected 32/);
});
