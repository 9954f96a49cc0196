import { reject } from '../edge/error.js';
import type { MvmNode } from '../models/graph.js';
import { type Matrix, maxAbs } from '../numeric/matrix.js';
import { clippedAt, clippingLimit } from './clip.js';
import { digitReads } from './drive.js';
import type { Hardware } from './hardware.js';
import { type Activations, isCentred } from './observe.js';
import type { MvmPlan, Tile, WeightSlices } from './plan.js';
import { outputsThatFit, signsOf, spareLines } from './signs.js';
import { sliceCount, slicesOf, writeDigits } from './slices.js';

/** More rows than this (per copy) are not spent on a bias; beyond it the weight scale gives way. */
const mostBiasRows = 8;

/** `fill` stops at this many copies: sixteen quarter the error; more gained nothing measurable, but current and drop. */
const mostCopies = 16;

/**
 * Cuts a matrix into tiles that fit rows × columns, bias rows included; how many columns make one signed output is for
 * compiler/signs.ts to say. Spare columns are left free in each.
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
  const fit = outputsThatFit(signsOf(hardware), hardware.array.columns - spareLines(hardware));
  const outputCopies = fill
    ? Math.max(1, Math.min(Math.floor(fit / (outputs * each)), Math.floor(mostCopies / copies)))
    : 1;
  const biasRows = Math.ceil(copies * ratio);
  const slices = slicesOf(limit, copies, hardware);
  const shape = { inputs, outputs, copies, outputCopies, biasRows, ...(slices && { slices }) };
  const rows = copies * inputs + biasRows;
  const cols = outputCopies * outputs * each;
  const data = new Float64Array(rows * cols);
  if (slices) writeDigits(node.weights, limit, shape, slices, hardware, data);
  else writeWeights(node.weights, limit, shape, cols, data);
  for (let copy = 1; copy < copies; copy++) data.copyWithin(copy * inputs * cols, 0, inputs * cols);
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

/** Writes Wᵀ/copies, clipped, beside itself: inputs × columns. */
function writeWeights(
  weights: Matrix,
  limit: number,
  { inputs, outputs, copies }: Pick<MvmPlan<Tile>, 'inputs' | 'outputs' | 'copies'>,
  cols: number,
  out: Float64Array,
): void {
  // A few rows at a time: a large matrix, written column by column, leaves the cache with every number.
  for (let first = 0; first < inputs; first += rowsAtOnce)
    for (let j = 0; j < outputs; j++)
      for (let i = first; i < Math.min(first + rowsAtOnce, inputs); i++) {
        const w = Math.min(Math.max(weights.data[j * inputs + i]!, -limit), limit) / copies;
        for (let at = j; at < cols; at += outputs) out[i * cols + at] = w;
      }
}

const rowsAtOnce = 16;

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
