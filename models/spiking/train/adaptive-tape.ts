import { leakFactors, roundingOf } from '../arithmetic.js';
import type { AdaptiveIntegrateFire } from '../neuron.js';
import type { SpikeFunction } from './surrogate.js';
import type { NeuronTape, TapeSize } from './tape.js';

/**
 * ALIF neurons:
 *
 *     a' = ρ a + (1 − ρ) z,   θ = baseline + strength·a',   m = α v + (1 − α) x,   z' = f(m − θ),   v' = m − z' θ
 */
export function adaptiveTape(
  neuron: AdaptiveIntegrateFire,
  spike: SpikeFunction,
  { series, steps }: TapeSize,
): NeuronTape {
  const { timeStep, timeConstant, adaptationTimeConstant, baseline, strength } = neuron;
  const width = timeConstant.length;
  const row = series * width;
  const alpha = leakFactors(timeConstant, timeStep, 'exact', roundingOf({})).keep;
  const rho = leakFactors(adaptationTimeConstant, timeStep, 'exact', roundingOf({})).keep;
  // Rows of v and a, and of z, begin with the states before the first step.
  const tape = (): Float64Array => new Float64Array((steps + 1) * row);
  const [v, a, z] = [tape(), tape(), tape()];
  const drives = new Float64Array(steps * row);
  const [ofV, ofA, ofZ] = [new Float64Array(row), new Float64Array(row), new Float64Array(row)];
  const [ofAlpha, ofRho] = [new Float64Array(width), new Float64Array(width)];
  return {
    outputs: z.subarray(row),
    forward(t, drive) {
      drives.set(drive, t * row);
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const adapted = rho[i]! * a[at]! + (1 - rho[i]!) * z[at]!;
          const threshold = baseline[i]! + strength[i]! * adapted;
          const now = alpha[i]! * v[at]! + (1 - alpha[i]!) * drive[k]!;
          const fired = spike.value(now - threshold);
          a[at + row] = adapted;
          z[at + row] = fired;
          v[at + row] = now - fired * threshold;
        }
    },
    backward(t, ofOutputs, ofDrive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const x = drives[at]!;
          const threshold = baseline[i]! + strength[i]! * a[at + row]!;
          const now = alpha[i]! * v[at]! + (1 - alpha[i]!) * x;
          const after = ofV[k]!;
          const ofSpike = (ofOutputs[k]! + ofZ[k]! - after * threshold) * spike.slope(now - threshold);
          const ofNow = after + ofSpike;
          const ofAdapted = ofA[k]! - strength[i]! * (after * z[at + row]! + ofSpike);
          ofAlpha[i]! += ofNow * (v[at]! - x);
          ofRho[i]! += ofAdapted * (a[at]! - z[at]!);
          ofDrive[k] = ofNow * (1 - alpha[i]!);
          ofV[k] = ofNow * alpha[i]!;
          ofA[k] = ofAdapted * rho[i]!;
          ofZ[k] = ofAdapted * (1 - rho[i]!);
        }
    },
    // d e^(−dt/τ)/dτ = e^(−dt/τ) dt/τ²
    constants: () => ({
      timeConstant: ofAlpha.map((g, i) => (g * alpha[i]! * timeStep) / timeConstant[i]! ** 2),
      adaptationTimeConstant: ofRho.map((g, i) => (g * rho[i]! * timeStep) / adaptationTimeConstant[i]! ** 2),
    }),
  };
}
