import { reject } from '../../../edge/error.js';
import type { Graph } from '../../../models/graph.js';
import { spikes } from '../../../models/spiking/neuron.js';
import { type NeuronTrace, neuronOf, requireNeurons } from '../../../models/spiking/trace.js';
import { tellingNeurons } from '../../../report/membrane-figure.js';
import type { StepRange } from '../../../report/raster-figure.js';
import { countText } from '../../../report/words.js';
import type { SpikeTrace } from '../../../sim/spike-trace.js';

/** Which part of a trace is shown. */
export interface Choice {
  readonly layer?: string;
  readonly neurons?: readonly number[];
  readonly steps?: string;
}

/** A layer that is shown. */
export interface ShownLayer {
  readonly reference: NeuronTrace;
  readonly chip?: NeuronTrace | undefined;
  /** Whether it yields spikes. */
  readonly spiking: boolean;
  /** Neurons whose membranes are shown. */
  readonly neurons: readonly number[];
}

/** Which part of a trace is shown, once it is sure that all of it is there. */
export interface Chosen extends Pick<Choice, 'neurons'> {
  /** Names of layers. */
  readonly layers: readonly string[];
  readonly steps: StepRange;
}

/** InputError where a layer, a neuron or a time step of a series of `length` steps is not there. */
export function checkedChoice(graph: Graph, length: number, { layer, neurons, steps }: Choice): Chosen {
  const all = requireNeurons(graph);
  const spiking = all.filter(one => spikes(neuronOf(one)));
  const named = layer === undefined ? spiking : all.filter(({ name }) => name === layer);
  if (named.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    if (layer === undefined) reject(graph.name, 'found no neurons that spike', `expected --layer, one of ${names}`);
    reject('--layer', `found ${layer}`, `expected a layer of neurons: ${names}`);
  }
  for (const { name, width } of named) {
    const beyond = neurons?.find(neuron => neuron >= width);
    if (beyond !== undefined)
      reject(
        '--neurons',
        `found ${beyond}`,
        `expected 0 to ${width - 1}, since ${name} has ${countText(width, 'neuron')}`,
      );
  }
  return {
    layers: named.map(({ name }) => name),
    steps: stepRange(steps, length),
    ...(neurons && { neurons }),
  };
}

/** The chosen layers of a trace. */
export function shownLayers({ reference, chip }: SpikeTrace, { layers, neurons }: Chosen): ShownLayer[] {
  return layers.map(layer => {
    const ours = reference.layers.find(({ name }) => name === layer)!;
    const onChip = chip?.layers.find(({ name }) => name === layer);
    return {
      ...{ reference: ours, chip: onChip, spiking: spikes(ours.neuron) },
      neurons: neurons ?? tellingNeurons(ours, onChip),
    };
  });
}

function stepRange(text: string | undefined, length: number): StepRange {
  if (text === undefined) return { first: 0, count: length };
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (!(first < last && last < length))
    reject('--steps', `found ${text}`, `expected FROM-TO within 0-${length - 1}, e.g. 0-${Math.min(length - 1, 100)}`);
  return { first, count: last - first + 1 };
}

/** Most numbers that a range may stand for; more are a slip of the keyboard. */
const mostNumbers = 10_000;

/** Reads whole numbers such as "0-3,7", ascending, each once. InputError names `where`. */
export function numberRanges(text: string, where: string): readonly number[] {
  const numbers = text.split(',').flatMap(part => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(first <= last && last - first < mostNumbers))
      reject(where, `found ${JSON.stringify(part)}`, 'expected whole numbers and ranges, e.g. 0-3,7');
    return Array.from({ length: last - first + 1 }, (_, k) => first + k);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
