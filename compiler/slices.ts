import type { Matrix } from '../numeric/matrix.js';
import { sliceOfColumn } from './columns.js';
import { type Hardware, weightSteps } from './hardware.js';
import type { MvmPlan, Tile, WeightSlices } from './plan.js';

/**
 * Weights as integers round(L·w/limit), L = 2^(weightBits − 1) − 1, whose magnitudes are cut into digits of `cellBits` bits; all digits
 * of a weight have its sign. Offset digits, with M = 2^weightBits − 1, b = 2^cellBits − 1, are those of an integer without
 * sign, each counted from the middle of its range in halves:
 *
 *     U = round(M·(w/limit + 1)/2) = Σ uₖ·2^(k·cellBits),    dₖ = 2uₖ − b
 *     Σ dₖ·2^(k·cellBits) = 2U − M, which stands for limit·(2U/M − 1)
 *
 * as ISAAC stores weights (Shafiee et al. 2016), but with the half of a step that its offset is off from the middle.
 */
type Shape = Pick<MvmPlan<Tile>, 'inputs' | 'outputs' | 'outputCopies' | 'slices'>;

/** Columns that one output takes. */
export const sliceCount = ({ slices }: Hardware): number =>
  slices ? Math.ceil((slices.weightBits - (slices.digits === 'offset' ? 0 : 1)) / slices.cellBits) : 1;

/** The slices of weights up to `limit`, each on the rows of all copies. */
export function slicesOf(limit: number, copies: number, hardware: Hardware): WeightSlices | undefined {
  const { slices } = hardware;
  if (!slices) return undefined;
  const { weightBits, cellBits, over, digits } = slices;
  const count = sliceCount(hardware);
  const offset = digits === 'offset';
  const unit = (limit || 1) / (offset ? 2 ** weightBits - 1 : weightSteps(hardware)!);
  return {
    ...{ count, over, ...(offset && { step: 2 }) },
    base: 2 ** (offset ? cellBits : Math.min(cellBits, weightBits - 1)) - 1,
    factors: Float64Array.from({ length: count }, (_, k) => (unit * 2 ** (k * cellBits)) / copies),
  };
}

/** Writes the digits of Wᵀ, clipped: inputs × columns. */
export function writeDigits(
  weights: Matrix,
  limit: number,
  shape: Shape,
  { count }: WeightSlices,
  hardware: Hardware,
  out: Float64Array,
): void {
  const { inputs, outputs, outputCopies } = shape;
  const cut = hardware.slices!.digits === 'offset' ? cutOffset : cutSigned;
  const cols = outputCopies * outputs * count;
  const places = Array.from({ length: count }, (_, k) => placesOfSlice(shape, k, cols));
  const digits = new Int32Array(count);
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++) {
      cut(weights.data[j * inputs + i]!, limit || 1, hardware, digits);
      for (let k = 0; k < count; k++) {
        const [digit, place] = [digits[k]!, places[k]!];
        if (digit !== 0) for (let at = j; at < place.length; at += outputs) out[i * cols + place[at]!] = digit;
      }
    }
}

function cutSigned(w: number, limit: number, hardware: Hardware, digits: Int32Array): void {
  const { cellBits } = hardware.slices!;
  const steps = weightSteps(hardware)!;
  let rest = Math.min(Math.round((steps * Math.abs(w)) / limit), steps);
  for (let k = 0; k < digits.length; k++, rest >>= cellBits) {
    const digit = rest & (2 ** cellBits - 1);
    digits[k] = w < 0 ? -digit : digit;
  }
}

function cutOffset(w: number, limit: number, hardware: Hardware, digits: Int32Array): void {
  const { cellBits, weightBits } = hardware.slices!;
  const [most, base] = [2 ** weightBits - 1, 2 ** cellBits - 1];
  let rest = Math.round((most * (Math.min(Math.max(w / limit, -1), 1) + 1)) / 2);
  for (let k = 0; k < digits.length; k++, rest >>= cellBits) digits[k] = 2 * (rest & base) - base;
}

/** The columns of slice k, copy by copy and in each output by output. */
const placesOfSlice = (shape: Shape, k: number, cols: number): Int32Array =>
  Int32Array.from({ length: cols }, (_, column) => column).filter(column => sliceOfColumn(shape, column) === k);
