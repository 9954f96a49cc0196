import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { runGraph } from '../../models/execute.js';
import { mvmNodes, readoutNode } from '../../models/graph.js';
import { referenceFeatures, referenceScores } from '../../models/reference.js';
import { trainReadout } from '../../models/train-readout.js';
import { affine } from '../../numeric/product.js';
import { hardwareEngine } from '../../sim/engine.js';
import { readoutScores, writeReadout } from '../../sim/readout.js';
import { apart, hardware, pcm } from '../compiler/builders.js';
import { controlCharts, fresh } from './builders.js';

const { network, train, test: unseen } = controlCharts;
const features = referenceFeatures(network, train);
const first = { time: 0, generation: 1 };

test('the readout of a flawless chip scores as the reference does, on a crossbar or digitally', t => {
  for (const readout of ['crossbar', 'digital'] as const) {
    const program = controlCharts.on(hardware({ readout }));
    const scores = readoutScores(program, referenceFeatures(network, unseen), fresh);
    t.true(apart(scores.data, referenceScores(network, unseen).data) < 1e-9);
    t.deepEqual([scores.rows, scores.cols], [12, 6]);
  }
});

test('a digital readout is trained on what the chip measured, and nothing is written', t => {
  const program = controlCharts.on(hardware({ readout: 'digital' }));
  const trained = writeReadout(program, features, train, fresh, first);
  t.is(trained.plans.length, program.plans.length);
  trained.plans.forEach((plan, k) => {
    t.is(plan, program.plans[k]!);
  });
  const { weights, bias } = readoutNode(trained.graph);
  const { readout } = trainReadout(features, train);
  t.deepEqual([weights, bias], [readout.weights, readout.bias]);
});

test('a readout on a crossbar is written into its own arrays; every other device stays', t => {
  const program = controlCharts.on(hardware({ device: pcm(), array: { rows: 8, columns: 8 } }));
  const trained = writeReadout(program, features, train, fresh, { time: 60, generation: 1 });
  const name = readoutNode(program.graph).name;
  trained.plans.forEach((plan, k) => {
    const former = program.plans[k]!;
    if (plan.name !== name) t.is(plan, former);
    else {
      t.deepEqual(
        plan.tiles.map(tile => [tile.macro, tile.firstRow, tile.programmedAt]),
        former.tiles.map(tile => [tile.macro, tile.firstRow, 60]),
      );
      t.notDeepEqual(plan.tiles[0]!.cells.programmed, former.tiles[0]!.cells.programmed);
    }
  });
  const others = mvmNodes(program.graph).slice(0, -1);
  t.deepEqual(mvmNodes(trained.graph).slice(0, -1), others);
});

test('on flawless devices it scores as its weights say', t => {
  const program = controlCharts.on(hardware());
  const trained = writeReadout(program, features, train, fresh, first);
  const { weights, bias } = readoutNode(trained.graph);
  const seen = referenceFeatures(network, unseen);
  t.true(apart(readoutScores(trained, seen, fresh).data, affine(seen, weights, bias).data) < 1e-9);
});

test('each writing draws its own errors; the same one the same', t => {
  const program = controlCharts.on(hardware({ device: pcm() }));
  const cells = (generation: number) =>
    writeReadout(program, features, train, fresh, { time: 0, generation }).plans.at(-1)!.tiles[0]!.cells;
  t.deepEqual(cells(1), cells(1));
  t.notDeepEqual(cells(1).programmed, cells(2).programmed);
});

test('scores of measured features are those of a whole run', t => {
  const { program } = compile(network, hardware({ device: pcm(), adc: { bits: 8 } }), { seed: 4 });
  const conditions = { time: 3600, compensation: 'global', duration: 1e-3 } as const;
  const whole = runGraph(program.graph, unseen, hardwareEngine(program, conditions));
  t.deepEqual(readoutScores(program, whole.features, conditions), whole.scores);
});
