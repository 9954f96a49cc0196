import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { whiten } from '../../../models/images/whiten.js';
import { deviation, mean } from '../../../numeric/statistics.js';
import { picture } from './builders.js';

/** Amplitude of the wave with so many cycles down and across, of a picture. */
function amplitude(pixels: Float64Array, rows: number, columns: number, down: number, across: number): number {
  const sum = [0, 0];
  pixels.forEach((value, at) => {
    const phase = 2 * Math.PI * ((down * Math.floor(at / columns)) / rows + (across * (at % columns)) / columns);
    sum[0]! += value * Math.cos(phase);
    sum[1]! += value * Math.sin(phase);
  });
  return (2 * Math.hypot(sum[0]!, sum[1]!)) / pixels.length;
}

// The rounding of sums over 7 × 12 to 32 × 32 pixels.
const rounding = 1e-12;

for (const [rows, columns] of [
  [32, 32],
  [7, 12],
] as const)
  test(`${rows}×${columns}: waves pass as f·exp(−(f/f₀)⁴), all is scaled to variance 1`, t => {
    const wave = (down: number, across: number) => (i: number, j: number) =>
      Math.cos(2 * Math.PI * ((down * i) / rows + (across * j) / columns));
    const [slow, fast] = [wave(1, 0), wave(2, 3)];
    const image = picture(rows, columns, (i, j) => 5 + 2 * slow(i, j) + 3 * fast(i, j));
    const { pixels } = whiten(image, 0.4);
    t.true(Math.abs(mean(pixels)) < rounding);
    t.true(Math.abs(deviation(pixels) - 1) < rounding);
    const gain = (f: number): number => f * Math.exp(-((f / 0.4) ** 4));
    const wanted = (3 * gain(Math.hypot(2 / rows, 3 / columns))) / (2 * gain(1 / rows));
    const found = amplitude(pixels, rows, columns, 2, 3) / amplitude(pixels, rows, columns, 1, 0);
    t.true(Math.abs(found / wanted - 1) < rounding, `${found} ${wanted}`);
  });

test('a picture of one grey, and a cutoff of nothing, are refused', t => {
  t.throws(
    () =>
      whiten(
        picture(4, 4, i => i),
        0,
      ),
    {
      instanceOf: InputError,
      message: 'cutoff: found 0; expected a frequency above 0, in cycles per pixel',
    },
  );
  t.throws(() => whiten(picture(4, 4, () => 0.1, 'grey.pgm')), {
    instanceOf: InputError,
    message: 'grey.pgm: found the same grey everywhere; expected a picture, which whitening makes of variance 1',
  });
  // The lowest frequency is 1/4: exp(−(0.25/0.04)⁴) = exp(−1526) is 0 in float64.
  const low = picture(4, 4, i => i, 'low.pgm');
  t.throws(() => whiten(low, 0.04), {
    instanceOf: InputError,
    message:
      'low.pgm: found nothing left of 4×4 pixels by the cutoff 0.04; expected a cutoff nearer to the usual 0.4, in cycles per pixel',
  });
  t.true(whiten(low, 0.1).pixels.every(Number.isFinite));
});
