import test from 'ava';
import { InputError } from '../../edge/error.js';
import { memristorOf, mvmNodes, readoutNode, roundsOf, vectorsAtOnce, withReadout } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import { fromRows } from '../../numeric/matrix.js';
import { esn, mfEsn } from '../compiler/builders.js';
import { tinyCoder, tinyMars, tinyWindowCoder } from './builders.js';

const graph = lower(tinyMars());

test('the matrix products come in order of computation, the readout last', t => {
  t.deepEqual(
    mvmNodes(graph).map(node => node.name),
    ['encoder', 'block1', 'readout'],
  );
  t.is(readoutNode(graph), mvmNodes(graph)[2]!);
});

test('a graph without a readout has none to give', t => {
  const nodes = graph.nodes.filter(node => node.name !== 'readout');
  t.throws(() => readoutNode({ ...graph, nodes }), {
    instanceOf: InputError,
    message: 'tiny: found no readout; expected one as the last layer',
  });
});

test('another readout replaces the weights of that node and leaves every other as it is', t => {
  const weights = fromRows([
    [3, 4],
    [5, 6],
  ]);
  const bias = Float64Array.of(7, 8);
  const other = withReadout(graph, weights, bias);
  t.deepEqual(readoutNode(other), { ...readoutNode(graph), weights, bias });
  const changed = other.nodes.filter((node, k) => node !== graph.nodes[k]);
  t.deepEqual(changed, [readoutNode(other)]);
  t.deepEqual(readoutNode(graph).bias, Float64Array.of(0, 3));
});

test('the product of a loop is among the products, and its memristors among the memristors', t => {
  const names = (of: typeof graph) => mvmNodes(of).map(node => node.name);
  t.deepEqual(names(lower(esn())), ['reservoir', 'reservoir_recurrent', 'readout']);
  const steps = (of: typeof graph) => of.nodes.map(memristorOf).flatMap(memristor => memristor?.step ?? []);
  t.deepEqual([steps(lower(esn())), steps(lower(mfEsn())), steps(graph)], [[], [0.1], [0.1]]);
});

test('products of a coder are read in every round, at each position of its windows', t => {
  const reads = (of: typeof graph, ...names: string[]) => names.map(name => roundsOf(of, name));
  t.deepEqual(reads(lower(tinyCoder({ iterations: 7 })), 'coder', 'coder_lateral'), [1, 7]);
  const windows = lower(tinyWindowCoder());
  t.deepEqual(reads(windows, 'coder', 'coder_back'), [40 * 12, 40 * 12]);
  t.deepEqual(windows.nodes.map(vectorsAtOnce), [1, 12, 1, 1]);
});
