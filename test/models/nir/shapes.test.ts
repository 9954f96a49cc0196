import test from 'ava';
import fc from 'fast-check';
import { flattenNir } from '../../../models/nir/flatten.js';
import type { Conv2d, NirNode } from '../../../models/nir/graph.js';
import { readNir } from '../../../models/nir/read.js';
import { nirShapes, type Shape, windowGeometry } from '../../../models/nir/shapes.js';
import { graph, input, lif, linear, numbers, output, published, whole } from './builders.js';

/** What `node` yields of an input of this shape. */
function after(node: NirNode, ...shape: readonly number[]): Shape | undefined {
  const flat = flattenNir(graph({ in: input(...shape), node }, 'in node'), 'x.nir');
  return nirShapes(flat, 'x.nir').get('node')!.output;
}

const conv2d = (
  weight: readonly [number, number, number, number],
  rest: Partial<Record<'stride' | 'dilation', readonly number[]>> & {
    readonly padding?: readonly number[] | 'same' | 'valid';
    readonly groups?: number;
  } = {},
): Conv2d => ({
  type: 'Conv2d',
  weight: numbers(weight, [1]),
  stride: whole(...(rest.stride ?? [1, 1])),
  padding: typeof rest.padding === 'string' ? rest.padding : whole(...(rest.padding ?? [0, 0])),
  dilation: whole(...(rest.dilation ?? [1, 1])),
  groups: numbers([], [rest.groups ?? 1], 'i8'),
  bias: numbers([weight[0]], [0]),
});

const pool = (kernel: number, stride: number, padding: number): NirNode => ({
  type: 'AvgPool2d',
  kernel_size: whole(kernel),
  stride: whole(stride),
  padding: whole(padding),
});

const flatten = (start: number, end: number): NirNode => ({
  type: 'Flatten',
  start_dim: numbers([], [start], 'i8'),
  end_dim: numbers([], [end], 'i8'),
});

// Sizes as PyTorch's documentation of Conv2d computes them by hand.
test('convolutions', t => {
  t.deepEqual(after(conv2d([16, 2, 5, 5], { stride: [2, 2], padding: [1, 1] }), 2, 34, 34), [16, 16, 16]);
  t.deepEqual(
    after(conv2d([33, 16, 3, 5], { stride: [2, 1], padding: [4, 2], dilation: [3, 1] }), 16, 50, 100),
    [33, 26, 100],
  );
  t.deepEqual(after(conv2d([4, 1, 1, 7]), 1, 5, 9), [4, 5, 3]); // a kernel that is not square
  t.deepEqual(after(conv2d([4, 3, 4, 3], { padding: 'same' }), 3, 6, 7), [4, 6, 7]);
  t.deepEqual(after(conv2d([4, 3, 4, 3], { padding: 'valid' }), 3, 6, 7), [4, 3, 5]);
  t.deepEqual(after(conv2d([4, 1, 3, 3], { groups: 2, padding: [1] }), 2, 6, 7), [4, 6, 7]);
});

test('a convolution has as many positions as its window fits, counted one by one', t => {
  const few = fc.integer({ min: 1, max: 4 });
  const one = fc.record({
    n: fc.integer({ min: 1, max: 20 }),
    kernel: few,
    stride: few,
    dilation: few,
    pad: fc.nat(3),
  });
  fc.assert(
    fc.property(one, one, (a, b) => {
      const fits = ({ n, kernel, stride, dilation, pad }: typeof a): number => {
        let count = 0;
        for (let first = -pad; first + dilation * (kernel - 1) < n + pad; first += stride) count++;
        return count;
      };
      const node = conv2d([3, 2, a.kernel, b.kernel], {
        ...{ stride: [a.stride, b.stride], dilation: [a.dilation, b.dilation], padding: [a.pad, b.pad] },
      });
      const right = [3, fits(a), fits(b)];
      if (right.includes(0)) t.throws(() => after(node, 2, a.n, b.n), { message: /expected room for one window/ });
      else t.deepEqual(after(node, 2, a.n, b.n), right);
    }),
  );
});

test('padding "same" puts the odd zero after, as PyTorch does', t => {
  const { before, after: behind } = windowGeometry(conv2d([1, 1, 4, 3], { padding: 'same', dilation: [1, 2] }), 'x');
  t.deepEqual([before, behind], [[1, 2], [2, 2]]); // biome-ignore format: one thing
  const strided = conv2d([1, 1, 3, 3], { padding: 'same', stride: [2, 1] });
  t.throws(() => after(strided, 1, 5, 5), { message: 'x.nir: node node/stride: found (2, 1); expected 1 with padding "same"' }); // biome-ignore format: one thing
});

