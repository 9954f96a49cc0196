import type { Numbers } from '../../kernels/dense.js';
import { spikeBytes } from '../../kernels/neuron-run.js';
import type { Steps } from './layers.js';

/** What all neurons of a layer yield: series of one length, one after the other. */
export type Signal = SpikeTrains | Values;

/** Spikes, a bit each: neuron i of series s at step t is bit i mod 8 of byte (s·steps + t)·`spikeBytes(width)` + ⌊i/8⌋. */
export interface SpikeTrains {
  readonly kind: 'spikes';
  readonly series: number;
  readonly steps: number;
  readonly width: number;
  readonly bits: Uint8Array;
}

/** Numbers, (series·steps) × width. */
export interface Values {
  readonly kind: 'values';
  readonly series: number;
  readonly steps: number;
  readonly width: number;
  readonly data: Numbers;
}

/** How many neurons spiked, all steps and series together. */
export function spikeCount({ bits }: SpikeTrains): number {
  let count = 0;
  for (let octet of bits) for (; octet; octet &= octet - 1) count++;
  return count;
}

/** Spikes where all numbers are 0 or 1, else values. */
export function signalOf({ series, steps, channels: width, data }: Steps): Signal {
  if (!data.every(value => value === 0 || value === 1)) {
    const values = new Float64Array(data.length);
    for (let t = 0, from = 0; t < steps; t++)
      for (let s = 0; s < series; s++, from += width)
        values.set(data.subarray(from, from + width), (s * steps + t) * width);
    return { kind: 'values', series, steps, width, data: values };
  }
  const row = spikeBytes(width);
  const bits = new Uint8Array(series * steps * row);
  for (let t = 0, from = 0; t < steps; t++)
    for (let s = 0; s < series; s++)
      for (let i = 0, to = (s * steps + t) * row; i < width; i++)
        if (data[from++]) bits[to + (i >> 3)]! |= 1 << (i & 7);
  return { kind: 'spikes', series, steps, width, bits };
}

/** The numbers of a signal, steps first. */
export function stepsOfSignal(signal: Signal): Steps {
  const { series, steps, width } = signal;
  const data = new Float64Array(series * steps * width);
  const row = spikeBytes(width);
  for (let s = 0, k = 0; s < series; s++)
    for (let t = 0; t < steps; t++, k++) {
      const to = (t * series + s) * width;
      if (signal.kind === 'values') data.set(signal.data.subarray(k * width, (k + 1) * width), to);
      else
        for (let octet = 0; octet < row; octet++) {
          const first = to + 8 * octet + 31;
          for (let left = signal.bits[k * row + octet]!; left; left &= left - 1)
            data[first - Math.clz32(left & -left)] = 1;
        }
    }
  return { series, steps, channels: width, data };
}
