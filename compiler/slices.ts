import type { Matrix } from '../numeric/matrix.js';
import { sliceOfColumn } from './columns.js';
import { type Hardware, weightSteps } from './hardware.js';
import type { MvmPlan, Tile, WeightSlices } from './plan.js';

/**
 * Weights as integers round(L·w/limit), L = 2^(weightBits − 1) − 1, whose magnitudes are cut into digits of `cellBits` bits; all digits
 * of a weight have its sign.
 */
type Shape = Pick<MvmPlan<Tile>, 'inputs' | 'outputs' | 'outputCopies' | 'slices'>;

/** Columns that one output takes. */
export const sliceCount = ({ slices }: Hardware): number =>
  slices ? Math.ceil((slices.weightBits - 1) / slices.cellBits) : 1;

/** The slices of weights up to `limit`, each on the rows of all copies. */
export function slicesOf(limit: number, copies: number, hardware: Hardware): WeightSlices | undefined {
  const { slices } = hardware;
  if (!slices) return undefined;
  const { weightBits, cellBits, over } = slices;
  const count = sliceCount(hardware);
  const unit = (limit || 1) / weightSteps(hardware)!;
  return {
    ...{ count, over, base: 2 ** Math.min(cellBits, weightBits - 1) - 1 },
    factors: Float64Array.from({ length: count }, (_, k) => (unit * 2 ** (k * cellBits)) / copies),
  };
}

/** Writes the digits of Wᵀ, clipped: inputs × columns. */
export function writeDigits(
  weights: Matrix,
  limit: number,
  shape: Shape,
  { count, base }: WeightSlices,
  hardware: Hardware,
  out: Float64Array,
): void {
  const { inputs, outputs, outputCopies } = shape;
  const { cellBits } = hardware.slices!;
  const steps = weightSteps(hardware)!;
  const cols = outputCopies * outputs * count;
  const places = Array.from({ length: count }, (_, k) => placesOfSlice(shape, k, cols));
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++) {
      const w = weights.data[j * inputs + i]!;
      const size = Math.min(Math.round((steps * Math.abs(w)) / (limit || 1)), steps);
      for (let k = 0, rest = size; rest > 0; k++, rest >>= cellBits) {
        const digit = rest & base;
        if (digit === 0) continue;
        const place = places[k]!;
        for (let at = j; at < place.length; at += outputs) out[i * cols + place[at]!] = w < 0 ? -digit : digit;
      }
    }
}

/** The columns of slice k, copy by copy and in each output by output. */
const placesOfSlice = (shape: Shape, k: number, cols: number): Int32Array =>
  Int32Array.from({ length: cols }, (_, column) => column).filter(column => sliceOfColumn(shape, column) === k);
