import type { RandomStream } from '../numeric/random.js';

/** How far the ADCs of a chip are from ideal ones: standard deviations over its ADCs, each of which keeps what it drew. */
export interface AdcErrors {
  /** LSB, of the code at zero. */
  readonly offset: number;
  /** Relative, of the slope. */
  readonly gain: number;
  /** LSB, of the peak of a smooth integral nonlinearity. */
  readonly bow: number;
  /** Relative, of one unit element of the binary array inside: bit k of 2^k units has a weight off by this/√2^k. */
  readonly mismatch: number;
}

/** What is known of each ADC from a ramp of known currents, and corrected behind it: nothing, a straight line, or a value for each code. */
export const adcCalibrations = ['none', 'line', 'table'] as const;
export type AdcCalibration = (typeof adcCalibrations)[number];

/** One ADC: what its code for an input says that the input was, both as shares of full scale. */
export type Adc = (share: number) => number;

/** Points of the ramp in each LSB. */
const rampPerLsb = 16;

/**
 * ADC `index` of a chip: signed, `steps` to each side of zero, by successive approximation of the magnitude,
 *
 *     v = (1 + g)·x + (o + b·(3√3/2)·x(1 − x²))/L        bit k, from the highest: kept where |v|·L ≥ Σ kept wₖ + w_k − ½
 *
 * with g, o, b normal draws and weights w_k = 2^k·(1 + m/√2^k). The bow is the odd one of a differential converter, with its
 * peaks of b at x = ±1/√3; it leaves zero and full scale where they are. An ADC without errors rounds to the nearest step.
 */
export function drawnAdc(steps: number, errors: AdcErrors, draws: RandomStream, index: number): Adc {
  const bits = Math.round(Math.log2(steps + 1));
  const first = index * (bits + 3);
  const offset = errors.offset * draws.normal(first);
  const gain = 1 + errors.gain * draws.normal(first + 1);
  const bow = ((errors.bow * 3 * Math.sqrt(3)) / 2) * draws.normal(first + 2);
  const weights = Float64Array.from({ length: bits }, (_, k) => {
    const units = 2 ** k;
    return units * (1 + (errors.mismatch / Math.sqrt(units)) * draws.normal(first + 3 + k));
  });
  return share => {
    const x = Math.min(Math.max(share, -1), 1);
    const found = steps * gain * share + offset + bow * x * (1 - x * x);
    const magnitude = Math.abs(found) + 0.5;
    let [code, level] = [0, 0];
    for (let k = bits - 1; k >= 0; k--) {
      if (magnitude < level + weights[k]!) continue;
      level += weights[k]!;
      code += 2 ** k;
    }
    return (found < 0 ? -code : code) / steps;
  };
}

/** The same ADC with what a slow ramp over its range tells of it taken out digitally; saturation and missing codes stay. */
export function calibratedAdc(adc: Adc, steps: number, calibration: AdcCalibration): Adc {
  if (calibration === 'none') return adc;
  const points = 2 * steps * rampPerLsb;
  const ramp = Float64Array.from({ length: points + 1 }, (_, k) => (2 * k) / points - 1);
  const answers = ramp.map(adc);
  return calibration === 'line' ? straightened(adc, ramp, answers) : tabled(adc, steps, ramp, answers);
}

/** Corrected by the least-squares line through the ramp, but for its ends, where a converter may be saturated. */
function straightened(adc: Adc, ramp: Float64Array, answers: Float64Array): Adc {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0];
  ramp.forEach((at, k) => {
    if (Math.abs(at) > 0.9) return;
    const answer = answers[k]!;
    [count, x, y, xx, xy] = [count + 1, x + at, y + answer, xx + at * at, xy + at * answer];
  });
  const slope = (count * xy - x * y) / (count * xx - x * x);
  const start = (y - slope * x) / count;
  return share => (adc(share) - start) / slope;
}

/** Each code stands for the mean of the ramp's inputs that gave it; a code that none gave stays as it is. */
function tabled(adc: Adc, steps: number, ramp: Float64Array, answers: Float64Array): Adc {
  const sums = new Float64Array(2 * steps + 1);
  const counts = new Float64Array(2 * steps + 1);
  const place = (answer: number): number => Math.round(answer * steps) + steps;
  ramp.forEach((at, k) => {
    const code = place(answers[k]!);
    sums[code]! += at;
    counts[code]! += 1;
  });
  const values = sums.map((sum, code) => (counts[code]! > 0 ? sum / counts[code]! : (code - steps) / steps));
  return share => values[place(adc(share))]!;
}
