import test from 'ava';
import { multiply, multiplyPlain } from '../../kernels/dense.js';
import { kernels } from '../../kernels/instance.js';
import { randomStream } from '../../numeric/random.js';

function random(name: string, length: number): Float64Array {
  const out = new Float64Array(length);
  randomStream(1, name).fillNormal(out, 0);
  return out;
}

const shapes = [
  [1, 1, 1],
  [4, 1, 4],
  [5, 3, 7],
  [17, 100, 10],
  [9, 101, 200],
  [700, 64, 33],
  [6, 0, 3],
] as const;

test('this host has the kernels', t => {
  t.truthy(kernels());
});

test('the kernel and plain TypeScript give the same bits', t => {
  for (const [count, rows, cols] of shapes) {
    const x = random('x', count * rows);
    const w = random('w', rows * cols);
    t.deepEqual(multiply(x, count, w, rows, cols), multiplyPlain(x, count, w, rows, cols), `${count}×${rows}×${cols}`);
  }
});

test('a row gives the same bits alone and in a batch of many chunks', t => {
  const [count, rows, cols] = [1500, 90, 30];
  const x = random('x', count * rows);
  const w = random('w', rows * cols);
  const batch = multiply(x, count, w, rows, cols);
  for (let i = 0; i < count; i += 7) {
    const alone = multiply(x.slice(i * rows, (i + 1) * rows), 1, w, rows, cols);
    t.deepEqual(alone, batch.slice(i * cols, (i + 1) * cols));
  }
});

test('agrees with sums in another order', t => {
  const [count, rows, cols] = [8, 150, 5];
  const x = random('x', count * rows);
  const w = random('w', rows * cols);
  const product = multiply(x, count, w, rows, cols);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      for (let k = rows - 1; k >= 0; k--) sum += x[i * rows + k]! * w[k * cols + j]!;
      t.true(Math.abs(product[i * cols + j]! - sum) < 1e-13 * rows);
    }
});

test('fills the array it is given, whatever was in it', t => {
  const out = new Float64Array(10).fill(NaN);
  const x = random('x', 15);
  const w = random('w', 6);
  t.is(multiply(x, 5, w, 3, 2, out), out);
  t.deepEqual(out, multiplyPlain(x, 5, w, 3, 2));
});

test('views of a call survive the growth of the memory in the next', t => {
  const small = multiply(random('x', 40), 4, random('w', 20), 10, 2);
  const before = small.slice();
  multiply(new Float64Array(8 * 1000), 8, new Float64Array(1000 * 1000), 1000, 1000);
  t.deepEqual(small, before);
  t.deepEqual(multiply(random('x', 40), 4, random('w', 20), 10, 2), before);
});

test('sizes that do not fit are refused', t => {
  const refuse = (x: number, w: number, out: number, message: RegExp): void => {
    t.throws(() => multiply(new Float64Array(x), 4, new Float64Array(w), 3, 2, new Float64Array(out)), {
      instanceOf: RangeError,
      message,
    });
  };
  refuse(11, 6, 8, /^X \(4×3\) has 11 entries, expected 12$/);
  refuse(12, 7, 8, /^W \(3×2\) has 7 entries, expected 6$/);
  refuse(12, 6, 9, /^the product \(4×2\) has 9 entries, expected 8$/);
});
