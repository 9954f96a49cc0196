import type { VcdSignal } from '../edge/vcd.js';
import { spikes } from '../models/spiking/neuron.js';
import type { NetworkTrace, NeuronTrace } from '../models/spiking/trace.js';
import type { SpikeTrace } from './spike-trace.js';

/** What of a trace becomes waveforms. */
export interface WaveformOptions {
  /** s from one time step to the next. */
  readonly stepTime: number;
  /** Names of layers. */
  readonly layers: readonly string[];
  /** The neurons of a layer whose membranes are wanted. */
  membranesOf(layer: string): readonly number[];
}

/**
 * A trace as signals of a VCD file, in modules by system and layer: a wire for each neuron that is 1 for the first half of a time
 * step in which it spikes, so that every spike is an edge, and real numbers for membranes, thresholds and class scores. Labels
 * of time steps are real numbers, too: the index of the class.
 */
export function spikeSignals({ classes, series, reference, chip }: SpikeTrace, options: WaveformOptions): VcdSignal[] {
  const times = Float64Array.from({ length: series.length }, (_, t) => t * options.stepTime);
  const real = (scope: readonly string[], name: string, values: Float64Array): VcdSignal => ({
    ...{ kind: 'real', scope, name, times, values },
  });
  const scores = (scope: readonly string[], { scores: found }: NetworkTrace): VcdSignal[] =>
    found?.rows === series.length ? classes.map((name, k) => real(scope, name, column(found, k))) : [];
  const systems = [{ system: 'float64', run: reference }, ...(chip ? [{ system: 'chip', run: chip }] : [])];
  return [
    ...systems.flatMap(({ system, run }) => [
      ...run.layers
        .filter(({ name }) => options.layers.includes(name))
        .flatMap(layer => [
          ...(spikes(layer.neuron) ? spikeWires([system, layer.name], layer, options.stepTime) : []),
          ...options
            .membranesOf(layer.name)
            .flatMap(neuron => [
              real([system, layer.name], `membrane_${neuron}`, column(layer.membranes, neuron)),
              ...(layer.thresholds
                ? [real([system, layer.name], `threshold_${neuron}`, column(layer.thresholds, neuron))]
                : []),
            ]),
        ]),
      ...scores([system, 'scores'], run),
    ]),
    ...(series.labels ? [real([], 'label', Float64Array.from(series.labels))] : []),
  ];
}

function spikeWires(scope: readonly string[], { outputs }: NeuronTrace, stepTime: number): VcdSignal[] {
  return Array.from({ length: outputs.cols }, (_, neuron) => {
    const [times, values] = [[0], [0]];
    column(outputs, neuron).forEach((z, t) => {
      if (z === 0) return;
      times.push(t * stepTime, (t + 0.5) * stepTime);
      values.push(1, 0);
    });
    return {
      ...{ kind: 'wire', scope, name: `spike_${neuron}` },
      ...{ times: Float64Array.from(times), values: Float64Array.from(values) },
    };
  });
}

const column = ({ rows, cols, data }: NeuronTrace['outputs'], k: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, t) => data[t * cols + k]!);
