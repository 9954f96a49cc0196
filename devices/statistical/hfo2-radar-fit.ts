import type { JohnsonShape } from '../../numeric/johnson.js';
import type { CyclingStatistics } from '../endurance.js';
import type { FormingStatistics } from '../forming.js';

/**
 * What was fitted to the HfO₂ cells of Levy et al., IEEE TED 2021 (doi 10.1109/TED.2021.3097975), by bench/fit-hfo2.ts, to
 * the digits that it prints. µS, eV, s and K.
 */
export interface Hfo2RadarFit {
  /** µS that a cell fades to near zero (devices/soft-floor.ts); what follows in µS is in the scale that it makes. */
  readonly floor: number;
  /** µS of the highest conductance read of any of the 1024 cells. */
  readonly ceiling: number;
  /** µS that the levels were written to. */
  readonly levels: readonly number[];
  /** Mean and deviation of what they missed it by, level by level, and the shape of the distribution around. */
  readonly bias: readonly number[];
  readonly deviation: readonly number[];
  readonly programming: JohnsonShape;
  /** Mean of what a bake adds to cells that read `knots` before it. */
  readonly knots: readonly number[];
  readonly shift: readonly number[];
  /** Deviation around that mean, level by level, and its shape. */
  readonly spread: readonly number[];
  readonly baking: JohnsonShape;
  readonly bakeSeconds: number;
  readonly bakeKelvin: number;
  /** eV of how what a bake does grows with temperature at equal times: ∝ exp(−temperatureSlope/kT). */
  readonly temperatureSlope: number;
  /** Deviation of what is read from read to read, at the conductances `readKnots`. */
  readonly readKnots: readonly number[];
  readonly readDeviation: readonly number[];
}

export const hfo2RadarFit: Hfo2RadarFit = {
  floor: 8,
  ceiling: 263.5,
  levels: Array.from({ length: 32 }, (_, level) => 7.5 * level + 1.25),
  bias: [
    ...[-0.11, -1.66, -6.8, -11.64, -18.08, -14.87, -14.94, -8.46, -6.67, -10.04, -9.25, -9.8, -7.06, -4.33, -5.06],
    ...[-3.32, -3.88, -3.9, -1.52, -3.45, -2.51, -0.64, -0.96, -1.31, -0.64, -0.29, 0.01, -1.33, -0.46, 0.38, 0.24],
    3.18,
  ],
  deviation: [
    ...[7.93, 14.49, 13.96, 18.24, 11.8, 12.1, 15.26, 13.06, 12.27, 16.76, 13.01, 8.79, 8.82, 9.41, 10.08, 7.1, 6.65],
    ...[4.74, 4.38, 7.39, 3.65, 4, 2.63, 3.98, 3.05, 2.69, 2.67, 3.41, 4.48, 7.31, 3.18, 8.78],
  ],
  programming: { gamma: -0.15, delta: 1.52 },
  knots: [0, 35, 70, 105, 140, 175, 262],
  shift: [3.1, -14.4, -24.4, -14.3, -9.5, -3.3, -0.2],
  spread: [
    ...[8.02, 15.92, 12.58, 11.98, 12.05, 13.97, 15.05, 17.95, 20.62, 22.86, 26.35, 21.93, 17.64, 18.39, 15.77, 18.97],
    ...[8.62, 15.91, 6.43, 14.46, 6.97, 6.08, 6.64, 5.8, 5.13, 2.2, 3.23, 4.49, 3.63, 1.76, 2.88, 2.51],
  ],
  baking: { gamma: -0.04, delta: 2.01 },
  bakeSeconds: 1800,
  bakeKelvin: 353.15,
  temperatureSlope: 0.15,
  readKnots: [7, 94, 124, 151, 174, 196, 218, 241],
  readDeviation: [0.29, 0.64, 0.73, 0.28, 0.28, 0.26, 0.2, 0.22],
};

/**
 * Forming of the same arrays: 8193 cells, word lines at 2 V to 2.6 V, the bit line raised by 50 mV until they formed. All
 * did, at 1 V to 4 V. Three populations are needed: most cells, a broader tenth or two, and 3 % that form early.
 */
export const hfo2RadarForming: FormingStatistics = {
  shares: [0.7546, 0.2172, 0.0282],
  means: [3.189, 3.029, 2.169],
  deviations: [0.158, 0.283, 0.447],
};

/**
 * 100 cells of the same arrays, RESET and SET in turn over 300 cycles. Not in the fit: cells of a high HRS have a lower LRS
 * (correlation of the means −0.34), and scatter less in the HRS and more in the LRS. Nothing is known beyond 300 cycles.
 */
export const hfo2RadarCycling: Readonly<Record<'hrs' | 'lrs', CyclingStatistics>> = {
  hrs: {
    ...{ mean: 11.348, cells: 1.01, wear: 0.7, wearCycles: 34, cycle: 0.698, cycleSpread: 0.24 },
    ...{ slowShare: 0.19, slowCycles: 45, shape: { gamma: -0.06, delta: 4.59 } },
  },
  lrs: {
    ...{ mean: 8.504, cells: 0.103, wear: 0.43, wearCycles: 4, cycle: 0.131, cycleSpread: 0.53 },
    ...{ slowShare: 0.25, slowCycles: 30, shape: { gamma: -0.71, delta: 1 } },
  },
};
