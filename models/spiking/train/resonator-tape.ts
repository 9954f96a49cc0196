import type { BalancedResonator } from '../neuron.js';
import { divergenceBoundary } from '../resonate.js';
import type { SpikeFunction } from './surrogate.js';
import type { NeuronTape, TapeSize } from './tape.js';

/**
 * Balanced resonators:
 *
 *     b = p(ω) − |b'| − q,   u' = u + dt (b u − ω v + x),   v' = v + dt (ω u + b v),   z = f(u' − θ − q),   q' = γ q + z
 */
export function resonatorTape(
  neuron: BalancedResonator,
  spike: SpikeFunction,
  { series, steps }: TapeSize,
): NeuronTape {
  const { timeStep: dt, frequency, damping, threshold, refractoryDecay } = neuron;
  const width = frequency.length;
  const row = series * width;
  const rest = damping.map((b, i) => divergenceBoundary(frequency[i]!, dt) - b);
  const boundarySlope = frequency.map(w => (-dt * w) / Math.sqrt(1 - (dt * w) ** 2));
  const tape = (): Float64Array => new Float64Array((steps + 1) * row);
  const [u, v, q] = [tape(), tape(), tape()];
  const outputs = new Float64Array(steps * row);
  const carried = (): Float64Array => new Float64Array(row);
  const [ofU, ofV, ofQ] = [carried(), carried(), carried()];
  const [ofFrequency, ofDamping] = [new Float64Array(width), new Float64Array(width)];
  return {
    outputs,
    forward(t, drive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const [re, im, w] = [u[at]!, v[at]!, frequency[i]!];
          const b = rest[i]! - q[at]!;
          const next = re + dt * (b * re - w * im + drive[k]!);
          const z = spike.value(next - (threshold[i]! + q[at]!));
          u[at + row] = next;
          v[at + row] = im + dt * (w * re + b * im);
          q[at + row] = refractoryDecay * q[at]! + z;
          outputs[at] = z;
        }
    },
    backward(t, ofOutputs, ofDrive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const [re, im, w] = [u[at]!, v[at]!, frequency[i]!];
          const b = rest[i]! - q[at]!;
          const ofSpike = (ofOutputs[k]! + ofQ[k]!) * spike.slope(u[at + row]! - (threshold[i]! + q[at]!));
          const [real, imaginary] = [ofU[k]! + ofSpike, ofV[k]!];
          const ofB = dt * (real * re + imaginary * im);
          ofDamping[i]! -= ofB;
          ofFrequency[i]! += dt * (imaginary * re - real * im) + ofB * boundarySlope[i]!;
          ofDrive[k] = dt * real;
          ofU[k] = real + dt * (b * real + w * imaginary);
          ofV[k] = imaginary + dt * (b * imaginary - w * real);
          ofQ[k] = refractoryDecay * ofQ[k]! - ofSpike - ofB;
        }
    },
    constants: () => ({ frequency: ofFrequency, damping: ofDamping }),
  };
}
