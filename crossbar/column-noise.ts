import { physical } from '../devices/compact/constants.js';

/** Noise of the circuits that read a column; each part may be 0. */
export interface ColumnNoise {
  /** K, of the cells' thermal noise; 0 leaves it out. */
  readonly temperature: number;
  /** Fano factor of the cells' shot noise: 1 for single electrons over barriers, 1/3 in a diffusive conductor, 0 in a long ohmic one. */
  readonly fano: number;
  /** A/√Hz, of the amplifier at its input. */
  readonly amplifier: number;
}

/**
 * A², variance of a current that is integrated for `time` s:
 *
 *     σ² = B·(4 k T ΣG + 2 q F Σ|I| + i_n²),      B = 1/(2·time)
 *
 * with ΣG (S) the conductance of the cells on its bit lines, Σ|I| (A) the sum of the magnitudes of their currents, and B the
 * noise bandwidth of an ideal integrator. J. B. Johnson, H. Nyquist, Phys. Rev. 32 (1928) 97, 110; W. Schottky, Ann. Phys. 57 (1918) 541;
 * the Fano factor of a diffusive conductor: C. W. J. Beenakker, M. Büttiker, Phys. Rev. B 46 (1992) 1889.
 */
export function readVariance(siemens: number, amperes: number, time: number, noise: ColumnNoise): number {
  const { temperature, fano, amplifier } = noise;
  const density =
    4 * physical.boltzmann * temperature * siemens + 2 * physical.charge * fano * amperes + amplifier ** 2;
  return density / (2 * time);
}
