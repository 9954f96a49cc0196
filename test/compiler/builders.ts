import { type CompileOptions, compile } from '../../compiler/compile.js';
import type { Hardware } from '../../compiler/hardware.js';
import { type Activations, activationsOf } from '../../compiler/observe.js';
import type { Program } from '../../compiler/program-record.js';
import type { VolatileHardware } from '../../compiler/volatile-units.js';
import type { PulseWriting } from '../../devices/pulses/write-cells.js';
import type { MvmNode } from '../../models/graph.js';
import {
  type Feature,
  featureCount,
  type Layer,
  milanoRates,
  type Network,
  rescaleBounds,
} from '../../models/network.js';
import type { Series, SeriesSet } from '../../models/series.js';
import { fromRows } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { block } from '../models/builders.js';

type Change = {
  readonly [K in keyof Hardware]?: Hardware[K] extends string | number ? Hardware[K] : Partial<Hardware[K]>;
};

/** Hardware without a flaw and without a bound that matters, apart from what is changed: 0 to 25 µS, 0.2 V, 250 ns. */
export function hardware(change: Change = {}): Hardware {
  const ideal: Hardware = {
    name: 'bench',
    array: {
      rows: 256,
      columns: 256,
      wordLineResistance: 0,
      bitLineResistance: 0,
      driverResistance: 0,
      senseResistance: 0,
    },
    device: { model: 'ideal', gMin: 0, gMax: 25e-6, parameters: {}, parts: {} },
    imperfections: { levels: 0, stuckLow: 0, stuckHigh: 0 },
    scale: 'tile',
    copies: 1,
    centre: 'readout',
    dac: { bits: null, headroom: 1 },
    adc: { bits: null, headroom: 1.1, shared: 8 },
    read: { voltage: 0.2, time: 250e-9, average: 1 },
    temperature: 300,
    recurrence: { kind: 'digital' },
    readout: 'crossbar',
    peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
  };
  const merged = Object.entries(change).map(([key, part]) => {
    const whole = ideal[key as keyof Hardware];
    const isRecord = typeof whole === 'object' && !Array.isArray(whole);
    return [key, isRecord ? { ...whole, ...(part as object) } : part];
  });
  return { ...ideal, ...Object.fromEntries(merged) };
}

/** The PCM of the published fit, 0 to 25 µS, with some of its effects scaled. */
export const pcm = (scales: { programming?: number; drift?: number; readNoise?: number } = {}): Hardware['device'] => ({
  model: 'pcm',
  gMin: 0,
  gMax: 25e-6,
  parameters: {
    programmingScale: scales.programming ?? 1,
    driftScale: scales.drift ?? 1,
    readNoiseScale: scales.readNoise ?? 1,
  },
  parts: {},
});

/** Recurrence in volatile devices with the published constants, a state per unit, with some of it changed. */
export const volatileUnits = (change: Partial<VolatileHardware> = {}): VolatileHardware => ({
  ...{ kind: 'volatile', timeUnit: 1, gMin: 1e-3, gMax: 0.1, readVoltage: 0.01, rest: 0 },
  ...{ rateDeviation: 0.02, slopeDeviation: 0.002, bits: 8, rates: milanoRates, assumption: false },
  ...change,
});

/** Verified pulses on the published array of an optimised material, 0 to 60 µS, with some of it changed. */
export const verified = (change: Partial<PulseWriting> = {}): PulseWriting =>
  ({
    method: 'write-verify',
    response: 'gong2022-om',
    window: { min: 0, max: 60e-6 },
    ...{ spreadScale: 1, cycleScale: 1, writeNoiseScale: 0.2, corrupt: 0, strength: null },
    set: { first: 1.5, rise: 0, most: 1.5, seconds: 1e-6 },
    reset: { first: 1.2, rise: 0, most: 1.2, seconds: 1e-6 },
    read: { volt: 0.2, seconds: 1e-7, delay: 0 },
    ...{ acceptance: 1e-6, maxPulses: 40, parallel: 8 },
    ...change,
  }) as PulseWriting;

/** A matrix product y = W x + b called `w`, its rows one per output. */
export function mvm(weights: number[][], bias: number[] = weights.map(() => 0), readout = false): MvmNode {
  const matrix = fromRows(weights);
  return {
    op: 'mvm',
    name: 'w',
    from: 'input',
    weights: matrix,
    bias: Float64Array.from(bias),
    readout,
    width: matrix.rows,
    domain: readout ? 'series' : 'step',
  };
}

/** Activations of a product that has met these input vectors. */
export function met(vectors: number[][], centred = false): Activations {
  return activationsOf(Float64Array.from(vectors.flat()), vectors[0]!.length, centred);
}

