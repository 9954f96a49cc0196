import { z } from 'zod';
import { check } from '../../edge/check.js';
import { reject } from '../../edge/error.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import type { SpikingLayer } from './layers.js';
import type { LeakyIntegrator, Neuron } from './neuron.js';

const tensors = z.record(
  z.string(),
  z.object({ shape: z.array(z.number().int().positive()), data: z.array(z.number()) }),
);

/** Which neurons a checkpoint was trained as; its tensors do not say. */
export type CheckpointNeuron = 'brf' | 'rf' | 'alif';

/** dt, θ and γ of resonators, and dt, b₀ and β of ALIF, as AdaptiveAILab/brf-neurons has them (snn/modules). */
const [timeStep, threshold, refractoryDecay] = [0.01, 1, 0.9];
const [step, baseline, strength] = [1, 0.01, 1.8];

/**
 * The two layers of a network trained by AdaptiveAILab/brf-neurons (snn/models), hidden neurons and leaky integrators that
 * read them out, from the tensors of its checkpoint: a JSON object of {shape, data} by the names PyTorch gives them. Weights
 * are multiplied by their mask, if there is one; signs that the source takes no notice of are taken off. InputError, naming
 * `file`, where a tensor is missing, unknown or of another shape.
 */
export function brfCheckpoint(json: unknown, model: CheckpointNeuron, file: string): readonly SpikingLayer[] {
  const found = new Map(Object.entries(check(tensors, json, file)));
  const take = (name: string, rows: number | undefined, cols: number | undefined): Matrix => {
    const tensor = found.get(name);
    if (!tensor) return reject(`${file}: ${name}`, 'found nothing', 'expected a tensor');
    found.delete(name);
    const [height = 0, breadth = 1] = tensor.shape;
    if (tensor.shape.length > 2 || (rows ?? height) !== height || (cols ?? breadth) !== breadth)
      reject(`${file}: ${name}`, `found shape ${tensor.shape.join('×')}`, `expected ${rows ?? 'any'}×${cols ?? 'any'}`);
    if (tensor.data.length !== height * breadth)
      reject(`${file}: ${name}`, `found ${tensor.data.length} numbers`, `expected ${height * breadth}`);
    return matrix(height, breadth, Float64Array.from(tensor.data));
  };
  const weightsOf = (layer: string, cols: number | undefined): Matrix => {
    const weights = take(`${layer}.linear.weight`, undefined, cols);
    const mask = `${layer}.linear.mask`;
    if (!found.has(mask)) return weights;
    const { data } = take(mask, weights.rows, weights.cols);
    return matrix(
      weights.rows,
      weights.cols,
      weights.data.map((w, k) => w * data[k]!),
    );
  };
  const hidden = weightsOf('hidden', undefined);
  const magnitudes = (name: string, width: number): Float64Array => take(name, width, 1).data.map(Math.abs);
  const out = weightsOf('out', hidden.rows);
  const constants = (name: string): Float64Array => magnitudes(`hidden.${name}`, hidden.rows);
  const layers = [
    { weights: hidden, recurrent: true, neuron: hiddenNeuron(model, constants, hidden.rows) },
    { weights: out, recurrent: false, neuron: readoutNeuron(magnitudes('out.tau_mem', out.rows)) },
  ];
  for (const name of found.keys()) reject(`${file}: ${name}`, 'found an unknown tensor', `expected those of ${model}`);
  return layers;
}

function hiddenNeuron(model: CheckpointNeuron, constants: (name: string) => Float64Array, width: number): Neuron {
  const all = (value: number): Float64Array => new Float64Array(width).fill(value);
  if (model === 'alif')
    return {
      ...{ model, timeStep: step, timeConstant: constants('tau_mem'), adaptationTimeConstant: constants('tau_adp') },
      ...{ baseline: all(baseline), strength: all(strength) },
    };
  const resonance = {
    ...{ timeStep, frequency: constants('omega'), damping: constants('b_offset'), threshold: all(threshold) },
  };
  return model === 'rf' ? { model, ...resonance } : { model, ...resonance, refractoryDecay };
}

const readoutNeuron = (timeConstant: Float64Array): LeakyIntegrator => ({
  ...{ model: 'li', timeStep: step, discretisation: 'exact', timeConstant },
  ...{ resistance: timeConstant.map(() => 1), rest: new Float64Array(timeConstant.length) },
});
