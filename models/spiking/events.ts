import { reject } from '../../edge/error.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';

/** Spikes as events: which neurons fired, time step after time step. */
export interface SpikeEvents {
  readonly width: number;
  /** Those of step t are `neurons[starts[t]]` … `neurons[starts[t + 1] − 1]`; one entry more than there are steps. */
  readonly starts: Int32Array;
  /** Ascending within a step. */
  readonly neurons: Int32Array;
}

/** The events in `spikes` (steps × width) of zeros and ones. InputError for any other number. */
export function eventsOf({ rows, cols, data }: Matrix, where = 'spikes'): SpikeEvents {
  const starts = new Int32Array(rows + 1);
  const neurons: number[] = [];
  for (let t = 0, at = 0; t < rows; t++) {
    for (let i = 0; i < cols; i++, at++) {
      const z = data[at]!;
      if (z === 1) neurons.push(i);
      else if (z !== 0) reject(`${where}: step ${t}, neuron ${i}`, `found ${z}`, 'expected 0 or 1');
    }
    starts[t + 1] = neurons.length;
  }
  return { width: cols, starts, neurons: Int32Array.from(neurons) };
}

/** Zeros and ones, steps × width. */
export function denseOf({ width, starts, neurons }: SpikeEvents): Matrix {
  const out = matrix(starts.length - 1, width);
  for (let t = 0; t < out.rows; t++)
    for (let k = starts[t]!; k < starts[t + 1]!; k++) out.data[t * width + neurons[k]!] = 1;
  return out;
}

/**
 * W z for the spikes z of every time step, W being outputs × width: the sum of the columns of neurons that fired. The same bits
 * as the dense product summed in order. RangeError where the widths differ.
 */
export function timesEvents(weights: Matrix, { width, starts, neurons }: SpikeEvents): Matrix {
  if (weights.cols !== width) throw new RangeError(`${weights.cols} columns cannot meet spikes of ${width} neurons`);
  const columns = transpose(weights).data;
  const out = matrix(starts.length - 1, weights.rows);
  for (let t = 0; t < out.rows; t++)
    for (let k = starts[t]!; k < starts[t + 1]!; k++)
      addRow(columns, neurons[k]!, weights.rows, out.data, t * out.cols);
  return out;
}

/**
 * Adds to each of `count` rows of `out` (count × cols) the rows of `columns` (width × cols) of the neurons that fired in that row of
 * `spikes` (count × width).
 */
export function addFired(
  spikes: Float64Array,
  count: number,
  columns: Float64Array,
  cols: number,
  out: Float64Array,
): void {
  const width = columns.length / cols;
  for (let k = 0, at = 0; k < count; k++)
    for (let i = 0; i < width; i++, at++) if (spikes[at] !== 0) addRow(columns, i, cols, out, k * cols);
}

function addRow(columns: Float64Array, row: number, cols: number, out: Float64Array, to: number): void {
  for (let j = 0, at = row * cols; j < cols; j++, at++) out[to + j]! += columns[at]!;
}
