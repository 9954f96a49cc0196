import test from 'ava';
import fc from 'fast-check';
import { partition } from '../../compiler/partition.js';
import type { MvmPlan, Tile } from '../../compiler/plan.js';
import { verifyPartition } from '../../compiler/verify.js';
import type { MvmNode } from '../../models/graph.js';
import { apart, hardware, met, mvm, noise, noiseRows } from './builders.js';

const onArray = (rows: number, columns: number) => hardware({ array: { rows, columns } });
const shapes = (plan: MvmPlan<Tile>): string[] =>
  plan.tiles.map(
    ({ name, rowStart, rowEnd, outputStart, outputEnd }) => `${name} ${rowStart}-${rowEnd} ${outputStart}-${outputEnd}`,
  );

/** The weights and the bias that a plan's rows and columns stand for, put together again. */
function decoded(plan: MvmPlan<Tile>): { weights: number[]; bias: number[] } {
  const { inputs, outputs, copies, outputCopies, biasRows, activations } = plan;
  const weights = new Array<number>(outputs * inputs).fill(0);
  const bias = [...plan.digitalBias];
  for (let j = 0; j < outputs * outputCopies; j++) {
    const at = (row: number): number => plan.weights.data[row * plan.weights.cols + j]! / outputCopies;
    for (let r = 0; r < copies * inputs; r++) weights[(j % outputs) * inputs + (r % inputs)]! += at(r);
    for (let r = 0; r < biasRows; r++) bias[j % outputs]! += activations.fullScale * at(copies * inputs + r);
  }
  return { weights, bias };
}

/** Compares with y = W x + b; a centred product has W c moved into the bias. */
function agrees(plan: MvmPlan<Tile>, node: MvmNode): boolean {
  const { weights, bias } = decoded(plan);
  const { centre } = plan.activations;
  const shifted = node.bias.map((b, j) =>
    centre.reduce((sum, c, i) => sum + c * node.weights.data[j * centre.length + i]!, b),
  );
  return apart(weights, node.weights.data) < 1e-14 && apart(bias, shifted) < 1e-14;
}

