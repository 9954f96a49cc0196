import test from 'ava';
import fc from 'fast-check';
import { fromRows, matrix, toRows } from '../../numeric/matrix.js';
import { affine, timesTransposed } from '../../numeric/product.js';

test('a·bᵀ of a case by hand', t => {
  const a = fromRows([[1, 2, 3]]);
  const b = fromRows([
    [1, 0, 0],
    [0, 1, 0],
    [1, 1, 1],
    [2, -1, 0.5],
    [0, 0, -1],
  ]);
  t.deepEqual(toRows(timesTransposed(a, b)), [[1, 2, 6, 1.5, -3]]);
  t.deepEqual(toRows(affine(a, b, Float64Array.of(10, 20, 30, 40, 50))), [[11, 22, 36, 41.5, 47]]);
});

test('whole numbers multiply exactly in any shape', t => {
  const sizes = fc.tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 6 }),
  );
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.integer({ min: -99, max: 99 })), ([m, n, k], numbers) => {
      const draw = (rows: number, cols: number) =>
        matrix(
          rows,
          cols,
          Float64Array.from({ length: rows * cols }, () => numbers.next().value ?? 0),
        );
      const a = draw(m, k);
      const b = draw(n, k);
      const product = timesTransposed(a, b);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += a.data[i * k + p]! * b.data[j * k + p]!;
          t.is(product.data[i * n + j]! + 0, sum + 0);
        }
    }),
  );
});

test('rows of different length cannot meet', t => {
  t.throws(() => timesTransposed(matrix(1, 2), matrix(1, 3)), { instanceOf: RangeError });
});
