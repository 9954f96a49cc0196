import { reject } from '../edge/error.js';
import type { MvmNode } from '../models/graph.js';
import { type Matrix, maxAbs } from '../numeric/matrix.js';
import { clippedAt, clippingLimit } from './clip.js';
import { sliceOfColumn } from './columns.js';
import { digitReads } from './drive.js';
import { type Hardware, weightSteps } from './hardware.js';
import { type Activations, isCentred } from './observe.js';
import type { MvmPlan, Tile, WeightSlices } from './plan.js';
import { outputsThatFit, signsOf } from './signs.js';

/** More rows than this (per copy) are not spent on a bias; beyond it the weight scale gives way. */
const mostBiasRows = 8;

/** `fill` stops at this many copies: sixteen quarter the error; more gained nothing measurable, but current and drop. */
const mostCopies = 16;

/**
 * Cuts a matrix into tiles that fit rows × columns, bias rows included; how many columns make one signed output is for
 * compiler/signs.ts to say.
 *
 * With n copies, each weight stands on n rows with w/n each, driven by the same input: independent errors average out
 * as 1/√n. `copies: 'fill'` takes as many as fit the rows of one array, which are there anyway, up to 16, and
 * repeats the outputs over its columns too, to be averaged behind the ADC.
 *
 * A bias row is driven at the DAC's full scale x_max, so it carries weights b/(k·x_max) over k rows; k is the least
 * that keeps them within the largest weight. A product with a centred input, y = W(x − c) + (b + W c), has its bias
 * added digitally instead, where the centring is done too. Parts are as equal as they can be.
 *
 * Weights are clipped first, where the hardware says so. With slices, the integers round(w·(2^(bits−1) − 1)/max|w|) are cut
 * into digits of |w| with the sign of w. Where weights or inputs come in digits, biases are added digitally, which is exact.
 */
export function partition(node: MvmNode, activations: Activations, hardware: Hardware): MvmPlan<Tile> {
  const inputs = node.weights.cols;
  const outputs = node.weights.rows;
  const centred = isCentred(node, hardware);
  const behind = centred || hardware.slices !== undefined || digitReads({ activations }, hardware) > 1;
  const bias = behind ? new Float64Array(outputs) : node.bias;
  const limit = clippingLimit(node.weights.data, hardware);
  const clipped = hardware.clip === undefined ? undefined : clippedAt(node.weights.data, limit);
  const digitalBias = centred ? centredBias(node, activations.centre) : behind ? node.bias : new Float64Array(outputs);
  const ratio = Math.min(maxAbs(bias) / activations.fullScale / (limit || 1), mostBiasRows);
  const fill = hardware.copies === 'fill';
  const copies = hardware.copies === 'fill' ? copiesThatFit(inputs, ratio, hardware.array.rows) : hardware.copies;
  const each = sliceCount(hardware);
  const fit = outputsThatFit(signsOf(hardware), hardware.array.columns);
  const outputCopies = fill
    ? Math.max(1, Math.min(Math.floor(fit / (outputs * each)), Math.floor(mostCopies / copies)))
    : 1;
  const biasRows = Math.ceil(copies * ratio);
  const slices = slicesOf(limit, copies, hardware);
  const shape = { inputs, outputs, copies, outputCopies, biasRows, ...(slices && { slices }) };
  const rows = copies * inputs + biasRows;
  const cols = outputCopies * outputs * each;
  const once = slices ? digits(node.weights, limit, shape, slices, hardware) : spread(node.weights, limit, shape, cols);
  const data = new Float64Array(rows * cols);
  data.set(once);
  for (let copy = 1; copy < copies; copy++) data.copyWithin(copy * once.length, 0, once.length);
  for (let row = copies * inputs; row < rows; row++)
    for (let j = 0; j < cols; j++) data[row * cols + j] = bias[j % outputs]! / (biasRows * activations.fullScale);

  const rowParts = split(rows, hardware.array.rows);
  const outputParts = columnParts(node.name, cols, fit, slices);
  const tiles = rowParts.flatMap(([rowStart, rowEnd], r) =>
    outputParts.map(([outputStart, outputEnd], c) => ({
      name: `${node.name}[${r},${c}]`,
      ...{ rowStart, rowEnd, outputStart, outputEnd },
    })),
  );
  const weights = { rows, cols, data };
  return { name: node.name, ...shape, ...(clipped && { clipped }), digitalBias, weights, activations, tiles };
}

