import test from 'ava';
import { fromRows, type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { chooseRidge, ridgeProblem, solveRidge, stratifiedFolds } from '../../numeric/ridge.js';

const solve = (x: Matrix, y: Matrix, lambda: number) => solveRidge(ridgeProblem(x, y), lambda)!;

function near(
  t: { true(ok: boolean, message?: string): unknown },
  actual: ArrayLike<number>,
  right: number[],
  by: number,
) {
  right.forEach((value, i) => {
    t.true(Math.abs(actual[i]! - value) <= by, `entry ${i}: ${actual[i]} is not ${value}`);
  });
}

test('one feature: the slope is Sxy/(Sxx + λ) and the bias carries the means', t => {
  const x = fromRows([[1], [2], [3]]);
  const y = fromRows([[10], [12], [14]]);
  const { weights, bias } = solve(x, y, 2);
  near(t, weights.data, [1], 1e-15);
  near(t, bias, [10], 1e-14);
});

// Golden weights: NumPy's lstsq on the centred data with √λ·I stacked below, a different route (SVD) to the minimum.
const x = [
  [2.04, -2.56, 0.42],
  [-0.57, -0.45, -0.22],
  [-2.02, -0.23, -0.87],
  [3.32, 0.23, -0.35],
  [-0.28, -0.67, -1.06],
];
const y = fromRows([
  [-0.39, 0.48],
  [-0.24, 0.96],
  [-0.2, 0.02],
  [1.55, 0.55],
  [-0.51, -0.18],
]);

test('more samples than features (primal form) agrees with NumPy', t => {
  const problem = ridgeProblem(fromRows(x), y);
  t.is(problem.form, 'primal');
  const { weights, bias } = solveRidge(problem, 0.5)!;
  near(
    t,
    weights.data,
    [
      ...[0.29389430818156365, 0.5215600631297372, 0.0901785168717289],
      ...[0.004523938857403315, 0.1626494210483086, 0.5327313924766109],
    ],
    1e-14,
  );
  near(t, bias, [0.3170231040077071, 0.7050733116108384], 1e-14);
});

test('more features than samples (dual form) agrees with NumPy', t => {
  const problem = ridgeProblem(fromRows(x.map(row => [...row, ...row.map(value => value ** 2)])), y);
  t.is(problem.form, 'dual');
  const { weights, bias } = solveRidge(problem, 0.25)!;
  near(
    t,
    weights.data,
    [
      ...[0.15427383699641412, 0.06605652541469045, 0.08140987948614117],
      ...[0.10879423392374046, -0.1314674487169438, -0.11778024737090138],
      ...[0.03597473088404497, 0.07215803918816127, 0.4128707529343217],
      ...[-0.037021493554788475, -0.05629174792040349, -0.5143140701625387],
    ],
    1e-13,
  );
  near(t, bias, [-0.13558611732661202, 1.0300379790813308], 1e-13);
});

test('the gradient vanishes at the solution, in both forms', t => {
  for (const [samples, features] of [
    [60, 12],
    [12, 60],
  ] as const) {
    const stream = randomStream(5, 'ridge test', samples);
    const inputs = matrix(samples, features);
    const targets = matrix(samples, 1);
    stream.fillNormal(inputs.data, 0);
    stream.fillNormal(targets.data, inputs.data.length);
    const lambda = 0.03;
    const { weights, bias } = solve(inputs, targets, lambda);
    const residual = Array.from({ length: samples }, (_, i) => {
      let r = bias[0]! - targets.data[i]!;
      for (let j = 0; j < features; j++) r += weights.data[j]! * inputs.data[i * features + j]!;
      return r;
    });
    for (let j = 0; j < features; j++) {
      let gradient = lambda * weights.data[j]!;
      for (let i = 0; i < samples; i++) gradient += residual[i]! * inputs.data[i * features + j]!;
      t.true(Math.abs(gradient) < 1e-11, `feature ${j} of ${features}: ${gradient}`);
    }
    const sum = residual.reduce((a, b) => a + b);
    t.true(Math.abs(sum) < 1e-11, `bias: ${sum}`);
  }
});

test('folds deal out every class evenly, the same way every time', t => {
  const labels = [0, 1, 0, 1, 0, 1, 0, 1, 2, 2, 0, 1];
  const folds = stratifiedFolds(labels, 2);
  for (const label of [0, 1, 2]) {
    const inFirst = labels.filter((l, i) => l === label && folds[i] === 0).length;
    const inSecond = labels.filter((l, i) => l === label && folds[i] === 1).length;
    t.true(Math.abs(inFirst - inSecond) <= 1);
  }
  t.deepEqual(folds, stratifiedFolds(labels, 2));
});

/** Three classes around corners of a triangle, `spread` wide. */
function clusters(spread: number, samples: number): { features: Matrix; labels: number[] } {
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
  ];
  const stream = randomStream(2, 'clusters');
  const labels = Array.from({ length: samples }, (_, i) => i % 3);
  const rows = labels.map((label, i) => corners[label]!.map((c, d) => c + spread * stream.normal(2 * i + d)));
  return { features: fromRows(rows), labels };
}

test('separate clusters are told apart by every modest penalty; squared error breaks the tie', t => {
  const { features, labels } = clusters(0.05, 60);
  const chosen = chooseRidge(features, labels, 3, [1e-3, 1, 1000], stratifiedFolds(labels, 5))!;
  t.is(chosen.cvAccuracy, 1);
  t.is(chosen.lambda, 1e-3);
  t.is(chosen.weights.rows, 3);
});

test('noise that fits nothing calls for the heavier penalty', t => {
  const stream = randomStream(3, 'noise');
  const labels = Array.from({ length: 40 }, (_, i) => i % 2);
  const features = matrix(40, 60);
  stream.fillNormal(features.data, 0);
  labels.forEach((label, i) => {
    features.data[i * 60]! += 3 * label;
  });
  t.is(chooseRidge(features, labels, 2, [1e-6, 100], stratifiedFolds(labels, 5))!.lambda, 100);
});

test('a penalty that drowns in rounding is passed over', t => {
  const features = fromRows(Array.from({ length: 9 }, (_, i) => [1e12 * (i % 3), 1e12 * (i % 3)]));
  const labels = Array.from({ length: 9 }, (_, i) => i % 3);
  t.is(chooseRidge(features, labels, 3, [1e-5, 1e22], stratifiedFolds(labels, 3))!.lambda, 1e22);
  t.is(chooseRidge(features, labels, 3, [1e-5], stratifiedFolds(labels, 3)), undefined);
});
