import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { multiply, multiplyPlain, type Numbers, PackedMatrix } from '../../kernels/dense.js';
import { kernels } from '../../kernels/instance.js';
import { randomStream } from '../../numeric/random.js';

function random(name: string, length: number): Float64Array {
  const out = new Float64Array(length);
  randomStream(1, name).fillNormal(out, 0);
  return out;
}

/** The same numbers in both types, each rounded to its own. */
const types: Record<string, (numbers: Float64Array) => Numbers> = {
  float64: numbers => numbers,
  float32: numbers => Float32Array.from(numbers),
};

// count, rows, columns: remainders of tiles and panels, long rows (packed), short ones, nothing at all.
const shapes = [
  [1, 1, 1],
  [1, 1, 7],
  [1, 5, 3],
  [1, 129, 65],
  [2, 3, 2],
  [3, 70, 1],
  [4, 1, 4],
  [5, 3, 7],
  [5, 2, 300],
  [7, 3, 1030],
  [9, 101, 200],
  [17, 100, 10],
  [700, 64, 33],
  [1, 9, 1025],
  [66, 40, 777],
  [6, 0, 3],
  [0, 4, 3],
  [6, 4, 0],
] as const;

test('this host has the kernels', t => {
  t.truthy(kernels());
});

/** multiply, plain and packed products of the same matrices are the same, bit for bit. */
function agree(t: ExecutionContext, x: Numbers, count: number, w: Numbers, rows: number, cols: number): void {
  const name = `${count}×${rows}×${cols}`;
  const plain = multiplyPlain(x, count, w, rows, cols);
  t.deepEqual(multiply(x, count, w, rows, cols), plain, name);
  const packed = new PackedMatrix(w, rows, cols);
  t.deepEqual(packed.multiply(x, count), plain, `${name}, packed`);
  t.deepEqual(packed.multiply(x, count), plain, `${name}, packed, again`);
}

for (const [type, round] of Object.entries(types)) {
  test(`${type}: the kernels and plain TypeScript give the same bits`, t => {
    for (const [count, rows, cols] of shapes)
      agree(t, round(random('x', count * rows)), count, round(random('w', rows * cols)), rows, cols);
  });

  test(`${type}: so they do in any shape`, t => {
    const sizes = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 40 }), fc.nat({ max: 40 }));
    fc.assert(
      fc.property(sizes, ([count, rows, cols]) => {
        agree(t, round(random('x', count * rows)), count, round(random('w', rows * cols)), rows, cols);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test(`${type}: a row gives the same bits alone and in a batch of many chunks`, t => {
    const [count, rows, cols] = [1500, 90, 30];
    const x = round(random('x', count * rows));
    const w = round(random('w', rows * cols));
    const batch = multiply(x, count, w, rows, cols);
    const packed = new PackedMatrix(w, rows, cols);
    for (let i = 0; i < count; i += 7) {
      const row = x.slice(i * rows, (i + 1) * rows);
      const expected = batch.slice(i * cols, (i + 1) * cols);
      t.deepEqual(multiply(row, 1, w, rows, cols), expected);
      t.deepEqual(packed.multiply(row, 1), expected);
    }
    t.deepEqual(packed.multiply(x, count), batch);
  });

  test(`${type}: fills the array it is given, whatever was in it`, t => {
    const x = round(random('x', 30));
    const w = round(random('w', 36));
    const expected = multiplyPlain(x, 5, w, 6, 6);
    const out = round(new Float64Array(30).fill(NaN));
    t.is(multiply(x, 5, w, 6, 6, out), out);
    t.deepEqual(out, expected);
    out.fill(NaN);
    t.is(new PackedMatrix(w, 6, 6).multiply(x, 5, out), out);
    t.deepEqual(out, expected);
  });
}

test('numbers that are not finite stay in their own rows and columns', t => {
  const [count, rows, cols] = [6, 20, 7];
  const x = random('x', count * rows);
  const w = random('w', rows * cols);
  x[2 * rows] = NaN;
  w[4] = Number.POSITIVE_INFINITY;
  const product = multiply(x, count, w, rows, cols);
  product.forEach((value, at) => {
    const odd = Math.floor(at / cols) === 2 || at % cols === 4;
    t.is(Number.isFinite(value), !odd);
  });
  t.deepEqual(product, multiplyPlain(x, count, w, rows, cols));
});

test('float64 agrees with sums in another order', t => {
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

test('float32 keeps its bound: γ Σ|xw| with γ = n u / (1 − n u), u = 2⁻²⁴', t => {
  for (const [count, rows, cols] of [
    [5, 7, 9],
    [3, 129, 65],
    [2, 2000, 33],
  ] as const) {
    const x = Float32Array.from(random('x', count * rows));
    const w = Float32Array.from(random('w', rows * cols));
    const single = multiply(x, count, w, rows, cols);
    const double = multiply(Float64Array.from(x), count, Float64Array.from(w), rows, cols);
    const sizes = multiply(Float64Array.from(x, Math.abs), count, Float64Array.from(w, Math.abs), rows, cols);
    const gamma = (rows * 2 ** -24) / (1 - rows * 2 ** -24);
    let largest = 0;
    single.forEach((value, at) => {
      const error = Math.abs(value - double[at]!);
      largest = Math.max(largest, error / sizes[at]!);
      t.true(error <= gamma * sizes[at]!);
    });
    t.true(largest > 2 ** -28, 'rounded to float32 indeed');
  }
});

test('views of a call survive the growth of the memory in the next', t => {
  const small = multiply(random('x', 40), 4, random('w', 20), 10, 2);
  const before = small.slice();
  multiply(new Float64Array(8 * 1000), 8, new Float64Array(1000 * 1000), 1000, 1000);
  t.deepEqual(small, before);
  t.deepEqual(multiply(random('x', 40), 4, random('w', 20), 10, 2), before);
});

test('packed matrices keep their numbers, whatever is done to W and by other kernels', t => {
  const w = random('w', 40 * 30);
  const x = random('x', 40);
  const expected = multiply(x, 1, w, 40, 30);
  const one = new PackedMatrix(w, 40, 30);
  const other = new PackedMatrix(random('other', 40 * 30), 40, 30);
  w.fill(0);
  multiply(random('more', 1000), 1, random('much', 1000 * 500), 1000, 500);
  other.multiply(x, 1);
  t.deepEqual(one.multiply(x, 1), expected);
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
  t.throws(() => new PackedMatrix(new Float32Array(5), 3, 2), { instanceOf: RangeError, message: /^W \(3×2\) has 5 / });
  const packed = new PackedMatrix(new Float64Array(6), 3, 2);
  t.throws(() => packed.multiply(new Float64Array(4), 1), { instanceOf: RangeError, message: /^X \(1×3\) has 4 / });
  t.throws(() => packed.multiply(new Float64Array(3), 1, new Float64Array(3)), { message: /^the product \(1×2\) / });
});
