import type { Draw } from '../../../models/reservoirs/reservoir.js';
import { drawFor } from '../../../models/reservoirs/reservoir.js';
import type { SeriesSet } from '../../../models/series.js';
import { syntheticControl } from '../../../models/synthetic-control.js';

/** A few control charts to train on. */
export const charts = (perClass = 16): SeriesSet => syntheticControl(1, perClass).train;

/** A draw that also notes what was asked for, as `layer part rows×cols ±range`. */
export function notedDraw(kind: string, seed: number): { readonly draw: Draw; readonly asked: string[] } {
  const asked: string[] = [];
  const { weights, bias } = drawFor(kind, seed);
  return {
    asked,
    draw: {
      weights(layer, rows, cols, range, part = 'weights') {
        asked.push(`${layer} ${part} ${rows}×${cols} ±${range}`);
        return weights(layer, rows, cols, range, part);
      },
      bias(layer, size, range) {
        asked.push(`${layer} bias ${size} ±${range}`);
        return bias(layer, size, range);
      },
    },
  };
}
