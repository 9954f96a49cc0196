import { readFileSync } from 'node:fs';
import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { formatHdf5, type Hdf5Group, type Hdf5Item, oneText, parseHdf5 } from '../../../edge/hdf5.js';
import type { CubaLIF, LIF, NirGraph } from '../../../models/nir/graph.js';
import { parseNir, readNir } from '../../../models/nir/read.js';
import { formatNir } from '../../../models/nir/write.js';
import { graph, input, lif, linear, numbers, output, published } from './builders.js';

// The values below are those that h5py 3.16 shows in the files.
test('reads the published LIF graph', async t => {
  const path = published(t, '01_lif/lif_norse.nir');
  if (path === undefined) return;
  const { nodes, edges } = await readNir(path);
  t.deepEqual(edges, [['input', '0'], ['0', '1'], ['1', 'output']]); // biome-ignore format: one thing
  t.deepEqual([...nodes.keys()].sort(), ['0', '1', 'input', 'output']);
  const neuron = nodes.get('1') as LIF;
  t.deepEqual(neuron.tau, numbers([1], [Math.fround(0.0025)], 'f4'));
  t.deepEqual(neuron.v_threshold, numbers([1], [Math.fround(0.1)], 'f4'));
  t.is(neuron.v_reset, undefined);
  t.deepEqual(nodes.get('0'), { type: 'Affine', weight: numbers([1, 1], [1], 'f4'), bias: numbers([1], [0], 'f4') });
});

test('reads the published recurrent graphs, one with a graph inside', async t => {
  const path = published(t, '03_rnn');
  if (path === undefined) return;
  const flat = await readNir(`${path}/braille_noDelay_bias_zero.nir`);
  const nested = await readNir(`${path}/extras/braille_noDelay_bias_zero_subgraph.nir`);
  t.is(flat.edges.length, 7);
  const inner = nested.nodes.get('lif1') as NirGraph;
  t.is(inner.type, 'NIRGraph');
  t.deepEqual(inner.nodes.get('lif1'), flat.nodes.get('lif1.lif'));
  t.deepEqual(inner.nodes.get('lin'), flat.nodes.get('lif1.w_rec'));
  const { tau_mem, r, w_in } = flat.nodes.get('lif1.lif') as CubaLIF;
  t.true(Math.abs(tau_mem.data[0]! / 0.001 - 1) < 1e-6);
  t.true(Math.abs(r.data[37]! / 10 - 1) < 1e-6);
  t.true(Math.abs(w_in!.data[0]! / 2.2222 - 1) < 1e-4);
});

test('the published convolutional graph cut off anywhere is refused', async t => {
  const path = published(t, '02_cnn/cnn_sinabs.nir');
  if (path === undefined) return;
  const bytes = readFileSync(path);
  t.is((await parseNir(bytes, path)).nodes.size, 15);
  for (const length of [2000, 100_000, bytes.length - 1]) {
    const error = await t.throwsAsync(parseNir(bytes.subarray(0, length), 'cut.nir'), { instanceOf: InputError });
    t.regex(error!.message, /^cut\.nir: HDF5 says: /);
  }
});

const tiny = graph({ in: input(1), w: linear(2, 1, 0.5), n: lif(2), out: output(2) }, ...['in w', 'w n', 'n out']);

/** The tiny graph's file with one member changed, or taken away. */
async function changed(path: string, item: Hdf5Item | undefined): Promise<Uint8Array> {
  const change = (group: Hdf5Group, [name, ...rest]: readonly string[]): Hdf5Group => {
    const members = new Map(group);
    if (rest.length > 0) members.set(name!, change(group.get(name!) as Hdf5Group, rest));
    else if (item === undefined) members.delete(name!);
    else members.set(name!, item);
    return members;
  };
  return formatHdf5(change(await parseHdf5(await formatNir(tiny), 'tiny.nir'), path.split('/')));
}

const refusals: readonly (readonly [string, string, Hdf5Item | undefined, RegExp])[] = [
  ['no graph', 'node', undefined, /^x\.nir: node: found no group; expected the graph/],
  ['no type', 'node/type', undefined, /^x\.nir: node\/type: found nothing; expected a text$/],
  ['a node as the graph', 'node/type', oneText('LIF'), /^x\.nir: node\/edges: is no parameter of LIF/],
  ['an unknown type', 'node/nodes/n/type', oneText('Izhikevich'),
    /^x\.nir: node\/nodes\/n\/type: found "Izhikevich"; expected one of NIRGraph, Input, .*CubaLIF, or "ohmweave:…"$/],
  ['a missing parameter', 'node/nodes/n/tau', undefined,
    /^x\.nir: node\/nodes\/n\/tau: found nothing; expected it, as every LIF has one$/],
  ['a strange parameter', 'node/nodes/n/beta', numbers([], [0.9]),
    /^x\.nir: node\/nodes\/n\/beta: is no parameter of LIF; expected only tau, r, v_leak, v_threshold, v_reset$/],
  ['a text for numbers', 'node/nodes/n/tau', oneText('10 ms'), /n\/tau: found no numbers/],
  ['data as a node', 'node/nodes/n', numbers([], [1]), /^x\.nir: node\/nodes\/n: found data/],
  ['edges of three', 'node/edges', { shape: [1, 3], texts: ['in', 'w', 'n'] },
    /^x\.nir: node\/edges: found an array 1×3; expected pairs of names, edges × 2$/],
  ['numbers as edges', 'node/edges', numbers([1, 2], [0, 1]), /node\/edges: found an array 1×2/],
  ['metadata that are none', 'node/nodes/n/metadata', oneText('x'), /n\/metadata: found data/],
]; // biome-ignore format: a table

for (const [what, path, item, message] of refusals)
  test(`refuses ${what}`, async t => {
    const error = await t.throwsAsync(parseNir(await changed(path, item), 'x.nir'), { instanceOf: InputError });
    t.regex(error!.message, message);
  });

test('shapes at both ends, which some versions write, are passed over', async t => {
  const bytes = await changed('node/nodes/n/output_type', new Map([['output', numbers([1], [2], 'i8')]]));
  t.deepEqual(await parseNir(bytes, 'x.nir'), await parseNir(await formatNir(tiny), 'x.nir'));
});

test('padding is numbers, "same" or "valid"', async t => {
  const node = (padding: Hdf5Item): Hdf5Item =>
    new Map<string, Hdf5Item>([
      ['type', oneText('Conv1d')],
      ['padding', padding],
      ['weight', numbers([1, 1, 3], [1])],
      ...['stride', 'dilation', 'groups', 'bias'].map(name => [name, numbers([], [1])] as const),
    ]);
  const { nodes } = await parseNir(await changed('node/nodes/c', node(oneText('same'))), 'x.nir');
  t.like(nodes.get('c'), { type: 'Conv1d', padding: 'same' });
  const error = await t.throwsAsync(parseNir(await changed('node/nodes/c', node(oneText('full'))), 'x.nir'));
  t.is(error!.message, 'x.nir: node/nodes/c/padding: found "full"; expected numbers, "same" or "valid"');
});
