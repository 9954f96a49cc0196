import { multiply } from '../../kernels/dense.js';
import { convolutionalCodes, convolutionalReconstructions } from '../../models/lca/convolution.js';
import { normalized } from '../../models/lca/dictionary.js';
import type { Threshold } from '../../models/lca/threshold.js';
import { unfold, type Windows, windowLength } from '../../models/lca/windows.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';

/** Iterations that codes are found with while the dictionary still changes. */
const iterations = 60;

/**
 * Learns atoms for the windows, from batches of images: ΔΦ = rate/(n + 1) Σ a ⊗ (s − a ⋆ᵀ Φ) over all windows, n being how
 * often an atom was active (lanl/lca-pytorch, `update_weights`), atoms then divided by their lengths; the rate falls from 1 to 0.
 */
export function learnAtoms(
  windows: Windows,
  features: number,
  threshold: Threshold,
  batches: readonly Matrix[],
  onBatch: (done: number) => void,
): Matrix {
  const length = windowLength(windows);
  const start = new Float64Array(features * length);
  randomStream(1, 'atoms').fillNormal(start, 0);
  let atoms = normalized(matrix(features, length, start));
  for (const [b, images] of batches.entries()) {
    const { codes } = convolutionalCodes(atoms, windows, images, { threshold, iterations });
    const found = convolutionalReconstructions(atoms, windows, codes).data;
    const missing = unfold(
      windows,
      images.data.map((value, k) => value - found[k]!),
      images.rows,
    );
    const seen = missing.length / length;
    const moves = multiply(transpose(matrix(seen, features, codes.data)).data, features, missing, seen, length);
    const active = new Float64Array(features);
    for (const [k, a] of codes.data.entries()) if (a !== 0) active[k % features]!++;
    const rate = 1 - b / batches.length;
    const next = atoms.data.map((value, k) => value + (rate * moves[k]!) / (active[Math.floor(k / length)]! + 1));
    atoms = normalized(matrix(features, length, next));
    onBatch(b + 1);
  }
  return atoms;
}
