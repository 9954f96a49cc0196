import test from 'ava';
import { cholesky, choleskySolve, inverseLower } from '../../numeric/cholesky.js';
import { fromRows, matrix, toRows, transpose } from '../../numeric/matrix.js';
import { timesTransposed } from '../../numeric/product.js';
import { randomStream } from '../../numeric/random.js';

test('the factor of a textbook matrix', t => {
  const l = cholesky(
    fromRows([
      [4, 12, -16],
      [12, 37, -43],
      [-16, -43, 98],
    ]),
  );
  t.deepEqual(toRows(l!), [
    [2, 0, 0],
    [6, 1, 0],
    [-8, 5, 3],
  ]);
});

test('solves A X = B to rounding', t => {
  const n = 40;
  const stream = randomStream(1, 'cholesky test');
  const square = matrix(n, n);
  stream.fillNormal(square.data, 0);
  const a = timesTransposed(square, square);
  for (let i = 0; i < n; i++) a.data[i * n + i]! += n;
  const x = matrix(n, 3);
  stream.fillNormal(x.data, n * n);
  const xt = matrix(
    3,
    n,
    Float64Array.from({ length: 3 * n }, (_, at) => x.data[(at % n) * 3 + Math.floor(at / n)]!),
  );
  const solved = choleskySolve(cholesky(a)!, timesTransposed(a, xt));
  // The condition number is below 10, so the error is a few units in the last place.
  solved.data.forEach((value, at) => {
    t.true(Math.abs(value - x.data[at]!) < 1e-13);
  });
});

test('no factor for a matrix that is not positive definite', t => {
  t.is(
    cholesky(
      fromRows([
        [1, 2],
        [2, 1],
      ]),
    ),
    undefined,
  );
});

test('the inverse of a triangular factor', t => {
  const l = fromRows([
    [2, 0, 0],
    [6, 1, 0],
    [-8, 4, 4],
  ]);
  const product = timesTransposed(inverseLower(l), transpose(l));
  t.deepEqual(toRows(product), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});
