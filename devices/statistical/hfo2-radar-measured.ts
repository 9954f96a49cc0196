import type { MeasuredLevels } from './entry.js';
import { hfo2RadarFit } from './hfo2-radar-fit.js';

const siemens = (microsiemens: readonly number[]): Float64Array =>
  Float64Array.from(microsiemens, value => value * 1e-6);

/**
 * Means and deviations over the 32 cells of each level, as read before and after a bake: statistics of the measurements of
 * Levy et al., IEEE TED 2021 (doi 10.1109/TED.2021.3097975).
 */
export const hfo2RadarMeasured: MeasuredLevels = {
  source: 'statistics of 32 cells per level, measured by Levy et al., IEEE TED 2021 (doi 10.1109/TED.2021.3097975)',
  target: siemens(hfo2RadarFit.levels),
  cells: 32,
  seconds: hfo2RadarFit.bakeSeconds,
  kelvin: hfo2RadarFit.bakeKelvin,
  fresh: {
    mean: siemens([
      6.95, 11.43, 13.31, 15.04, 15.71, 24.76, 32.08, 45.41, 54.6, 58.76, 67.01, 73.95, 84.19, 94.42, 101.19, 110.43,
      117.37, 124.85, 134.73, 140.3, 148.74, 158.11, 165.29, 172.44, 180.61, 188.46, 196.26, 202.42, 210.79, 219.13,
      226.49, 236.93,
    ]),
    deviation: siemens([
      5.03, 11.91, 10.49, 16.8, 9.49, 11.19, 13.96, 12.83, 12.24, 16.66, 12.99, 8.79, 8.82, 9.41, 10.08, 7.1, 6.65,
      4.74, 4.38, 7.39, 3.65, 4.0, 2.63, 3.98, 3.05, 2.69, 2.67, 3.41, 4.48, 7.31, 3.18, 8.78,
    ]),
  },
  aged: {
    mean: siemens([
      8.94, 14.6, 12.64, 13.47, 11.4, 18.41, 21.92, 30.57, 37.03, 39.48, 40.51, 51.24, 65.21, 72.42, 87.17, 90.35,
      107.04, 110.73, 122.94, 131.33, 141.0, 151.95, 159.82, 167.98, 178.13, 185.68, 193.56, 200.46, 208.75, 218.16,
      224.97, 235.84,
    ]),
    deviation: siemens([
      6.81, 16.34, 13.41, 15.59, 11.16, 14.14, 15.17, 19.7, 21.04, 27.48, 26.36, 24.04, 21.59, 20.37, 19.7, 21.19,
      10.76, 16.4, 7.5, 15.95, 7.01, 7.13, 7.3, 7.48, 5.82, 3.29, 4.28, 4.91, 5.97, 7.43, 4.43, 9.44,
    ]),
  },
};
