import test from 'ava';
import fc from 'fast-check';
import { referenceEngine, runGraph, walkGraph } from '../../models/execute.js';
import { referenceStates, walkLoop } from '../../models/feedback.js';
import type { FeedbackNode } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import { rescaled } from '../../models/memristor-run.js';
import { milanoRates, rescaleBounds } from '../../models/network.js';
import { memristorStep, referenceFeatures, rescale } from '../../models/reference.js';
import { apart, esn, mfEsn, noise, randomSeries } from '../compiler/builders.js';

const loopOf = (network: Parameters<typeof lower>[0]): FeedbackNode =>
  lower(network).nodes.find((node): node is FeedbackNode => node.op === 'feedback')!;

test('one step of an ESN and of an MF-ESN, by their equations', t => {
  const drive = Float64Array.of(-1, 0.2, 0.5, 2, 0);
  const leaky = referenceStates(loopOf(esn()), 1);
  leaky.outputs.set([0.5, -0.5, 0, 1, 0]);
  leaky.step(drive.slice(), 1);
  // (1 − 0.4)·s + 0.4·tanh(drive), with tanh from tables: 0.761594, 0.197375, 0.462117, 0.964028
  t.true(apart(leaky.outputs, [0.3 - 0.3046377, -0.3 + 0.0789501, 0.1848469, 0.6 + 0.385611, 0]) < 1e-7);
  for (const integrator of ['exact', 'euler'] as const) {
    const memristors = referenceStates(loopOf(mfEsn({}, integrator)), 1);
    memristors.outputs.set([0.5, 0, 0.1, 0.9, 1]);
    const before = memristors.outputs.slice();
    memristors.step(drive.slice(), 1);
    const step = { rates: milanoRates, step: 0.1, retention: 1, integrator };
    const byHand = before.map((h, k) => memristorStep(h, rescale(drive[k]!, { ...rescaleBounds, steepness: 5 }), step));
    t.true(apart(memristors.outputs, byHand) < 1e-14);
  }
});

test('RESCALE of many is RESCALE of each', t => {
  const by = { ...rescaleBounds, steepness: 6 };
  const x = noise('drives', 500).map(v => 3 * v);
  t.true(
    apart(
      rescaled(x, by),
      x.map(v => rescale(v, by)),
    ) < 1e-14,
  );
});

test('a loop takes the series that still run through each step together, the reads counted through', t => {
  const node = loopOf(esn());
  const lengths = [2, 4, 1, 4];
  const walk = walkLoop(node, new Float64Array(11 * 5), { lengths, steps: 11 }, referenceEngine(), 100);
  const reads: (readonly number[])[] = [];
  let step = walk.next();
  while (!step.done) {
    const { count, first, done, total, x } = step.value;
    t.is(x.length, count * 5);
    reads.push([count, first, done, total]);
    step = walk.next(new Float64Array(count * 5));
  }
  t.deepEqual(reads, [
    [4, 100, 0, 11],
    [3, 104, 4, 11],
    [2, 107, 7, 11],
    [2, 109, 9, 11],
  ]);
});

test('states start at 0, and what a loop is given are the states of the step before', t => {
  const { graph, values } = walked(esn(), [3, 1, 5]);
  const loop = loopOf(esn());
  const states = values.get(loop.name)!;
  const products = values.get(loop.product.name)!;
  const starts = [0, 3, 4];
  t.is(graph.nodes.filter(node => node.op === 'feedback').length, 1);
  for (let row = 0; row < 9; row++) {
    const before = starts.includes(row) ? new Float64Array(5) : states.subarray(5 * row - 5, 5 * row);
    for (let i = 0; i < 5; i++) {
      const sum = before.reduce((s, v, j) => s + v * loop.product.weights.data[5 * i + j]!, 0);
      t.true(Math.abs(products[5 * row + i]! - sum) < 1e-15);
    }
  }
});

function walked(network: Parameters<typeof lower>[0], lengths: readonly number[]) {
  const graph = lower(network);
  const engine = referenceEngine();
  const walk = walkGraph(graph, randomSeries(lengths).series, engine);
  let step = walk.next();
  while (!step.done) {
    const { node, x, count, first } = step.value;
    step = walk.next(engine.mvm(node, x, count, first));
  }
  return { graph, values: step.value };
}

// The rows of W sum to at most 0.9 in magnitude, so a step brings two states nearer by 1 − leak + 0.9·leak = 0.96 at least,
// in the largest difference of a unit, whatever the inputs.
test('echo state: what came long before is forgotten', t => {
  const network = esn({ units: 12 });
  const property = fc.property(
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }),
    early => {
      const tail = randomSeries([150]).series[0]!.values;
      const both = [early, early.map(v => 1 - v)].map(head => {
        const values = Float64Array.from([...head, ...tail]);
        return { values, length: values.length, label: -1 };
      });
      const set = { name: 'two', channels: 1, classes: [], series: both };
      const { data } = runGraph(lower(network), set, referenceEngine()).features;
      return apart(data.subarray(0, 12), data.subarray(12)) <= 2 * 0.96 ** 150;
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 30, seed: 1 }));
});

test('a series is what it is alone, whatever runs beside it', t => {
  for (const network of [esn({ units: 7 }), mfEsn({ units: 7 })]) {
    const set = randomSeries([20, 1, 7, 33, 2]);
    const whole = referenceFeatures(network, set).data;
    set.series.forEach((one, k) => {
      const alone = runGraph(lower(network), { ...set, series: [one] }, referenceEngine()).features.data;
      t.true(apart(alone, whole.subarray(7 * k, 7 * k + 7)) < 1e-13);
    });
  }
});
