import test from 'ava';
import { verifyGraph } from '../../compiler/verify.js';
import { lower } from '../../models/lower.js';
import type { MarsBlock, Readout } from '../../models/network.js';
import { mars } from '../compiler/builders.js';
import { tinyMars } from './builders.js';

test('a MARS network, node by node', t => {
  const network = tinyMars();
  const graph = lower(network);
  const block = network.layers[1] as MarsBlock;
  const readout = network.layers[2] as Readout;
  const step = { width: 2, domain: 'step' };
  const series = { width: 2, domain: 'series' };
  t.deepEqual(graph.nodes as unknown[], [
    { op: 'input', name: 'input', width: 1, domain: 'step' },
    {
      op: 'mvm',
      name: 'encoder',
      from: 'input',
      weights: network.layers[0]!.weights,
      bias: Float64Array.of(0, 0.25),
      readout: false,
      ...step,
    },
    { op: 'mvm', name: 'block1', from: 'encoder', weights: block.weights, bias: block.bias, readout: false, ...step },
    { op: 'rescale', name: 'block1.z', from: 'block1', rescale: block.rescale, ...step },
    { op: 'integrator', name: 'block1.h', from: 'block1.z', memristor: block.memristor, drive: block.rescale, ...step },
    { op: 'subtract', name: 'block1.out', left: 'encoder', right: 'block1.h', ...step },
    { op: 'last', name: 'readout.features', from: 'block1.out', ...series },
    {
      op: 'mvm',
      name: 'readout',
      from: 'readout.features',
      weights: readout.weights,
      bias: readout.bias,
      readout: true,
      ...series,
    },
    { op: 'output', name: 'scores', from: 'readout', ...series },
  ]);
  t.is(graph.name, 'tiny');
  t.deepEqual(graph.classes, ['a', 'b']);
});

test('blocks follow one another; an encoder without a bias gets zeros', t => {
  const graph = lower(mars({ channels: 2, units: 4, blocks: 3 }));
  t.notThrows(() => verifyGraph(graph));
  const products = graph.nodes.filter(node => node.op === 'mvm');
  t.deepEqual(
    products.map(node => [node.name, node.from]),
    [
      ['encoder', 'input'],
      ['block1', 'encoder'],
      ['block2', 'block1.out'],
      ['block3', 'block2.out'],
      ['readout', 'readout.features'],
    ],
  );
  t.deepEqual(products[0]!.bias, new Float64Array(4));
});
