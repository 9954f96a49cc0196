import test from 'ava';
import fc from 'fast-check';
import { factorOfColumn, outputOfColumn, sliceOfColumn } from '../../compiler/columns.js';
import { partition } from '../../compiler/partition.js';
import type { MvmPlan, Tile } from '../../compiler/plan.js';
import { verifyPartition } from '../../compiler/verify.js';
import { apart, hardware, met, mvm, noise, noiseRows } from './builders.js';

/** What the columns of a plan add up to, outputs × inputs. */
function decoded(plan: MvmPlan<Tile>): Float64Array {
  const { inputs, outputs, copies, outputCopies, weights } = plan;
  const out = new Float64Array(outputs * inputs);
  for (let c = 0; c < weights.cols; c++)
    for (let r = 0; r < copies * inputs; r++)
      out[outputOfColumn(plan, c) * inputs + (r % inputs)]! +=
        (weights.data[r * weights.cols + c]! * factorOfColumn(plan, c)) / outputCopies;
  return out;
}

// Of 4 bits, 3 are of the magnitude: 7 = 3 + 1·4, −6 = −(2 + 1·4), 5 = 1 + 1·4.
test('the digits of weights by hand, over cells and over arrays', t => {
  const node = mvm([[7, -6], [0, 5]], [3, 4]); // biome-ignore format: a matrix
  const on = (over: 'cells' | 'arrays') => hardware({ slices: { weightBits: 4, cellBits: 2, over } });
  const cells = partition(node, met([[1, 1]]), on('cells'));
  t.deepEqual(cells.weights, { rows: 2, cols: 4, data: Float64Array.of(3, 1, 0, 0, -2, -1, 1, 1) });
  t.deepEqual(cells.slices, { count: 2, over: 'cells', base: 3, factors: Float64Array.of(1, 4) });
  const arrays = partition(node, met([[1, 1]]), on('arrays'));
  t.deepEqual(arrays.weights.data, Float64Array.of(3, 0, 1, 0, -2, 1, -1, 1));
  t.deepEqual(arrays.tiles.map(({ outputStart, outputEnd }) => [outputStart, outputEnd]), [[0, 2], [2, 4]]); // biome-ignore format: a list
  // A bias is not rounded with the weights, and is not there twice.
  t.deepEqual([cells.biasRows, cells.digitalBias], [0, Float64Array.of(3, 4)]);
});

test('slices of a weight stay in one array, or are refused where none is wide enough', t => {
  const on = (columns: number) =>
    hardware({ array: { columns }, slices: { weightBits: 8, cellBits: 2, over: 'cells' } });
  // 4 slices on 4 of 5 pairs
  const plan = partition(mvm([[1], [2], [3]]), met([[1]]), on(10));
  t.deepEqual(plan.tiles.map(({ outputStart, outputEnd }) => [outputStart, outputEnd]), [[0, 4], [4, 8], [8, 12]]); // biome-ignore format: a list
  t.throws(() => partition(mvm([[1]]), met([[1]]), on(6)), {
    message:
      'w: mapping.slices: found 4 slices of a weight side by side; expected at most 3, which fit an array, or "over": "arrays"',
  });
});

test('whatever the mapping, the columns stand for the weights to half a step, and tiles of arrays hold one slice', t => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(
      ...([size(7), size(7), size(9), fc.integer({ min: 16, max: 40 })] as const),
      ...([fc.integer({ min: 2, max: 9 }), size(8), fc.constantFrom('cells', 'arrays')] as const),
      ...([
        fc.oneof(size(3), fc.constant('fill' as const)),
        fc.constantFrom('differential pair', 'dummy column'),
      ] as const),
      (inputs, outputs, rows, columns, weightBits, wanted, over, copies, signs) => {
        const cellBits = Math.min(wanted, weightBits - 1);
        const on = hardware({ array: { rows, columns }, slices: { weightBits, cellBits, over }, copies, signs });
        const node = mvm(noiseRows('w', outputs, inputs), [...noise('b', outputs)]);
        const plan = partition(node, met(noiseRows('x', 3, inputs)), on);
        verifyPartition(plan, on);
        const apartBy = apart(decoded(plan), node.weights.data);
        const step = Math.max(...node.weights.data.map(Math.abs)) / (2 ** (weightBits - 1) - 1);
        const largest = plan.weights.data.reduce((most, digit) => Math.max(most, Math.abs(digit)), 0);
        const slices = plan.tiles.map(({ outputStart, outputEnd }) => [
          sliceOfColumn(plan, outputStart),
          sliceOfColumn(plan, outputEnd - 1),
        ]);
        return (
          apartBy <= step / 2 + 1e-12 &&
          largest <= 2 ** cellBits - 1 &&
          slices.every(([first, last]) =>
            over === 'arrays' ? first === last : first === 0 && last === plan.slices!.count - 1,
          )
        );
      },
    ),
    { numRuns: 60 },
  );
  t.pass();
});
