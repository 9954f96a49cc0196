import { reject } from '../../../edge/error.js';
import type { Graph } from '../../../models/graph.js';
import { neuronLayers, neuronOf } from '../../../models/spiking/trace.js';
import type { StepRange } from '../../../report/raster-figure.js';
import type { SpikeTrace } from '../../../sim/spike-trace.js';
import { readQuantity } from '../../options.js';
import type { ShownLayer } from './choice.js';

/** Rasters of the layers that spike, membranes of the chosen neurons, and classes through time, below each other in one SVG. */
export async function tracePlot(trace: SpikeTrace, layers: readonly ShownLayer[], steps: StepRange): Promise<string> {
  const { membraneFigure } = await import('../../../report/membrane-figure.js');
  const { rasterFigure } = await import('../../../report/raster-figure.js');
  const { scoreFigures } = await import('../../../report/score-figures.js');
  const { stacked } = await import('../../../report/svg/stacked.js');
  return stacked('Spikes and membranes', [
    ...layers.flatMap(({ reference, chip, spiking, neurons }) => [
      ...(spiking ? [rasterFigure(reference, chip, steps)] : []),
      ...neurons.map(neuron => membraneFigure(reference, chip, neuron, steps)),
    ]),
    ...scoreFigures(trace, steps),
  ]);
}

/** The same as waveforms, of all time steps, of `stepTime` s each. */
export async function traceVcd(trace: SpikeTrace, layers: readonly ShownLayer[], stepTime: number): Promise<string> {
  const { formatVcd } = await import('../../../edge/vcd.js');
  const { spikeSignals } = await import('../../../sim/spike-waveforms.js');
  const neuronsOf = new Map(layers.map(({ reference, neurons }) => [reference.name, neurons]));
  const signals = spikeSignals(trace, {
    stepTime,
    layers: [...neuronsOf.keys()],
    membranesOf: layer => neuronsOf.get(layer)!,
  });
  return formatVcd(signals);
}

/** s that a time step takes: what `--step-time` says, or else all neurons, whose times without a unit are in seconds. */
export async function stepSeconds(graph: Graph, text: string | undefined): Promise<number> {
  if (text !== undefined) return readQuantity(text, 'time', '--step-time');
  const neurons = neuronLayers(graph).map(neuronOf);
  const found = [...new Set(neurons.flatMap(neuron => ('timeStep' in neuron ? [neuron.timeStep] : [])))];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const what =
    found.length === 0 ? 'neurons without a time step' : `time steps of ${found.join(' and ')} in one network`;
  return reject('--vcd', `found ${what}`, 'expected --step-time TIME');
}

/** A line for every time step and neuron with a spike in float64 or on the chip. */
export async function traceCsv({ chip }: SpikeTrace, layers: readonly ShownLayer[]): Promise<string> {
  const { tableCsv } = await import('../../../report/table.js');
  const rows: (string | number)[][] = [];
  for (const { reference, chip: onChip, spiking } of layers) {
    if (!spiking) continue;
    const { cols, data } = reference.outputs;
    data.forEach((z, at) => {
      const theirs = onChip?.outputs.data[at];
      if (z === 0 && !theirs) return;
      const neuron = at % cols;
      rows.push([reference.name, (at - neuron) / cols, neuron, z, ...(theirs === undefined ? [] : [theirs])]);
    });
  }
  const heads = ['layer', 'step', 'neuron', 'float64', ...(chip ? ['chip'] : [])];
  return tableCsv({ columns: heads.map(name => ({ name })), rows });
}
