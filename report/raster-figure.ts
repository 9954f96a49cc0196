import type { NeuronTrace } from '../models/spiking/trace.js';
import { categorical } from './svg/colour.js';
import { rasterChart } from './svg/raster.js';
import { ink } from './svg/text.js';

/** Time steps that a picture shows. */
export interface StepRange {
  readonly first: number;
  readonly count: number;
}

/** Neurons that a picture has room for. */
const mostNeurons = 240;

/**
 * The spikes of a layer, a row for each neuron (the first ones of very many) and a column for each time step: those of float64
 * alone or, where there is a chip, those that both have and, in two colours, those that only one has.
 */
export function rasterFigure(
  reference: NeuronTrace,
  chip: NeuronTrace | undefined,
  { first, count }: StepRange,
): string {
  const { name, outputs } = reference;
  const width = outputs.cols;
  const rows = Math.min(width, mostNeurons);
  const marks = new Uint8Array(rows * count);
  for (let neuron = 0; neuron < rows; neuron++)
    for (let t = 0; t < count; t++) {
      const at = (first + t) * width + neuron;
      const spikes = outputs.data[at] !== 0;
      const onChip = chip ? chip.outputs.data[at] !== 0 : spikes;
      marks[neuron * count + t] = spikes ? (onChip ? 1 : 2) : onChip ? 3 : 0;
    }
  return rasterChart({
    title: `${name}: spikes${rows < width ? ` of the first ${rows} of ${width} neurons` : ''}`,
    description: chip
      ? 'The spikes of each neuron step by step, in colours those that only float64 has or only the chip.'
      : 'The spikes of each neuron step by step, in float64.',
    ...{ rows, cols: count, marks },
    kinds: chip
      ? [
          { name: 'float64 and chip', colour: ink },
          { name: 'float64 only', colour: categorical(0) },
          { name: 'chip only', colour: categorical(1) },
        ]
      : [{ name: 'float64', colour: ink }],
    x: { label: 'Time step', first },
    y: { label: 'Neuron' },
  });
}
