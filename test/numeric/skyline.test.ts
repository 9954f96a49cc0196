import test from 'ava';
import { type Complex, complex, lusolve } from 'mathjs';
import { randomStream } from '../../numeric/random.js';
import { factorise, skyline, solveFactored } from '../../numeric/skyline.js';

test('a complex symmetric matrix of any skyline is solved as mathjs solves it', t => {
  const n = 40;
  const draw = randomStream(3, 'skyline');
  const first = Int32Array.from({ length: n }, (_, i) => Math.floor(i * draw.uniform(i)));
  const matrix = skyline(first);
  const dense = Array.from({ length: n }, () => Array.from({ length: n }, () => complex(0, 0)));
  for (let i = 0; i < n; i++)
    for (let j = first[i]!; j <= i; j++) {
      const at = matrix.start[i]! - first[i]! + j;
      matrix.re[at] = i === j ? n : draw.uniform(100 + at) - 0.5;
      matrix.im[at] = i === j ? n : draw.uniform(9000 + at) - 0.5;
      dense[i]![j] = complex(matrix.re[at]!, matrix.im[at]!);
      dense[j]![i] = dense[i]![j]!;
    }
  const x = Float64Array.from({ length: n }, (_, i) => draw.normal(i));
  const y = Float64Array.from({ length: n }, (_, i) => draw.normal(n + i));
  const expected = lusolve(
    dense as never,
    Array.from(x, (re, i) => complex(re, y[i]!)) as never,
  ) as unknown as Complex[][];
  factorise(matrix);
  solveFactored(matrix, x, y);
  for (const [i, [value]] of expected.entries()) t.true(Math.hypot(x[i]! - value!.re, y[i]! - value!.im) < 1e-13);
});
