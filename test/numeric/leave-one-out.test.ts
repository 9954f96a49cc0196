import test from 'ava';
import { chooseRidgeLeaveOneOut, leaveOneOutScores } from '../../numeric/leave-one-out.js';
import { fromRows, type Matrix, matrix } from '../../numeric/matrix.js';
import { affine } from '../../numeric/product.js';
import { randomStream } from '../../numeric/random.js';
import { ridgeProblem, solveRidge } from '../../numeric/ridge.js';
import { mean } from '../../numeric/statistics.js';

const noise = (rows: number, cols: number, seed: number): Matrix => {
  const stream = randomStream(seed, 'leave one out');
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, i) => stream.normal(i)),
  );
};

const without = ({ rows, cols, data }: Matrix, row: number): Matrix =>
  matrix(
    rows - 1,
    cols,
    data.filter((_, at) => Math.floor(at / cols) !== row),
  );
const rowOf = ({ cols, data }: Matrix, row: number): Matrix =>
  matrix(1, cols, data.slice(row * cols, (row + 1) * cols));

/** The largest difference from readouts that are each trained on all samples but one. */
function worst(x: Matrix, y: Matrix, lambda: number): number {
  const scores = leaveOneOutScores(ridgeProblem(x, y), lambda)!;
  const differences = Array.from({ length: x.rows }, (_, i) => {
    const { weights, bias } = solveRidge(ridgeProblem(without(x, i), without(y, i)), lambda)!;
    const right = affine(rowOf(x, i), weights, bias).data;
    return Math.max(...right.map((value, k) => Math.abs(value - scores.data[i * y.cols + k]!)));
  });
  return Math.max(...differences);
}

// Both ways solve systems whose condition is at most trace/λ, some 1e3/λ here; rounding is that times 1e-16.
for (const [form, samples, features] of [
  ['primal', 20, 6],
  ['dual', 12, 30],
] as const)
  test(`${form}: the scores are those of readouts trained without the sample`, t => {
    const [x, y] = [noise(samples, features, 1), noise(samples, 3, 2)];
    t.is(ridgeProblem(x, y).form, form);
    for (const lambda of [1e-6, 1e-2, 1, 100]) {
      const off = worst(x, y, lambda);
      t.true(off < 1e-12 + 1e-12 / lambda, `λ = ${lambda}: off by ${off}`);
    }
  });

test('two samples: each is scored by the target of the other', t => {
  const scores = leaveOneOutScores(
    ridgeProblem(
      fromRows([
        [0, 1, 2],
        [5, 0, 0],
      ]),
      fromRows([[3], [7]]),
    ),
    0.1,
  )!;
  t.true(Math.abs(scores.data[0]! - 7) < 1e-13 && Math.abs(scores.data[1]! - 3) < 1e-13);
});

test('a penalty that drowns in rounding gives none', t => {
  const x = fromRows([
    [1e15, 1e15],
    [2e15, 2e15],
    [3e15, 3e15],
    [4e15, 4e15],
  ]);
  t.is(leaveOneOutScores(ridgeProblem(x, fromRows([[0], [1], [0], [1]])), 1e-5), undefined);
});

/** Two classes at ±1 along one direction, with noise in all. */
function twoClasses(samples: number, features: number): { x: Matrix; labels: number[] } {
  const labels = Array.from({ length: samples }, (_, i) => i % 2);
  const { data } = noise(samples, features, 3);
  labels.forEach((label, i) => {
    data[i * features]! += label === 0 ? 1 : -1;
  });
  return { x: matrix(samples, features, data), labels };
}

test('the penalty with the fewest expected errors is chosen, and the readout is that of all samples', t => {
  const { x, labels } = twoClasses(30, 40);
  const grid = [1e-3, 1, 30, 1e4];
  const chosen = chooseRidgeLeaveOneOut(x, labels, 2, grid)!;
  const alone = grid.map(lambda => chooseRidgeLeaveOneOut(x, labels, 2, [lambda])!);
  t.is(chosen.cvError, Math.min(...alone.map(one => one.cvError)));
  t.is(chosen.lambda, grid[alone.findIndex(one => one.cvError === chosen.cvError)]!);
  const targets = fromRows(labels.map(label => (label === 0 ? [1, -1] : [-1, 1])));
  t.deepEqual(chosen.weights, solveRidge(ridgeProblem(x, targets), chosen.lambda)!.weights);
  t.is(chosen.cvAccuracy, mean(chosen.heldOutRight));
  t.true(chosen.cvAccuracy > 0.5 && chosen.cvAccuracy < 1);
});

test('expected errors by hand: two samples of two classes are each taken for the other', t => {
  // Each is scored with the target of the other: ±1, so m = −1.
  const { cvError, cvAccuracy } = chooseRidgeLeaveOneOut(fromRows([[0], [1]]), [0, 1], 2, [0.1])!;
  t.is(cvAccuracy, 0);
  t.true(Math.abs(cvError - 1 / (1 + Math.exp(-4))) < 1e-14);
});

test('penalties that fail are passed over; where all do, or there are none, there is no readout', t => {
  const huge = fromRows([
    [1e15, 1e15],
    [2e15, 2e15],
    [3e15, 3e15],
    [4e15, 4e15],
  ]);
  t.is(chooseRidgeLeaveOneOut(huge, [0, 0, 1, 1], 2, [1e-5]), undefined);
  t.is(chooseRidgeLeaveOneOut(huge, [0, 0, 1, 1], 2, [1e-5, 1e20])!.lambda, 1e20);
  t.throws(() => chooseRidgeLeaveOneOut(huge, [0, 0, 1, 1], 2, []), { instanceOf: RangeError });
});