test('a matrix that fits stands on one tile, inputs as rows', t => {
  const node = mvm([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const plan = partition(node, met([[1, 1, 1]]), onArray(8, 8));
  t.deepEqual(shapes(plan), ['w[0,0] 0-3 0-2']);
  t.deepEqual(plan.weights, { rows: 3, cols: 2, data: Float64Array.of(1, 4, 2, 5, 3, 6) });
  t.deepEqual([plan.copies, plan.outputCopies, plan.biasRows], [1, 1, 0]);
});

test('more rows and columns than an array has are cut into near-equal parts', t => {
  const plan = partition(mvm(noiseRows('w', 5, 7)), met([noiseRows('x', 1, 7)[0]!]), onArray(4, 6));
  t.deepEqual(shapes(plan), ['w[0,0] 0-3 0-2', 'w[0,1] 0-3 2-5', 'w[1,0] 3-7 0-2', 'w[1,1] 3-7 2-5']);
});

test('an odd column is of no use to pairs', t => {
  const plan = partition(mvm([[1], [2], [3]]), met([[1]]), onArray(4, 5));
  t.deepEqual(shapes(plan), ['w[0,0] 0-1 0-1', 'w[0,1] 0-1 1-3']);
});

// Largest bias 3, driven at the largest input 2: 1.5 on one row. Largest weight 0.5, so 3 rows of 0.5.
test('a bias larger than the weights is spread over rows so that it does not set their scale', t => {
  const node = mvm([[0.5], [0.25]], [3, -1]);
  const plan = partition(node, met([[2], [-1]]), onArray(8, 8));
  t.is(plan.biasRows, 3);
  t.true(apart(plan.weights.data, [0.5, 0.25, 0.5, -1 / 6, 0.5, -1 / 6, 0.5, -1 / 6]) < 1e-15);
  t.true(agrees(plan, node));
});

test('a huge bias gets eight rows and sets the scale itself', t => {
  const node = mvm([[0.001]], [1]);
  const plan = partition(node, met([[1]]), onArray(16, 2));
  t.is(plan.biasRows, 8);
  t.true(agrees(plan, node));
});

test('two copies halve each weight; a row per input and copy', t => {
  const node = mvm([[1, -2]]);
  const plan = partition(node, met([[1, 1]]), hardware({ copies: 2 }));
  t.deepEqual(plan.weights.data, Float64Array.of(0.5, -1, 0.5, -1));
});

test('"fill" takes the rows and columns that one array has anyway', t => {
  const node = mvm([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const plan = partition(node, met([[1, 1, 1]]), hardware({ copies: 'fill', array: { rows: 10, columns: 13 } }));
  t.deepEqual([plan.copies, plan.outputCopies], [3, 3]); // 9 of 10 rows, 3 × 2 of 6 pairs
  t.deepEqual(shapes(plan), ['w[0,0] 0-9 0-6']);
  t.true(agrees(plan, node));
});

test('"fill" leaves room for bias rows, and of a matrix larger than an array takes one copy', t => {
  // Ratio 1.5/1: copies 2 take 4 + 3 rows, copies 3 would take 6 + 5.
  const biased = partition(
    mvm([[1, 1]], [1.5]),
    met([[1, 1]]),
    hardware({ copies: 'fill', array: { rows: 10, columns: 2 } }),
  );
  t.deepEqual([biased.copies, biased.biasRows, biased.weights.rows], [2, 3, 7]);
  const large = partition(
    mvm(noiseRows('w', 9, 12)),
    met(noiseRows('x', 2, 12)),
    hardware({ copies: 'fill', array: { rows: 10, columns: 10 } }),
  );
  t.deepEqual([large.copies, large.outputCopies, large.tiles.length], [1, 1, 4]);
});

test('"fill" stops at sixteen, rows and columns together', t => {
  const filled = (outputs: number, inputs: number): number[] => {
    const node = mvm(noiseRows('w', outputs, inputs));
    const { copies, outputCopies } = partition(node, met(noiseRows('x', 2, inputs)), hardware({ copies: 'fill' }));
    return [copies, outputCopies];
  };
  t.deepEqual(filled(2, 1), [16, 1]); // 256 rows would hold 256
  t.deepEqual(filled(2, 100), [2, 8]); // 128 pairs would hold 64 times two outputs
  t.deepEqual(filled(100, 100), [2, 1]);
});

test('a centred product carries its bias, and its weights times the centre, behind the ADC', t => {
  const node = mvm([[2, -1]], [10], true);
  const plan = partition(node, met([[1, 3], [3, 5]], true), hardware()); // biome-ignore format: a list
  t.is(plan.biasRows, 0);
  t.deepEqual(plan.digitalBias, Float64Array.of(10 + 2 * 2 - 4));
});

test('whatever the sizes, the tiles cover each weight once and stand for W and b', t => {
  const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
  const copies = fc.oneof(size(3), fc.constant('fill' as const));
  fc.assert(
    fc.property(
      size(9),
      size(9),
      size(12),
      size(12),
      copies,
      fc.boolean(),
      (inputs, outputs, rows, pairs, n, centred) => {
        const node = mvm(noiseRows('w', outputs, inputs), [...noise('b', outputs)]);
        const on = hardware({ copies: n, array: { rows, columns: 2 * pairs }, centre: centred ? 'all' : 'readout' });
        const plan = partition(node, met(noiseRows('x', 4, inputs), centred), on);
        verifyPartition(plan, on);
        const fewest = Math.ceil(plan.weights.rows / rows) * Math.ceil(plan.weights.cols / pairs);
        return agrees(plan, node) && plan.tiles.length === fewest;
      },
    ),
  );
  t.pass();
});
