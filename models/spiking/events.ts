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
    addRows(columns, weights.rows, neurons, starts[t]!, starts[t + 1]!, out.data, t * out.cols);
  return out;
}

/**
 * Of a matrix `columns` (width × cols): a function that adds to each of `count` rows of `out` (count × cols) the matrix's
 * rows of the neurons that fired in that row of `spikes` (count × width).
 */
export function firedRows(
  columns: Float64Array,
  cols: number,
): (spikes: Float64Array, count: number, out: Float64Array) => void {
  const width = columns.length / cols;
  const fired = new Int32Array(width);
  return (spikes, count, out) => {
    for (let k = 0, at = 0; k < count; k++) {
      let many = 0;
      for (let i = 0; i < width; i++, at++) if (spikes[at] !== 0) fired[many++] = i;
      addRows(columns, cols, fired, 0, many, out, k * cols);
    }
  };
}

/**
 * Adds the rows listed from `first` to before `end` to what stands in `out` from `to` on: four entries at a time, each in order.
 */
function addRows(
  columns: Float64Array,
  cols: number,
  rows: Int32Array,
  first: number,
  end: number,
  out: Float64Array,
  to: number,
): void {
  let j = 0;
  for (; j + 3 < cols; j += 4) {
    const at = to + j;
    let s0 = out[at]!;
    let s1 = out[at + 1]!;
    let s2 = out[at + 2]!;
    let s3 = out[at + 3]!;
    for (let k = first; k < end; k++) {
      const row = rows[k]! * cols + j;
      s0 += columns[row]!;
      s1 += columns[row + 1]!;
      s2 += columns[row + 2]!;
      s3 += columns[row + 3]!;
    }
    out[at] = s0;
    out[at + 1] = s1;
    out[at + 2] = s2;
    out[at + 3] = s3;
  }
  for (; j < cols; j++) for (let k = first; k < end; k++) out[to + j]! += columns[rows[k]! * cols + j]!;
}