/** Numbers between −1 and 1 that are the same for the same name. */
export function noise(name: string, count: number): Float64Array {
  const stream = randomStream(1, 'test', name);
  return Float64Array.from({ length: count }, (_, k) => 2 * stream.uniform(k) - 1);
}

/** rows × cols of `noise`, times `scale`. */
export function noiseRows(name: string, rows: number, cols: number, scale = 1): number[][] {
  const values = noise(name, rows * cols);
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * cols, (i + 1) * cols)].map(v => scale * v));
}

/** A MARS network of random weights: encoder, blocks, readout. */
export function mars(
  size: { channels?: number; units?: number; blocks?: number; classes?: number } = {},
  integrator: 'exact' | 'euler' = 'exact',
): Network {
  const { channels = 1, units = 5, blocks = 2, classes = 3 } = size;
  return {
    name: 'random MARS',
    input: { channels, normalize: 'none' },
    layers: [
      { type: 'linear', name: 'encoder', weights: fromRows(noiseRows('encoder', units, channels)) },
      ...Array.from({ length: blocks }, (_, k) =>
        block(
          `block${k + 1}`,
          noiseRows(`weights ${k}`, units, units, 0.3),
          [...noise(`bias ${k}`, units)].map(b => 0.2 * b),
          integrator,
        ),
      ),
      {
        type: 'readout',
        name: 'readout',
        feature: 'last',
        weights: fromRows(noiseRows('readout', classes, units)),
        bias: noise('readout bias', classes),
        classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
      },
    ],
  };
}

type LoopSize = { channels?: number; units?: number; classes?: number; feature?: Feature };

/** An echo state network of random weights with leak 0.4: reservoir, readout. */
export function esn({ channels = 1, units = 5, ...rest }: LoopSize = {}): Network {
  const layer: Layer = { type: 'esn', name: 'reservoir', leak: 0.4, ...loopWeights(channels, units) };
  return withReadoutOf('random ESN', channels, [layer], units, rest);
}

/** An MF-ESN of random weights with the published constants, Δ = 0.1 and s = 5: reservoir, readout. */
export function mfEsn(
  { channels = 1, units = 5, ...rest }: LoopSize = {},
  integrator: 'exact' | 'euler' = 'exact',
): Network {
  const layer: Layer = {
    ...{ type: 'mf-esn', name: 'reservoir', ...loopWeights(channels, units) },
    rescale: { ...rescaleBounds, steepness: 5 },
    memristor: { rates: milanoRates, step: 0.1, retention: 1, integrator },
  };
  return withReadoutOf('random MF-ESN', channels, [layer], units, rest);
}

/** MARS behind a convolution of three taps to four channels. */
export function marsTc({ channels = 1, ...rest }: LoopSize & { blocks?: number } = {}): Network {
  const behind = mars({ ...rest, channels: 4 });
  const weights = fromRows(noiseRows('convolution', 4, 3 * channels));
  const bias = noise('convolution bias', 4);
  return {
    ...behind,
    input: { channels, normalize: 'none' },
    layers: [{ type: 'convolution', name: 'convolution', taps: 3, weights, bias }, ...behind.layers],
  };
}

/** Weights of a loop whose recurrent rows sum to at most 0.9 in magnitude. */
function loopWeights(channels: number, units: number) {
  return {
    weights: fromRows(noiseRows('input weights', units, channels)),
    recurrent: fromRows(noiseRows('recurrent', units, units, 0.9 / units)),
    bias: noise('loop bias', units).map(b => 0.2 * b),
  };
}

function withReadoutOf(
  name: string,
  channels: number,
  layers: readonly Layer[],
  units: number,
  { classes = 3, feature = 'last' }: LoopSize,
): Network {
  const readout: Layer = {
    ...{ type: 'readout', name: 'readout', feature },
    weights: fromRows(noiseRows('readout', classes, featureCount(feature, units))),
    bias: noise('readout bias', classes),
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  };
  return { name, input: { channels, normalize: 'none' }, layers: [...layers, readout] };
}

/** Random series of these lengths; labels go round the classes. */
export function randomSeries(lengths: readonly number[], channels = 1, classes = 3): SeriesSet {
  const series = lengths.map((length, k): Series => {
    const values = noise(`series ${k} of ${channels}`, length * channels);
    return { values, length, label: k % classes };
  });
  return {
    name: 'random series',
    channels,
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    series,
  };
}

/** The compiled chip. */
export function chip(network: Network, on: Hardware, calibration: SeriesSet, seed = 1): Program {
  const options: CompileOptions = { seed, calibration };
  return compile(network, on, options).program;
}

/** The largest |a − b|. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let k = 0; k < a.length; k++) {
    const by = Math.abs(a[k]! - b[k]!);
    if (!(by <= most)) most = by; // NaN included
  }
  return most;
}
