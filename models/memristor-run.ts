// The formulas of reference.ts for whole arrays, with all exponentials of an array taken at once.
import { exponentials } from '../kernels/exp.js';
import type { MemristorStep, Rescale } from './network.js';

/** RESCALE of every element; `rescale` of reference.ts. */
export function rescaled(
  x: Float64Array,
  { low, high, steepness }: Rescale,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  exponentials(x, -steepness, out);
  for (let k = 0; k < out.length; k++) out[k] = (high - low) / (1 + out[k]!) + low;
  return out;
}

/**
 * The states h' of `width` memristors over `steps` drives z (row-major, steps × width), from h = 0: `memristorStep` of
 * reference.ts.
 */
export function memristorRun(memristor: MemristorStep, z: Float64Array, steps: number, width: number): Float64Array {
  const states = new Float64Array((steps + 1) * width);
  follow(memristor, z, states, states.subarray(width));
  return states.slice(width);
}

/** One step of every state h under its voltage z, in place: `memristorStep` of reference.ts. */
export function memristorSteps(memristor: MemristorStep, z: Float64Array, h: Float64Array): void {
  follow(memristor, z, h, h);
}

/** States after their pulses z from those before, one after the other; the two may overlap. */
function follow(
  { rates, step, retention, integrator }: MemristorStep,
  z: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const up = exponentials(z, rates.potentiationSlope);
  const total = exponentials(z, -rates.depressionSlope);
  for (let k = 0; k < z.length; k++) {
    up[k]! *= rates.potentiation;
    total[k] = up[k]! + rates.depression * total[k]!;
  }
  if (integrator === 'euler') {
    for (let k = 0; k < z.length; k++) after[k] = (retention - step * total[k]!) * before[k]! + step * up[k]!;
    return;
  }
  const decay = exponentials(total, -step);
  for (let k = 0; k < z.length; k++) {
    const target = up[k]! / total[k]!;
    after[k] = target + (before[k]! - target) * decay[k]!;
  }
}
