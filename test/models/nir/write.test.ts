import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { oneText } from '../../../edge/hdf5.js';
import type { NirGraph, NirNode } from '../../../models/nir/graph.js';
import { parseNir, readNir } from '../../../models/nir/read.js';
import { formatNir, writeNir } from '../../../models/nir/write.js';
import { graph, input, lif, linear, numbers, output, published, whole } from './builders.js';

/** Maps compare by order in AVA, and HDF5 sorts by name. */
const sorted = (node: NirNode): unknown =>
  node.type === 'NIRGraph'
    ? { ...node, nodes: [...node.nodes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]) }
    : node;

const files = [
  '01_lif/lif_norse.nir',
  '01_lif/lif_rockpool.nir',
  '01_lif/debug_spike_representation/two_lif_neurons.nir',
  '02_cnn/cnn_sinabs.nir',
  '03_rnn/braille_noDelay_bias_zero.nir',
  '03_rnn/braille_noDelay_noBias_subtract.nir',
  '03_rnn/extras/braille_noDelay_bias_zero_subgraph.nir',
  '03_rnn/extras/braille_noDelay_noBias_subtract_subgraph.nir',
];

test('published graphs are the same after writing and reading, number by number', async t => {
  for (const file of files) {
    const path = published(t, file);
    if (path === undefined) return;
    const before = await readNir(path);
    t.deepEqual(sorted(await parseNir(await formatNir(before), 'back.nir')), sorted(before), file);
  }
});

const everything: NirGraph = {
  ...graph(
    {
      in: input(2, 8),
      conv: {
        ...{ type: 'Conv1d', weight: numbers([4, 1, 3], [0.5, -0.25, 0.125], 'f4'), stride: whole(1), padding: 'same' },
        ...{ dilation: numbers([], [2], 'i8'), groups: numbers([], [2], 'i8'), bias: numbers([4], [1e-3]) },
      },
      flat: { type: 'Flatten', start_dim: numbers([], [0], 'i8'), end_dim: numbers([], [-1], 'i8') },
      'fc.1': { ...linear(3, 32, 0.5, -0.25), metadata: new Map([['author', oneText('Å')]]) },
      inner: graph({ input: input(3), n: lif(3), output: output(3) }, 'input n', 'n output'),
      own: { type: 'ohmweave:brf', parameters: new Map([['frequency', numbers([3], [5, 10, 50])]]) },
      out: output(3),
    },
    ...['in conv', 'conv flat', 'flat fc.1', 'fc.1 inner', 'inner own', 'own out'],
  ),
  metadata: new Map([['seed', numbers([], [7], 'i8')]]),
};

test('writes names with dots, metadata, inner graphs and nodes of our own', async t => {
  t.deepEqual(sorted(await parseNir(await formatNir(everything), 'back.nir')), sorted(everything));
});

test('a graph without edges, and empty metadata', async t => {
  const lonely: NirGraph = { ...graph({ in: input(1), out: output(1) }), metadata: new Map() };
  t.deepEqual(await parseNir(await formatNir(lonely), 'x.nir'), graph({ in: input(1), out: output(1) }));
});

test('writes beside and renames', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-nir-'));
  const path = join(folder, 'new/x.nir');
  await writeNir(everything, path);
  t.deepEqual(readdirSync(join(folder, 'new')), ['x.nir']);
  t.is(readFileSync(path).subarray(0, 9).toString('latin1'), '\x89HDF\r\n\x1a\n\0'); // superblock 0, as h5py's default
  await t.throwsAsync(writeNir(everything, folder), { message: /is a folder/ });
});
