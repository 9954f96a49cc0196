/**
 * How signed values stand on the bit lines of an array: a value d (S) of row i and output j is what the currents of output
 * j's bit lines, combined, should carry per volt on word line i.
 */
export interface SignedCells {
  readonly outputs: number;
  /** Bounds (S) of d that the device window leaves. */
  readonly low: number;
  readonly high: number;
  /** Cell conductances (S, rows × columns) of d (S, rows × outputs) inside the bounds. */
  cells(signed: Float64Array): Float64Array;
  /** What a transfer (S, rows × columns) is of each output (S, rows × outputs). */
  combine(transfer: Float64Array): Float64Array;
  /** Values of cells (rows × columns) summed over the bit lines of each output alone. */
  sum(perCell: Float64Array): Float64Array;
}

/** One cell for each value: d is its conductance. */
export function plainCells(outputs: number, gMin: number, gMax: number): SignedCells {
  const same = (values: Float64Array): Float64Array => values.slice();
  return { outputs, low: gMin, high: gMax, cells: same, combine: same, sum: same };
}
