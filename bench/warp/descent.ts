import { convolutionalCodes, convolutionalEnergies } from '../../models/lca/convolution.js';
import { activeShare } from '../../models/lca/energy.js';
import type { Threshold } from '../../models/lca/threshold.js';
import type { Windows } from '../../models/lca/windows.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { mean } from '../../numeric/statistics.js';

/** How an LCA with a hard threshold went on from one start. */
export interface Descent {
  /** Mean energy of an image before each iteration and after the last. */
  readonly energies: readonly number[];
  /** Of code entries, after the last. */
  readonly activeShare: number;
}

export function descent(
  atoms: Matrix,
  windows: Windows,
  images: Matrix,
  threshold: Threshold,
  iterations: number,
  start?: Float64Array,
): Descent {
  const energies: number[] = [];
  const note = (codes: Float64Array): void => {
    const of = matrix(images.rows, codes.length / images.rows, codes);
    energies.push(mean([...convolutionalEnergies(atoms, windows, images, of, threshold)]));
  };
  const { codes } = convolutionalCodes(atoms, windows, images, {
    ...{ threshold, iterations, onIteration: (_: number, now: Float64Array) => note(now) },
    ...(start && { start }),
  });
  note(codes.data);
  return { energies, activeShare: activeShare(codes) };
}

/** After how many iterations the energy is at most `goal` for the first time. */
export function firstAt({ energies }: Descent, goal: number): number | undefined {
  const at = energies.findIndex(energy => energy <= goal);
  return at < 0 ? undefined : at;
}
