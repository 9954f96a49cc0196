import test from 'ava';
import { flattenNir } from '../../../models/nir/flatten.js';
import type { NirGraph } from '../../../models/nir/graph.js';
import { readNir } from '../../../models/nir/read.js';
import { graph, input, lif, linear, output, published } from './builders.js';

const pairs = (edges: readonly (readonly [string, string])[]): string[] => edges.map(edge => edge.join(' ')).sort();

test('nodes of inner graphs stand in the outer one, and edges go past the ports', t => {
  const deep = graph({ i: input(2), m: linear(2, 2, 1), o: output(2) }, 'i m', 'm o');
  const inner = graph({ i: input(2), n: lif(2), w: deep, o: output(2) }, ...['i n', 'n w', 'w n', 'n o']);
  const outer = graph({ in: input(2), loop: inner, out: output(2) }, 'in loop', 'loop out');
  const { nodes, edges, notes } = flattenNir(outer, 'x.nir');
  t.deepEqual([...nodes.keys()].sort(), ['in', 'loop.n', 'loop.w.m', 'out']);
  t.deepEqual(pairs(edges), ['in loop.n', 'loop.n loop.w.m', 'loop.n out', 'loop.w.m loop.n']);
  t.deepEqual(notes, []);
});

test('what reaches a place by two ways is added twice', t => {
  const through = graph({ i: input(2), o: output(2) }, 'i o');
  const outer = graph({ in: input(2), skip: through, n: lif(2), out: output(2) }, 'in n', 'in skip', 'skip n', 'n out');
  t.deepEqual(pairs(flattenNir(outer, 'x.nir').edges), ['in n', 'in n', 'n out']);
});

test('the name that the published inner graph has wrong in its edges is understood, and said', async t => {
  const path = published(t, '03_rnn');
  if (path === undefined) return;
  for (const name of ['braille_noDelay_bias_zero', 'braille_noDelay_noBias_subtract']) {
    const flat = flattenNir(await readNir(`${path}/${name}.nir`), 'flat.nir');
    const nested = flattenNir(await readNir(`${path}/extras/${name}_subgraph.nir`), 'nested.nir');
    const renamed = (part: string): string => part.replace('lif1.lif1', 'lif1.lif').replace('lif1.lin', 'lif1.w_rec');
    t.deepEqual(pairs(nested.edges).map(renamed).sort(), pairs(flat.edges));
    for (const [part, node] of nested.nodes) t.deepEqual(node, flat.nodes.get(renamed(part)));
    t.deepEqual(flat.notes, []);
    t.deepEqual(nested.notes, ['edges name lif1.lif, which is no node; taken for lif1.lif1, which no edge names']);
  }
});

const chain = graph({ in: input(1), n: lif(1), out: output(1) }, 'in n', 'n out');
const refused: readonly (readonly [string, NirGraph, RegExp])[] = [
  ['edges to no node', { ...chain, edges: [...chain.edges, ['n', 'm']] },
    /^x\.nir: edge n → m: there is no node m; expected one of in, n, out$/],
  ['two strange names', graph({ in: input(1), n: lif(1), out: output(1) }, 'in a', 'b out'), /there is no node a/],
  ['edges that stand twice', { ...chain, edges: [...chain.edges, ['in', 'n']] },
    /^x\.nir: edge in → n: stands twice; expected it once$/],
  ['inner graphs with two inputs',
    graph({ in: input(1), g: graph({ a: input(1), b: input(1), o: output(1) }, 'a o', 'b o') }, 'in g'),
    /^x\.nir: node g: found 2 nodes of type Input; expected one in a graph inside another$/],
  ['two nodes of one name',
    graph({ 'g.n': lif(1), g: graph({ i: input(1), n: lif(1), o: output(1) }, 'i n', 'n o'), out: output(1) }, 'g out', 'g.n out'),
    /^x\.nir: node g\.n: found two of this name; expected one$/],
  ['a graph that only hands round what it yields',
    graph({ in: input(1), g: graph({ i: input(1), o: output(1) }, 'i o') }, 'in g', 'g g'),
    /cyclic graph without delay/],
]; // biome-ignore format: a table

for (const [what, wrong, message] of refused)
  test(`refuses ${what}`, t => {
    t.regex(t.throws(() => flattenNir(wrong, 'x.nir')).message, message);
  });
