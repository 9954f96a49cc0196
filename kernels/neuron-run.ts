import type { Numbers } from './dense.js';

/**
 * A layer of spiking neurons through all time steps of some series, each from 0. What drives a neuron at a step is the sum y of
 * the rows of `forward` whose input spikes, then of the rows of `back` whose neuron spiked a step before; or, where the
 * drive is given, drive + y with the latter alone. A row is a time step, and the rows of all series stand end to end.
 */
export interface NeuronRun {
  /** What everything is computed in. */
  readonly type: 'float64' | 'float32';
  readonly width: number;
  /** The row after the last of each series. */
  readonly ends: Int32Array;
  readonly law: Resonators | Leaky;
  readonly given: GivenSpikes | GivenDrive;
  /** width × width: what a spike of neuron j adds stands in row j. Without it nothing comes back. */
  readonly back?: Float64Array | undefined;
  /** Results, each where it is wanted: which neurons spike, rows × `spikeBytes(width)`; */
  readonly spikes?: Uint8Array | undefined;
  /** what was compared with the threshold, before any reset, rows × width. */
  readonly membranes?: Numbers | undefined;
}

/** Inputs that are spikes. */
export interface GivenSpikes {
  readonly inputs: number;
  /** inputs × width: what a spike of input i adds stands in row i. */
  readonly forward: Float64Array;
  /** rows × `spikeBytes(inputs)`. */
  readonly bits: Uint8Array;
}

/** rows × width. */
export interface GivenDrive {
  readonly drive: Numbers;
}

/**
 *     b = rest − q,   u' = u + dt ((b u − ω v) + x),   v' = v + dt (ω u + b v),   z = [u' > threshold + q],   q' = decay q + z
 *
 * Without refractoriness q stays 0.
 */
export interface Resonators {
  readonly kind: 'resonators';
  readonly step: number;
  readonly rest: Float64Array;
  readonly frequency: Float64Array;
  readonly threshold: Float64Array;
  readonly decay: number;
  readonly refractory: boolean;
}

/**
 *     m = keep v + (scale x + offset),   z = [m > limit + strength a],   v' = m, or after a spike m + after − strength a
 *
 * and a' = keep a + gain z; without `subtracts` v' is `after` itself. A synapse puts I' = keep I + scale x, or I, in the place of
 * x. Where the limit is infinite nothing spikes, and the membrane is what the neuron yields.
 */
export interface Leaky {
  readonly kind: 'leaky';
  readonly keep: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Float64Array;
  readonly limit: Float64Array;
  readonly after: Float64Array;
  readonly subtracts: boolean;
  readonly adaptation?: { readonly strength: Float64Array; readonly keep: Float64Array; readonly gain: Float64Array };
  readonly synapse?: {
    readonly keep: Float64Array;
    readonly scale: Float64Array;
    readonly current: 'new' | 'old';
  };
}

/** Bytes of a row of spikes: neuron i is bit i mod 8 of byte ⌊i/8⌋, and rows are whole words of 64 bits. */
export const spikeBytes = (width: number): number => 8 * Math.ceil(width / 64);