/** b + W c. */
function centredBias(node: MvmNode, centre: Float64Array): Float64Array {
  const { cols, data } = node.weights;
  return node.bias.map((b, j) => centre.reduce((sum, c, i) => sum + data[j * cols + i]! * c, b));
}

/** The most copies of `inputs` rows and their bias rows that one array holds; at least 1. */
function copiesThatFit(inputs: number, biasRatio: number, rows: number): number {
  let copies = 1;
  while (copies < mostCopies && (copies + 1) * inputs + Math.ceil((copies + 1) * biasRatio) <= rows) copies++;
  return copies;
}

type Shape = Pick<MvmPlan<Tile>, 'inputs' | 'outputs' | 'copies' | 'outputCopies' | 'slices'>;

/** Wᵀ/copies, clipped, beside itself: inputs × columns. */
function spread(weights: Matrix, limit: number, { inputs, outputs, copies }: Shape, cols: number): Float64Array {
  const out = new Float64Array(inputs * cols);
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++) {
      const w = Math.min(Math.max(weights.data[j * inputs + i]!, -limit), limit) / copies;
      for (let at = j; at < cols; at += outputs) out[i * cols + at] = w;
    }
  return out;
}

/** Columns that one output takes. */
const sliceCount = ({ slices }: Hardware): number =>
  slices ? Math.ceil((slices.weightBits - 1) / slices.cellBits) : 1;

/** The slices of weights up to `limit`, each on the rows of all copies. */
function slicesOf(limit: number, copies: number, hardware: Hardware): WeightSlices | undefined {
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

/** The digits of Wᵀ: inputs × columns. */
function digits(
  weights: Matrix,
  limit: number,
  shape: Shape,
  { count, base }: WeightSlices,
  hardware: Hardware,
): Float64Array {
  const { inputs, outputs, outputCopies } = shape;
  const { cellBits } = hardware.slices!;
  const steps = weightSteps(hardware)!;
  const cols = outputCopies * outputs * count;
  const out = new Float64Array(inputs * cols);
  const places = Array.from({ length: count }, (_, k) => placesOfSlice(shape, k, cols));
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++) {
      const w = weights.data[j * inputs + i]!;
      const size = Math.min(Math.round((steps * Math.abs(w)) / (limit || 1)), steps);
      for (let k = 0, rest = size; rest > 0; k++, rest >>= cellBits) {
        const digit = w < 0 ? -(rest & base) : rest & base;
        const place = places[k]!;
        for (let at = j; at < place.length; at += outputs) out[i * cols + place[at]!] = digit;
      }
    }
  return out;
}

/** The columns of slice k, copy by copy and in each output by output. */
const placesOfSlice = (shape: Shape, k: number, cols: number): Int32Array =>
  Int32Array.from({ length: cols }, (_, column) => column).filter(column => sliceOfColumn(shape, column) === k);

/** The columns of each tile: slices of an output together where they lie over cells, and apart where over arrays. */
function columnParts(name: string, cols: number, fit: number, slices: WeightSlices | undefined): [number, number][] {
  if (!slices) return split(cols, fit);
  const { count, over } = slices;
  if (over === 'arrays')
    return Array.from({ length: count }, (_, k) =>
      split(cols / count, fit).map(([start, end]): [number, number] => [
        start + (k * cols) / count,
        end + (k * cols) / count,
      ]),
    ).flat();
  if (count > fit)
    reject(
      `${name}: mapping.slices`,
      `found ${count} slices of a weight side by side`,
      `expected at most ${fit}, which fit an array, or "over": "arrays"`,
    );
  return split(cols / count, Math.floor(fit / count)).map(([start, end]) => [start * count, end * count]);
}

/** `[start, end)` of the fewest near-equal parts of `total` that are at most `most` long. */
function split(total: number, most: number): [number, number][] {
  const parts = Math.ceil(total / most);
  return Array.from({ length: parts }, (_, k) => [
    Math.floor((k * total) / parts),
    Math.floor(((k + 1) * total) / parts),
  ]);
}
