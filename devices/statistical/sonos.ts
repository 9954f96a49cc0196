import { reject } from '../../edge/error.js';
import { brokenLine } from '../../numeric/curves.js';
import { deviceOfParts, type ReadNoise } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic } from '../parts.js';
import { widening } from '../widening.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

const parameters = {
  ...windowParameters(0, 16e-6),
  readVoltage: { meaning: 'drain voltage at which currents are read', unit: 'V', value: 0.1, range: [0.001, 10] },
  spreadScale: scale('spread'),
  readNoiseScale: scale('read noise'),
} as const;

const day = 86400;

/** nA: the largest current with data. */
const largest = 3200;

/** σ_I = A (1 − e^(−I/B)) in nA; A and B by day 0 to 5. */
const days = [0, 1, 2, 3, 4, 5];
const spreadA = [19.88665, 25.59102, 28.72753, 31.04318, 33.76214, 34.57909];
const spreadB = [176.3115, 186.85544, 193.56834, 198.90332, 204.77023, 207.34309];
const [readA, readB] = [12.58037, 215.36557];

const published = fitTo(
  'Agrawal et al., IEDM 2022, 21.7 (IEEE Xplore 10019564); as fitted in CrossSim',
  'the drift of the mean current is left out',
  'the spread after programming was measured up to 1800 nA, and up to 5 days',
  'currents were measured at one drain voltage, taken as 0.1 V: a conductance holds at readVoltage only',
);

/**
 * Charge-trapping SONOS transistors in 40 nm, read below threshold: the spread of their currents I (nA) over 128k devices,
 *
 *     σ_I = A (1 − e^(−I/B)),   A and B (nA) at day 0 to 5, straight lines between
 *     single reads: A = 12.58037, B = 215.36557, white
 *
 * A conductance stands for the current at `readVoltage`; the default is what makes CrossSim's 1600 nA its 16 µS. A
 * device is programmed with the spread of day 0 and widens to those of the other days, one kept number each
 * (devices/widening.ts). Negative currents are clipped at 0, which no draw is far enough for.
 */
export const sonos: DeviceEntry<typeof parameters> = {
  name: 'sonos',
  title: 'SONOS charge-trapping memory, 40 nm',
  source: published.source,
  parameters,
  create({ gMin, gMax, readVoltage, spreadScale, readNoiseScale }) {
    if (1e9 * gMax * readVoltage > largest * (1 + 1e-12))
      reject(
        'device sonos: gMax',
        `found ${gMax} S, ${1e9 * gMax * readVoltage} nA at ${readVoltage} V`,
        `expected at most ${largest} nA`,
      );
    const nA = (siemens: number): number => 1e9 * siemens * readVoltage;
    const [aOf, bOf] = [brokenLine(days, spreadA), brokenLine(days, spreadB)];
    const deviation = (siemens: number, seconds: number): number => {
      const at = seconds / day;
      return ((spreadScale * saturating(aOf(at), bOf(at), nA(siemens))) / readVoltage) * 1e-9;
    };
    const gained = (siemens: number, seconds: number): number =>
      Math.max(0, deviation(siemens, seconds) ** 2 - deviation(siemens, 0) ** 2);
    const readNoise: ReadNoise = {
      ...published,
      flicker: programmed => new Float64Array(programmed.length),
      // σ_I/I at 0 is its limit.
      white: programmed =>
        programmed.map(g => readNoiseScale * (g > 0 ? saturating(readA!, readB!, nA(g)) / nA(g) : readA! / readB!)),
    };
    return deviceOfParts(
      'sonos',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(g => deviation(g, 0), published),
        retention: widening({ gained, anchor: 5 * day, longest: 5 * day }, published),
        readNoise,
        conduction: ohmic,
      },
    );
  },
};

/** A (1 − e^(−I/B)). */
const saturating = (a: number, b: number, current: number): number => -a * Math.expm1(-current / b);
