import { type TileWeights, type WeightPart, weightParts } from './weights.js';

/** The root mean square of what each part changes, and of all together, over that of what was wanted. Parts may cancel. */
export type WeightErrors = Readonly<Record<WeightPart | 'total', number>>;

/** Infinity where nothing but zeros was wanted and something came. */
export function weightErrors(weights: TileWeights): WeightErrors {
  const errors: Record<WeightPart | 'total', number> = {
    ...{ targets: 0, levels: 0, programming: 0, ageing: 0, wires: 0 },
    total: relativeError(weights[weightParts.at(-1)!], weights.wanted, weights.wanted),
  };
  let before = weights.wanted;
  for (const part of weightParts) {
    errors[part] = relativeError(weights[part], before, weights.wanted);
    before = weights[part];
  }
  return errors;
}

/** RMS(found − right)/RMS(whole); 0 where nothing differs. */
export function relativeError(found: Float64Array, right: Float64Array, whole: Float64Array): number {
  let [error, size] = [0, 0];
  for (let k = 0; k < found.length; k++) error += (found[k]! - right[k]!) ** 2;
  for (let k = 0; k < whole.length; k++) size += whole[k]! ** 2;
  return error === 0 ? 0 : Math.sqrt(error / size);
}
