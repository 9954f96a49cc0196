import type { SpikingLayer } from '../layers.js';
import { type LayerGradient, type LayerTape, layerTape } from './layer-tape.js';
import { type LabelledSteps, type Loss, type LossOver, scoreLoss } from './loss.js';
import type { SpikeFunction } from './surrogate.js';

export interface NetGradient extends Pick<Loss, 'loss' | 'accuracy'> {
  readonly layers: readonly LayerGradient[];
}

/** How the loss of layers comes about; see `scoreLoss`. */
export interface LossOptions {
  readonly over: LossOver;
  /** Steps before this one are left out; default 0. */
  readonly first?: number | undefined;
}

/**
 * The loss of the last layer's outputs as scores and its gradient, by reverse mode through all time steps. With an
 * `injected` spike function the gradient is the surrogate's; with a `smooth` one it is exact.
 */
export function netGradient(
  layers: readonly SpikingLayer[],
  { inputs, labels }: LabelledSteps,
  { over, first }: LossOptions,
  spike: SpikeFunction,
): NetGradient {
  const tapes: LayerTape[] = [];
  for (const layer of layers) tapes.push(layerTape(layer, tapes.at(-1)?.outputs ?? inputs, spike));
  const { loss, accuracy, gradient } = scoreLoss(tapes.at(-1)!.outputs, labels, over, first);
  let ofOutputs = gradient;
  const found: LayerGradient[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs: below, ...own } = tapes[l]!.backward(ofOutputs, l > 0);
    found.unshift(own);
    if (below) ofOutputs = below;
  }
  return { loss, accuracy, layers: found };
}
