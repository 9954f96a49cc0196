import test from 'ava';
import { verifyGraph } from '../../compiler/verify.js';
import { InputError } from '../../edge/error.js';
import { lower } from '../../models/lower.js';
import type { EsnLayer, MarsBlock, MfEsnLayer, Readout } from '../../models/network.js';
import { esn, mars, marsTc, mfEsn } from '../compiler/builders.js';
import { tinyMars, tinyWindowCoder, tinyWindows, weightsOf } from './builders.js';

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
      weights: weightsOf(network.layers[0]),
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

test('a reservoir is a product of its inputs and a loop with a product of its states', t => {
  const network = esn({ units: 3, channels: 2 });
  const { weights, recurrent, bias, leak } = network.layers[0] as EsnLayer;
  const step = { width: 3, domain: 'step' };
  const graph = lower(network);
  t.notThrows(() => verifyGraph(graph));
  t.deepEqual(graph.nodes.slice(1, 3) as unknown[], [
    { op: 'mvm', name: 'reservoir', from: 'input', weights, bias, readout: false, ...step },
    {
      ...{ op: 'feedback', name: 'reservoir.h', from: 'reservoir' },
      product: {
        ...{ op: 'mvm', name: 'reservoir_recurrent', from: 'reservoir.h', weights: recurrent },
        ...{ bias: new Float64Array(3), readout: false, ...step },
      },
      update: { kind: 'leaky-tanh', leak },
      ...step,
    },
  ]);
  const memristive = mfEsn();
  const { rescale, memristor } = memristive.layers[0] as MfEsnLayer;
  const loop = lower(memristive).nodes[2]!;
  t.deepEqual(loop.op === 'feedback' && loop.update, { kind: 'memristor', rescale, memristor });
});

test('a convolution is a window and a product', t => {
  const graph = lower(marsTc({ channels: 2 }));
  t.notThrows(() => verifyGraph(graph));
  t.deepEqual(
    graph.nodes.slice(0, 4).map(({ op, name, width }) => `${op} ${name} ${width}`),
    ['input input 2', 'window convolution.window 6', 'mvm convolution 4', 'mvm encoder 5'],
  );
});

test('a coder with windows settles with the product of one window, there and back', t => {
  const graph = lower(tinyWindowCoder());
  t.notThrows(() => verifyGraph(graph));
  const settle = graph.nodes[1]!;
  t.true(settle.op === 'settle');
  if (settle.op !== 'settle') return;
  t.deepEqual([settle.from, settle.width, settle.windows], ['input', 4 * 12, tinyWindows()]);
  t.deepEqual([settle.product.name, settle.product.weights.rows, settle.product.weights.cols], ['coder', 4, 9]);
  t.deepEqual([settle.back!.backwardOf, settle.back!.weights.rows, settle.back!.weights.cols], ['coder', 9, 4]);
  t.is(graph.nodes.at(-1)!.width, 4 * 12);
});

test('windows and the Gram form do not go together', t => {
  t.throws(() => lower(tinyWindowCoder(tinyWindows(), { form: 'gram' })), {
    instanceOf: InputError,
    message:
      'coder: form: found "gram" with windows, where atoms inhibit those of other positions by a matrix for each offset; expected "residual", which needs the atoms of one window alone',
  });
});

test('the readout sees the last step, the mean or both', t => {
  const shown = (feature: Readout['feature']) =>
    lower(esn({ feature }))
      .nodes.slice(3, -2)
      .map(({ op, name, width }) => `${op} ${name} ${width}`);
  t.deepEqual(shown('last'), ['last readout.features 5']);
  t.deepEqual(shown('mean'), ['mean readout.features 5']);
  t.deepEqual(shown('both'), ['last readout.last 5', 'mean readout.mean 5', 'join readout.features 10']);
  for (const feature of ['last', 'mean', 'both'] as const) t.notThrows(() => verifyGraph(lower(esn({ feature }))));
});
