import test from 'ava';
import { mvmNodes, readoutNode, withReadout } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import { fromRows } from '../../numeric/matrix.js';
import { tinyMars } from './builders.js';

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
  t.throws(() => readoutNode({ ...graph, nodes }), { instanceOf: RangeError, message: 'graph tiny has no readout' });
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
