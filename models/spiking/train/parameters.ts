import { reject } from '../../../edge/error.js';
import { matrix } from '../../../numeric/matrix.js';
import type { SpikingLayer } from '../layers.js';
import type { Neuron } from '../neuron.js';
import type { NetGradient } from './gradient.js';
import type { TrainedConstant } from './tape.js';

export type TrainedName = 'weights' | TrainedConstant;

/** The constants of each model that can be trained. */
const constantsOf: Partial<Record<Neuron['model'], readonly TrainedConstant[]>> = {
  li: ['timeConstant'],
  lif: ['timeConstant'],
  alif: ['timeConstant', 'adaptationTimeConstant'],
  brf: ['frequency', 'damping'],
};

/** How near to 1 dt·|ω| may come while it is trained: there the slope of p has no bound. */
const nearest = 0.999;

/** What is trained of some layers, in arrays that an optimiser may change. */
export interface TrainedParameters {
  readonly values: readonly Float64Array[];
  /** The layers with their parameters as they are now. */
  layers(): readonly SpikingLayer[];
  /** Those of `values` in the gradient of `layers()`. */
  gradients(found: NetGradient): readonly Float64Array[];
  /** Brings constants back to where neurons are stable, and weights within so many times the root mean square of their row. */
  hold(clipWeights: number | undefined): void;
}

/** A parameter of a layer: constants have signs here, and none in neurons. */
interface Parameter {
  readonly layer: number;
  readonly name: TrainedName;
  readonly values: Float64Array;
}

/** Copies what is trained in each layer; all that can be where `trained` does not say. InputError where something cannot be. */
export function parametersOf(
  start: readonly SpikingLayer[],
  trained: readonly (readonly TrainedName[])[] | undefined,
): TrainedParameters {
  if (trained && trained.length !== start.length)
    reject('training: trained', `found ${trained.length} layers`, `expected ${start.length}`);
  const list = start.flatMap((layer, l) => {
    const possible: readonly TrainedName[] = ['weights', ...(constantsOf[layer.neuron.model] ?? [])];
    return (trained?.[l] ?? possible).map((name): Parameter => {
      if (!possible.includes(name))
        reject(`training: trained[${l}]`, `found ${name}`, `expected some of ${possible.join(', ')}`);
      return { layer: l, name, values: arrayOf(layer, name).slice() };
    });
  });
  return {
    values: list.map(({ values }) => values),
    layers: () =>
      start.map((layer, l) =>
        list.filter(one => one.layer === l).reduce((made, { name, values }) => changed(made, name, values), layer),
      ),
    gradients: ({ layers }) =>
      list.map(({ layer, name, values }) => {
        const { weights, constants } = layers[layer]!;
        if (name === 'weights') return weights;
        return constants[name]!.map((g, i) => (values[i]! < 0 ? -g : g));
      }),
    hold(clipWeights) {
      for (const { layer, name, values } of list)
        if (name !== 'weights') holdConstants(start[layer]!.neuron, name, values);
        else if (clipWeights !== undefined) holdRows(values, start[layer]!.weights.cols, clipWeights);
    },
  };
}

/** Scales gradients so that as one vector they are no longer than `most`; they are changed in place. */
export function clipGradients(gradients: readonly Float64Array[], most: number): void {
  let square = 0;
  for (const gradient of gradients) for (const g of gradient) square += g * g;
  const scale = most / Math.sqrt(square);
  if (scale < 1) for (const gradient of gradients) for (let k = 0; k < gradient.length; k++) gradient[k]! *= scale;
}

function arrayOf({ weights, neuron }: SpikingLayer, name: TrainedName): Float64Array {
  if (name === 'weights') return weights.data;
  const values: unknown = Object.entries(neuron).find(([key]) => key === name)?.[1];
  return values as Float64Array;
}

function changed(layer: SpikingLayer, name: TrainedName, values: Float64Array): SpikingLayer {
  const { weights, neuron } = layer;
  if (name === 'weights') return { ...layer, weights: matrix(weights.rows, weights.cols, values.slice()) };
  return { ...layer, neuron: { ...neuron, [name]: values.map(Math.abs) } };
}

/** Magnitudes that `requireNeuron` takes: ω and b' from 0 to 1/dt, τ from dt on, below which nothing is left of a leak. */
function holdConstants(neuron: Neuron, name: TrainedConstant, values: Float64Array): void {
  const dt = 'timeStep' in neuron ? neuron.timeStep : 1;
  const [least, most] = name === 'frequency' || name === 'damping' ? [0, nearest / dt] : [dt, Number.POSITIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    values[i] = (value < 0 ? -1 : 1) * Math.min(Math.max(Math.abs(value), least), most);
  }
}

function holdRows(values: Float64Array, cols: number, times: number): void {
  for (let at = 0; at < values.length; at += cols) {
    const row = values.subarray(at, at + cols);
    const most = times * Math.sqrt(row.reduce((sum, w) => sum + w * w, 0) / cols);
    for (let j = 0; j < cols; j++) row[j] = Math.min(Math.max(row[j]!, -most), most);
  }
}
