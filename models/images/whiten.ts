import { reject } from '../../edge/error.js';
import { transformPlane } from '../../numeric/fft.js';
import { standardize } from '../../numeric/statistics.js';
import type { Image } from './image.js';

/** f₀ of the usual filter, cycles per pixel: 200 cycles in pictures of 512 pixels are 0.39. */
export const usualCutoff = 0.4;

/**
 * An image whose neighbouring pixels are hardly correlated any more: natural images have amplitudes that fall as 1/f, so every
 * spatial frequency f (cycles per pixel, f² = f_x² + f_y²) is multiplied by
 *
 *     f·exp(−(f/f₀)⁴)
 *
 * which also takes off the mean, and, by the exponential, the corners of the frequency plane, where there is mostly noise; then
 * all is scaled to variance 1. (Olshausen and Field, Vision Research 37:3311 (1997), have f₀ = 200 cycles per picture of 512
 * pixels.) The picture counts as periodic, so pixels at the border see those across. InputError for a picture of one grey,
 * where f₀ is not above 0, and where it leaves nothing.
 */
export function whiten({ name, rows, columns, pixels }: Image, cutoff = usualCutoff): Image {
  if (!(cutoff > 0)) return reject('cutoff', `found ${cutoff}`, 'expected a frequency above 0, in cycles per pixel');
  if (pixels.every(pixel => pixel === pixels[0]))
    return reject(name, 'found the same grey everywhere', 'expected a picture, which whitening makes of variance 1');
  const re = pixels.slice();
  const im = new Float64Array(pixels.length);
  transformPlane(re, im, rows, columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const f = Math.hypot(Math.min(i, rows - i) / rows, Math.min(j, columns - j) / columns);
      const gain = f * Math.exp(-((f / cutoff) ** 4));
      re[i * columns + j]! *= gain;
      im[i * columns + j]! *= gain;
    }
  transformPlane(im, re, rows, columns); // the inverse, but for a factor
  const white = standardize(re);
  if (white.every(pixel => pixel === 0))
    return reject(
      name,
      `found nothing left of ${rows}×${columns} pixels by the cutoff ${cutoff}`,
      `expected a cutoff nearer to the usual ${usualCutoff}, in cycles per pixel`,
    );
  return { name, rows, columns, pixels: white };
}
