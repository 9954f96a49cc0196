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

/** Bit lines 2j and 2j + 1 for output j: gMin + max(d, 0) and gMin + max(−d, 0). */
export function pairCells(outputs: number, gMin: number, gMax: number): SignedCells {
  const most = gMax - gMin;
  const pairs = (values: Float64Array, sign: 1 | -1): Float64Array => {
    const out = new Float64Array(values.length / 2);
    for (let k = 0; k < out.length; k++) out[k] = values[2 * k]! + sign * values[2 * k + 1]!;
    return out;
  };
  return {
    ...{ outputs, low: -most, high: most },
    cells(signed) {
      const out = new Float64Array(2 * signed.length);
      for (let k = 0; k < signed.length; k++) {
        out[2 * k] = gMin + Math.max(signed[k]!, 0);
        out[2 * k + 1] = gMin + Math.max(-signed[k]!, 0);
      }
      return out;
    },
    combine: transfer => pairs(transfer, -1),
    sum: perCell => pairs(perCell, 1),
  };
}

/** Bit line j for output j at mid + d, and behind them a reference at mid, the middle of the window, whose current is taken off each. */
export function referenceCells(outputs: number, gMin: number, gMax: number): SignedCells {
  const [mid, most] = [(gMin + gMax) / 2, (gMax - gMin) / 2];
  const wide = outputs + 1;
  const each = (values: Float64Array, of: (value: number, reference: number) => number): Float64Array => {
    const rows = values.length / wide;
    const out = new Float64Array(rows * outputs);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < outputs; j++) out[i * outputs + j] = of(values[i * wide + j]!, values[i * wide + outputs]!);
    return out;
  };
  return {
    ...{ outputs, low: -most, high: most },
    cells(signed) {
      const rows = signed.length / outputs;
      const out = new Float64Array(rows * wide).fill(mid);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < outputs; j++) out[i * wide + j] = mid + signed[i * outputs + j]!;
      return out;
    },
    combine: transfer => each(transfer, (own, reference) => own - reference),
    sum: perCell => each(perCell, own => own),
  };
}
