import { spikes } from '../models/spiking/neuron.js';
import { spikeCounts, spikeDifferences } from '../models/spiking/spike-counts.js';
import type { NeuronTrace } from '../models/spiking/trace.js';
import type { Matrix } from '../numeric/matrix.js';
import type { StepRange } from './raster-figure.js';
import { type LineSeries, lineChart } from './svg/line.js';

/**
 * What a neuron compares with its threshold, in float64 and, where there is one, on the chip, with ticks above for the spikes.
 * The threshold is a line across; where spikes move it, a curve of each. Of neurons that yield values, the value.
 */
export function membraneFigure(
  reference: NeuronTrace,
  chip: NeuronTrace | undefined,
  neuron: number,
  { first, count }: StepRange,
): string {
  const course = ({ cols, data }: Matrix): Float64Array =>
    Float64Array.from({ length: count }, (_, t) => data[(first + t) * cols + neuron]!);
  const systems = [{ system: 'float64', trace: reference }, ...(chip ? [{ system: 'chip', trace: chip }] : [])];
  const spiking = spikes(reference.neuron);
  const levels = systems.flatMap(({ system, trace }) =>
    trace.thresholds ? [{ name: `threshold, ${system}`, y: course(trace.thresholds) }] : [],
  );
  const [level] = levels[0]?.y ?? [];
  const fixed = level !== undefined && levels.every(({ y }) => y.every(value => value === level));
  const membranes = systems.map(({ system, trace }): LineSeries => {
    const spiked = course(trace.outputs);
    const ticks = Array.from(spiked.keys(), t => first + t).filter(step => spiked[step - first] !== 0);
    return { name: system, y: course(trace.membranes), ...(spiking && { ticks }) };
  });
  return lineChart({
    title: `${reference.name}: ${spiking ? 'membrane' : 'value'} of neuron ${neuron}`,
    description: spiking
      ? 'What the neuron compares with its threshold step by step, before any reset; ticks above are its spikes.'
      : 'What the neuron yields step by step.',
    x: { label: 'Time step', values: Array.from({ length: count }, (_, t) => first + t), unit: '' },
    y: { label: spiking ? 'Membrane' : 'Value', unit: '' },
    series: [...membranes, ...(fixed ? [] : levels)],
    ...(fixed && { reference: { name: 'threshold', y: level } }),
  });
}

/** Up to `most` neurons worth a look, ascending: those whose spikes differ most on the chip, then those that spike most. */
export function tellingNeurons(reference: NeuronTrace, chip: NeuronTrace | undefined, most = 3): number[] {
  const { counts } = spikeCounts(reference.outputs);
  const { lost, added } = spikeDifferences(chip?.outputs ?? reference.outputs, reference.outputs);
  const differing = lost.map((count, i) => count + added[i]!);
  return [...counts.keys()]
    .sort((a, b) => differing[b]! - differing[a]! || counts[b]! - counts[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Steps that a membrane can be followed through by eye, and how many of them come before what is to be seen. */
const [fewSteps, before] = [200, 20];

/** The steps about the first spike of a neuron that differs on the chip, or else about its first spike. */
export function tellingSteps(reference: NeuronTrace, chip: NeuronTrace | undefined, neuron: number): StepRange {
  const { rows, cols, data } = reference.outputs;
  const first = (found: (at: number) => boolean): number => {
    for (let t = 0; t < rows; t++) if (found(t * cols + neuron)) return t;
    return -1;
  };
  const differing = first(at => chip !== undefined && chip.outputs.data[at] !== data[at]);
  const telling = differing < 0 ? first(at => data[at] !== 0) : differing;
  const count = Math.min(fewSteps, rows);
  return { first: Math.max(0, Math.min(telling - before, rows - count)), count };
}
