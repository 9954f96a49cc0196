import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { checkNir } from '../../../models/nir/check.js';
import type { NirGraph, NirNode } from '../../../models/nir/graph.js';
import { readNir } from '../../../models/nir/read.js';
import { graph, input, lif, linear, numbers, output, published } from './builders.js';

const through = (node: NirNode): NirGraph => graph({ in: input(2), node, out: output(2) }, 'in node', 'node out');
const cuba = (changes: Readonly<Record<string, readonly number[]>>): NirNode => {
  const names = ['tau_syn', 'tau_mem', 'r', 'v_leak', 'v_threshold', 'w_in'];
  const fields = names.map(name => [name, numbers([changes[name]?.length ?? 2], changes[name] ?? [0.01])] as const);
  return { type: 'CubaLIF', ...Object.fromEntries(fields) } as unknown as NirNode;
};
const scale = (...factors: readonly number[]): NirNode => ({
  type: 'Scale',
  scale: numbers([factors.length], factors),
});

test('published graphs pass', async t => {
  const path = published(t, '.');
  if (path === undefined) return;
  for (const file of [
    '01_lif/lif_norse',
    '01_lif/lif_rockpool',
    '01_lif/debug_spike_representation/two_lif_neurons',
    '02_cnn/cnn_sinabs',
    '03_rnn/braille_noDelay_bias_zero',
    '03_rnn/braille_noDelay_noBias_subtract',
    '03_rnn/extras/braille_noDelay_bias_zero_subgraph',
  ]) {
    const read = await readNir(`${path}/${file}.nir`);
    t.notThrows(() => checkNir(read, file), file);
  }
});

test('loops through a neuron or a delay pass', t => {
  const delay: NirNode = { type: 'Delay', delay: numbers([2], [1e-3]) };
  const loop = (node: NirNode): NirGraph =>
    graph({ in: input(2), node, w: linear(2, 2, 1), out: output(2) }, 'in node', 'node w', 'w node', 'node out');
  for (const node of [lif(2), delay, cuba({})]) t.notThrows(() => checkNir(loop(node), 'x.nir'));
  t.notThrows(() => checkNir(graph({ in: input(2), n: lif(2), out: output(2) }, 'in n', 'n n', 'n out'), 'x.nir'));
});

test('one number stands for a population', t => {
  t.notThrows(() => checkNir(through(cuba({ v_leak: [0], w_in: [2] })), 'x.nir'));
});

const ring = graph(
  { in: input(2), a: linear(2, 2, 1), b: scale(1, 2), n: lif(2), out: output(2) },
  ...['in a', 'a b', 'b a', 'b n', 'n out'],
);

const refused: readonly (readonly [string, NirGraph, string])[] = [
  ['no input', graph({ n: lif(2), out: output(2) }, 'n out'), 'x.nir: found no node of type Input; expected at least one'],
  ['no output', graph({ in: input(2), n: lif(2) }, 'in n'), 'x.nir: found no node of type Output; expected at least one'],
  ['a negative time constant', through(cuba({ tau_syn: [0.01, -0.002] })),
    'x.nir: node node/tau_syn: found a time constant of -0.002 s; expected times above 0 s'],
  ['a time constant of zero', through(cuba({ tau_mem: [0] })),
    'x.nir: node node/tau_mem: found a time constant of 0 s; expected times above 0 s'],
  ['a negative delay', through({ type: 'Delay', delay: numbers([2], [0, -1]) }),
    'x.nir: node node/delay: found -1 s; expected times of at least 0 s'],
  ['what is not a number', through(scale(1, Number.NaN)), 'x.nir: node node/scale: found NaN; expected finite numbers'],
  ['parameters of different populations', through(cuba({ r: [1, 2, 3] })),
    'x.nir: node node/tau_syn: found 2 numbers, (2); expected 1 or 3, one per neuron'],
  ['a bias that does not fit',
    through({ type: 'Affine', weight: numbers([2, 2], [1]), bias: numbers([3], [0]) }),
    'x.nir: node node/bias: found 3 numbers; expected 2, one per output'],
  ['shapes that do not chain', through(linear(3, 2, 1)), 'x.nir: edge node → out: node yields (3); out expects (2)'],
  ['a loop without delay', ring, 'x.nir: a → b → a: cyclic graph without delay; expected a neuron or a delay in each loop'],
  ['a node that feeds itself', graph({ in: input(2), a: scale(1, 2), out: output(2) }, 'in a', 'a a', 'a out'),
    'x.nir: a → a: cyclic graph without delay; expected a neuron or a delay in each loop'],
]; // biome-ignore format: a table

for (const [what, wrong, message] of refused)
  test(`refuses ${what}`, t => {
    t.is(t.throws(() => checkNir(wrong, 'x.nir'), { instanceOf: InputError }).message, message);
  });
