import test from 'ava';
import fc from 'fast-check';
import { type Complex, complex, fft } from 'mathjs';
import { fourierTransform, transformPlane } from '../../numeric/fft.js';
import { largestDifference } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';

function randomNumbers(length: number, seed: number): { re: Float64Array; im: Float64Array } {
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  randomStream(seed, 're').fillNormal(re, 0);
  randomStream(seed, 'im').fillNormal(im, 0);
  return { re, im };
}

// Sums of up to 512 numbers of size 1: those that they are compared with are off by some 1e-13.
const rounding = 1e-12;

test('any length as the sum itself has it', t => {
  for (const length of [1, 2, 3, 4, 5, 8, 15, 64, 97, 300, 512]) {
    const { re, im } = randomNumbers(length, length);
    const [wantedRe, wantedIm] = [new Float64Array(length), new Float64Array(length)];
    for (let k = 0; k < length; k++)
      for (let n = 0; n < length; n++) {
        const [c, s] = [Math.cos, Math.sin].map(wave => wave((2 * Math.PI * ((n * k) % length)) / length));
        wantedRe[k]! += re[n]! * c! + im[n]! * s!;
        wantedIm[k]! += im[n]! * c! - re[n]! * s!;
      }
    fourierTransform(length)(re, im);
    t.true(largestDifference(re, wantedRe).worst < rounding, `re ${length}`);
    t.true(largestDifference(im, wantedIm).worst < rounding, `im ${length}`);
  }
});

test('a plane: rows and columns of odd sizes as mathjs has it', t => {
  const [rows, cols] = [5, 6];
  const { re, im } = randomNumbers(rows * cols, 1);
  const plane = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => complex(re[i * cols + j]!, im[i * cols + j]!)),
  );
  const wanted = (fft(plane) as unknown as Complex[][]).flat();
  transformPlane(re, im, rows, cols);
  t.true(
    largestDifference(
      re,
      Float64Array.from(wanted, value => value.re),
    ).worst < rounding,
  );
  t.true(
    largestDifference(
      im,
      Float64Array.from(wanted, value => value.im),
    ).worst < rounding,
  );
});

test('property: there and back is the length times the numbers, and squares add up to the length times as much (Parseval)', t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 1000 }), (length, seed) => {
      const { re, im } = randomNumbers(length, seed);
      const energy = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, k) => sum + x * x + b[k]! ** 2, 0);
      const transform = fourierTransform(length);
      const there = { re: re.slice(), im: im.slice() };
      transform(there.re, there.im);
      t.true(Math.abs(energy(there.re, there.im) / length / energy(re, im) - 1) < rounding);
      transform(there.im, there.re);
      const back = there.re.map(value => value / length);
      t.true(largestDifference(back, re).worst < rounding);
    }),
    { numRuns: 50 },
  );
});
