import type { AnalogNeurons, Hardware } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import type { Layer, Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import type { Neuron } from '../../models/spiking/neuron.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { chip, hardware } from '../compiler/builders.js';
import { spikeTrains } from '../models/builders.js';

/** A step of 1 µs, 0.2 µs of it for the update; 1 pF; thresholds at 0.5 V. The reads of `hardware()` take 250 ns. */
export const analog: AnalogNeurons = {
  ...{ kind: 'analog', timeStep: 1e-6, updateTime: 0.2e-6, capacitance: 1e-12, swing: 0.5 },
  ...{ refractorySteps: 0, offset: 0, noise: 0 },
};

/** Standard normal numbers times `by`. */
export function normals(rows: number, cols: number, by: number, name: string): Matrix {
  const data = new Float64Array(rows * cols);
  randomStream(11, name).fillNormal(data, 0);
  return matrix(
    rows,
    cols,
    data.map(value => by * value),
  );
}

export interface SpikingChip {
  readonly program: Program;
  readonly set: SeriesSet;
}

/** Spike trains through random weights onto neurons, recurrent ones where `back` is there; the neurons are called `cells`. */
export function spikingChip(
  neuron: Neuron,
  width: number,
  {
    by = 1,
    back = 0,
    steps = 30,
    on = {},
  }: { by?: number; back?: number; steps?: number; on?: Partial<Hardware> } = {},
): SpikingChip {
  const inputs = 5;
  const recurrent = back > 0 ? { recurrent: normals(width, width, back, 'back') } : {};
  const layers: Layer[] = [
    { type: 'linear', name: 'synapses', weights: normals(width, inputs, by, 'synapses') },
    { type: 'neurons', name: 'cells', neuron, ...recurrent },
    { type: 'scores', name: 'scores', of: 'step', classes: Array.from({ length: width }, (_, k) => `c${k}`) },
  ];
  const network: Network = {
    name: 'spiking',
    input: { channels: inputs, normalize: 'none', spikes: true },
    layers,
  };
  const set = { ...spikeTrains(2, inputs, steps), classes: Array.from({ length: width }, (_, k) => `c${k}`) };
  return { program: chip(network, hardware({ neurons: analog, ...on }), set), set };
}

const all = (width: number, value: number): Float64Array => new Float64Array(width).fill(value);
const spread = (width: number, low: number, high: number): Float64Array =>
  Float64Array.from({ length: width }, (_, i) => low + ((high - low) * i) / Math.max(1, width - 1));

/** One neuron value for every model that is a circuit, with constants that differ from neuron to neuron. */
export function circuitNeurons(width: number): readonly Neuron[] {
  const spiking = { threshold: spread(width, 0.3, 0.6), resetValue: spread(width, -0.2, 0.05) };
  const leak = { timeStep: 0.1, timeConstant: spread(width, 0.8, 3), resistance: spread(width, 0.6, 1.4) };
  const rest = { rest: spread(width, -0.1, 0.1) };
  const synapse = { synapseTimeConstant: spread(width, 0.3, 3), inputWeight: spread(width, 1, 2) };
  const resonance = {
    ...{ timeStep: 0.01, frequency: spread(width, 5, 40), damping: spread(width, 0.1, 1) },
    threshold: all(width, 0.02),
  };
  return [
    { model: 'if', timeStep: 0.1, resistance: spread(width, 1, 2), reset: 'subtract', ...spiking },
    { model: 'li', discretisation: 'exponential-leak', ...leak, ...rest },
    { model: 'lif', discretisation: 'euler', reset: 'to-value', ...leak, ...rest, ...spiking },
    { model: 'lif', discretisation: 'exponential-leak', reset: 'subtract', ...leak, ...rest, ...spiking },
    { model: 'cuba-li', discretisation: 'exact', current: 'new', ...leak, ...rest, ...synapse },
    {
      model: 'cuba-lif',
      discretisation: 'euler',
      current: 'new',
      reset: 'to-value',
      ...leak,
      ...rest,
      ...synapse,
      ...spiking,
    },
    {
      model: 'cuba-lif',
      discretisation: 'exact',
      current: 'old',
      reset: 'subtract',
      ...leak,
      ...rest,
      ...synapse,
      ...spiking,
    },
    { model: 'rf', ...resonance },
    { model: 'brf', refractoryDecay: 0.9, ...resonance },
  ];
}