test('pools and flattening', t => {
  t.deepEqual(after(pool(2, 2, 0), 16, 16, 17), [16, 8, 8]);
  t.deepEqual(after(pool(3, 2, 1), 4, 7, 7), [4, 4, 4]);
  t.deepEqual(after(flatten(0, -1), 8, 4, 4), [128]);
  t.deepEqual(after(flatten(1, -1), 8, 4, 4), [8, 16]);
  t.deepEqual(after(flatten(0, 1), 8, 4, 3), [32, 3]);
  t.deepEqual(after(flatten(-2, -1), 8, 4, 3), [8, 12]);
  t.throws(() => after(flatten(3, -1), 8, 4, 4), {
    message: /start_dim: found 3; expected a dimension of \(8, 4, 4\)/,
  });
  t.throws(() => after(flatten(2, 1), 8, 4, 4), { message: /end_dim: found 1, before 2/ });
});

test('a Conv1d takes one number for its pixels', t => {
  const node: NirNode = { ...conv2d([4, 2, 1, 1]), type: 'Conv1d', weight: numbers([4, 2, 5], [1]), ...ones };
  t.deepEqual(after(node, 2, 20), [4, 8]);
  t.deepEqual(after({ ...node, input_shape: numbers([], [20], 'i8') } as NirNode, 2, 20), [4, 8]);
});
const ones = { stride: numbers([], [2], 'i8'), padding: whole(0), dilation: whole(1) };

test('shapes go round loops and through what has none of its own', t => {
  const nodes = { in: input(2), n: lif(2), p: linear(2, 2, 1), s: flatten(0, -1), out: output(2) };
  const flat = flattenNir(graph(nodes, 'in n', 'n p', 'p s', 's n', 'n out'), 'x.nir');
  t.deepEqual(nirShapes(flat, 'x.nir').get('s'), { input: [2], output: [2] });
});

test('shapes that do not chain are refused by the edge', t => {
  const wrong = (node: NirNode, ...shape: readonly number[]): string => t.throws(() => after(node, ...shape)).message;
  t.is(wrong(linear(2, 3, 1), 4), 'x.nir: edge in → node: in yields (4); node expects (3)');
  t.is(wrong(lif(3), 2, 2), 'x.nir: edge in → node: in yields (2, 2); node expects (3)');
  t.is(
    wrong({ ...conv2d([1, 2, 3, 3]), input_shape: whole(5, 5) }, 1, 5, 5),
    'x.nir: edge in → node: in yields (1, 5, 5); node expects (2, 5, 5)',
  );
  t.is(
    wrong(conv2d([1, 2, 3, 3]), 5, 5),
    'x.nir: node node: found an input of the shape (5, 5); expected channels and 2 dimensions',
  );
  t.is(wrong(conv2d([1, 2, 3, 3]), 1, 5, 5), 'x.nir: node node: found an input of 1 channels; expected 2');
  const flat = flattenNir(
    graph({ in: input(8, 4, 4), f: flatten(1, -1), w: linear(2, 128, 1) }, 'in f', 'f w'),
    'x.nir',
  );
  t.throws(() => nirShapes(flat, 'x.nir'), {
    message:
      'x.nir: edge f → w: f yields (8, 16); w expects (128); NIR counts the dimensions to flatten without a batch',
  });
});

test('an output that was written with ones around it fits, as in the published Rockpool graph', async t => {
  const path = published(t, '01_lif/lif_rockpool.nir');
  if (path === undefined) return;
  const shapes = nirShapes(flattenNir(await readNir(path), path), path);
  t.deepEqual(shapes.get('output')!.input, [1, 1, 1]);
  t.deepEqual(shapes.get('1_LIFNeuronTorch')!.output, [1]);
});

test('the shapes of the published convolutional graph', async t => {
  const path = published(t, '02_cnn/cnn_sinabs.nir');
  if (path === undefined) return;
  const shapes = nirShapes(flattenNir(await readNir(path), path), path);
  const yields = Object.fromEntries([...shapes].map(([name, { output: shape }]) => [name, shape!.join(' ')]));
  t.like(yields, { 0: '16 16 16', 2: '16 16 16', 4: '16 8 8', 5: '8 8 8', 7: '8 4 4', 8: '128', 9: '256', 11: '10' });
});
