import type { Image } from '../../models/images/image.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { deviation, mean } from '../../numeric/statistics.js';

/** Pixels, the deviation of a spot: no wider than the strokes of digits, and not so wide that spots are all but alike. */
const width = 0.5;

/**
 * Atoms to learn from for images of strokes on an even ground: the mean image, and Gaussian spots on the pixels that vary
 * most, from the one that does so most. Few of them make an image, since most of it is ground and where strokes are is local.
 */
export function meanAndSpots(images: readonly Image[], atoms: number): Matrix {
  const { rows, columns } = images[0]!;
  const size = rows * columns;
  const varied = Array.from({ length: size }, (_, k) => {
    const values = images.map(({ pixels }) => pixels[k]!);
    return { k, mean: mean(values), deviation: deviation(values) };
  });
  const data = new Float64Array(atoms * size);
  for (const { k, mean } of varied) data[k] = mean;
  const middles = varied.toSorted((a, b) => b.deviation - a.deviation || a.k - b.k).slice(0, atoms - 1);
  for (const [j, { k: middle }] of middles.entries())
    for (let k = 0; k < size; k++) {
      const [down, right] = [
        Math.floor(k / columns) - Math.floor(middle / columns),
        (k % columns) - (middle % columns),
      ];
      data[(j + 1) * size + k] = Math.exp(-(down * down + right * right) / (2 * width * width));
    }
  return matrix(atoms, size, data);
}
