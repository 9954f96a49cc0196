import type { MvmNode } from '../models/graph.js';
import { concatenate, type Matrix, maxAbs, transpose } from '../numeric/matrix.js';
import type { Hardware } from './hardware.js';
import { type Activations, isCentred } from './observe.js';
import type { MvmPlan, Tile } from './plan.js';

/** More rows than this (per copy) are not spent on a bias; beyond it the weight scale gives way. */
const mostBiasRows = 8;

/** `fill` stops at this many copies: sixteen quarter the error; more gained nothing measurable, but current and drop. */
const mostCopies = 16;

/**
 * Cuts a matrix into tiles that fit rows × columns, bias rows included; two columns make one signed output.
 *
 * With n copies, each weight stands on n rows with w/n each, driven by the same input: independent errors average out
 * as 1/√n. `copies: 'fill'` takes as many as fit the rows of one array, which are there anyway, up to 16, and
 * repeats the outputs over its columns too, to be averaged behind the ADC.
 *
 * A bias row is driven at the DAC's full scale x_max, so it carries weights b/(k·x_max) over k rows; k is the least
 * that keeps them within the largest weight. A product with a centred input, y = W(x − c) + (b + W c), has its bias
 * added digitally instead, where the centring is done too. Parts are as equal as they can be.
 */
export function partition(node: MvmNode, activations: Activations, hardware: Hardware): MvmPlan<Tile> {
  const inputs = node.weights.cols;
  const outputs = node.weights.rows;
  const centred = isCentred(node, hardware);
  const bias = centred ? new Float64Array(outputs) : node.bias;
  const digitalBias = centred ? centredBias(node, activations.centre) : new Float64Array(outputs);
  const ratio = Math.min(maxAbs(bias) / activations.fullScale / (maxAbs(node.weights.data) || 1), mostBiasRows);
  const fill = hardware.copies === 'fill';
  const copies = hardware.copies === 'fill' ? copiesThatFit(inputs, ratio, hardware.array.rows) : hardware.copies;
  const pairs = Math.floor(hardware.array.columns / 2);
  const outputCopies = fill ? Math.max(1, Math.min(Math.floor(pairs / outputs), Math.floor(mostCopies / copies))) : 1;
  const biasRows = Math.ceil(copies * ratio);
  const once = rowWeights(node.weights, copies, bias, biasRows, activations.fullScale);
  const weights = repeatColumns(once, outputCopies);

  const rowParts = split(weights.rows, hardware.array.rows);
  const outputParts = split(weights.cols, pairs);
  const tiles = rowParts.flatMap(([rowStart, rowEnd], r) =>
    outputParts.map(([outputStart, outputEnd], c) => ({
      name: `${node.name}[${r},${c}]`,
      ...{ rowStart, rowEnd, outputStart, outputEnd },
    })),
  );
  return { name: node.name, inputs, outputs, copies, outputCopies, biasRows, digitalBias, weights, activations, tiles };
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

/** `copies` times Wᵀ/copies, with `biasRows` rows of b/(biasRows·fullScale) below. */
function rowWeights(weights: Matrix, copies: number, bias: Float64Array, biasRows: number, fullScale: number): Matrix {
  const { rows: outputs, cols: inputs } = weights;
  const once = transpose(weights).data.map(w => w / copies);
  const biasRow = bias.map(b => b / (biasRows * fullScale));
  const data = concatenate([...Array(copies).fill(once), ...Array(biasRows).fill(biasRow)]);
  return { rows: copies * inputs + biasRows, cols: outputs, data };
}

/** m beside itself, `times` times. */
function repeatColumns(m: Matrix, times: number): Matrix {
  const cols = m.cols * times;
  const data = new Float64Array(m.rows * cols);
  for (let i = 0; i < m.rows; i++)
    for (let j = 0; j < cols; j++) data[i * cols + j] = m.data[i * m.cols + (j % m.cols)]!;
  return { rows: m.rows, cols, data };
}

/** `[start, end)` of the fewest near-equal parts of `total` that are at most `most` long. */
function split(total: number, most: number): [number, number][] {
  const parts = Math.ceil(total / most);
  return Array.from({ length: parts }, (_, k) => [
    Math.floor((k * total) / parts),
    Math.floor(((k + 1) * total) / parts),
  ]);
}
