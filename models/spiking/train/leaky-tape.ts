import { leakFactors, roundingOf } from '../arithmetic.js';
import type { Leak, LeakyIntegrateFire, LeakyIntegrator } from '../neuron.js';
import type { SpikeFunction } from './surrogate.js';
import type { NeuronTape, TapeSize } from './tape.js';

/** Leaky integrators: v ← keep·v + gain·(rest + r x), which is what they yield. */
export function integratorTape(neuron: LeakyIntegrator, { series, steps }: TapeSize): NeuronTape {
  const width = neuron.timeConstant.length;
  const row = series * width;
  const leak = tapedLeak(neuron);
  const { keep, scale, offset } = leak;
  const v = new Float64Array((steps + 1) * row);
  const carried = new Float64Array(row);
  return {
    outputs: v.subarray(row),
    forward(t, drive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++)
          v[at + row] = keep[i]! * v[at]! + (scale[i]! * drive[k]! + offset[i]!);
    },
    backward(t, ofOutputs, ofDrive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const g = ofOutputs[k]! + carried[k]!;
          leak.add(i, g, v[at]!, v[at + row]!);
          ofDrive[k] = g * scale[i]!;
          carried[k] = g * keep[i]!;
        }
    },
    constants: leak.constants,
  };
}

/** LIF neurons: m = keep·v + gain·(rest + r x), z = f(m − θ), then v = m − z (θ − resetValue) or m + z (resetValue − m). */
export function leakyTape(neuron: LeakyIntegrateFire, spike: SpikeFunction, { series, steps }: TapeSize): NeuronTape {
  const { threshold, resetValue } = neuron;
  const width = threshold.length;
  const row = series * width;
  const leak = tapedLeak(neuron);
  const { keep, scale, offset } = leak;
  const subtracts = neuron.reset === 'subtract';
  const v = new Float64Array((steps + 1) * row);
  const m = new Float64Array(steps * row);
  const outputs = new Float64Array(steps * row);
  const carried = new Float64Array(row);
  /** How v changes with z. */
  const fall = (i: number, now: number): number => resetValue[i]! - (subtracts ? threshold[i]! : now);
  return {
    outputs,
    forward(t, drive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const now = keep[i]! * v[at]! + (scale[i]! * drive[k]! + offset[i]!);
          const z = spike.value(now - threshold[i]!);
          m[at] = now;
          outputs[at] = z;
          v[at + row] = now + z * fall(i, now);
        }
    },
    backward(t, ofOutputs, ofDrive) {
      for (let k = 0, at = t * row; k < row; )
        for (let i = 0; i < width; i++, k++, at++) {
          const now = m[at]!;
          const ofSpike = (ofOutputs[k]! + carried[k]! * fall(i, now)) * spike.slope(now - threshold[i]!);
          const g = carried[k]! * (subtracts ? 1 : 1 - outputs[at]!) + ofSpike;
          leak.add(i, g, v[at]!, now);
          ofDrive[k] = g * scale[i]!;
          carried[k] = g * keep[i]!;
        }
    },
    constants: leak.constants,
  };
}

/** A leak as a step, keep·v + scale·x + offset, and the gradient with respect to its τ, added up from every use. */
function tapedLeak(neuron: Leak) {
  const { timeConstant, timeStep, discretisation, resistance, rest } = neuron;
  const { keep, gain } = leakFactors(timeConstant, timeStep, discretisation, roundingOf({}));
  const [ofKeep, ofGain] = [new Float64Array(keep.length), new Float64Array(keep.length)];
  return {
    keep,
    scale: resistance.map((r, i) => gain[i]! * r),
    offset: rest.map((value, i) => gain[i]! * value),
    /** Gradient g of what the step has made of v. */
    add(i: number, g: number, v: number, made: number): void {
      ofKeep[i]! += g * v;
      ofGain[i]! += (g * (made - keep[i]! * v)) / gain[i]!;
    },
    constants: () => ({
      timeConstant: timeConstant.map((tau, i) => {
        const ofRatio = timeStep / (tau * tau);
        const keepSlope = discretisation === 'euler' ? ofRatio : keep[i]! * ofRatio;
        const gainSlope = discretisation === 'exact' ? -keepSlope : -ofRatio;
        return ofKeep[i]! * keepSlope + ofGain[i]! * gainSlope;
      }),
    }),
  };
}
