import { differences } from '../compiler/calibrate.js';
import { inputOfRow } from '../compiler/drive.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../compiler/plan.js';
import { multiply } from '../kernels/dense.js';
import { addToRows } from '../numeric/matrix.js';

/** The difference currents of a tile before its converters. */
export interface TileReads {
  /** A, count × outputs, without the noise of single reads. */
  readonly currents: Float64Array;
  /** A, count × outputs, of every kind of noise that differs from read to read. */
  readonly deviations: readonly Float64Array[];
}

/** A tile of ohmic devices during one run: a matrix, its wires included. */
export interface LinearTile {
  readonly kind: 'linear';
  /** A by the voltages of the inputs. */
  readonly currents: Folded;
  /** A² by the squares of the same voltages, of every kind of noise. */
  readonly variances: readonly Folded[];
}

/** The rows of a tile summed by the input that drives them. */
interface Folded {
  /** Per V (or V²) of input, inputs × outputs. */
  readonly inputs: Float64Array;
  /** Length outputs: what the bias rows add. */
  readonly bias: Float64Array;
}

/**
 * A tile whose columns answer the voltages of its rows with `pairs` (S, rows × columns), its bias rows at `biasVoltage` V. Cells are
 * independent, so that a column's noise has the sum of their variances: cell (i, c) adds W_ic²·v, with W the effective transfer and
 * v the relative variance of its conductance, one list of them for each kind of noise.
 */
export function linearTile(
  pairs: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  biasVoltage: number,
  relativeVariances: readonly Float64Array[],
): LinearTile {
  return {
    kind: 'linear',
    currents: foldRows(differences(pairs, rowsOf(tile), outputsOf(tile)), plan, tile, biasVoltage),
    variances: relativeVariances.map(relative =>
      foldRows(pairVariances(pairs, relative), plan, tile, biasVoltage ** 2),
    ),
  };
}

/** The reads of `count` vectors of the inputs' voltages (V, row-major); `squares` are V² of them, where there is noise. */
export function linearReads(
  { currents, variances }: LinearTile,
  voltages: Float64Array,
  squares: Float64Array | null,
  count: number,
): TileReads {
  const through = (drive: Float64Array, { inputs, bias }: Folded): Float64Array => {
    const out = multiply(drive, count, inputs, inputs.length / bias.length, bias.length);
    addToRows(out, bias);
    return out;
  };
  return {
    currents: through(voltages, currents),
    deviations: squares ? variances.map(variance => rooted(through(squares, variance))) : [],
  };
}

function rooted(values: Float64Array): Float64Array {
  for (let k = 0; k < values.length; k++) values[k] = Math.sqrt(values[k]!);
  return values;
}

/** Sums the rows (tile rows × outputs) that the same input drives, and the bias rows times their voltage. */
function foldRows(
  rowsByOutputs: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  biasFactor: number,
): Folded {
  const outputs = outputsOf(tile);
  const inputs = new Float64Array(plan.inputs * outputs);
  const bias = new Float64Array(outputs);
  for (let i = 0; i < rowsOf(tile); i++) {
    const from = inputOfRow(plan, tile.rowStart + i);
    for (let j = 0; j < outputs; j++) {
      const value = rowsByOutputs[i * outputs + j]!;
      if (from < 0) bias[j]! += value * biasFactor;
      else inputs[from * outputs + j]! += value;
    }
  }
  return { inputs, bias };
}

/** Variance of each pair's difference (rows × outputs) by the relative variances of its two cells, to first order. */
function pairVariances(transfer: Float64Array, relative: Float64Array): Float64Array {
  const out = new Float64Array(transfer.length / 2);
  for (let k = 0; k < transfer.length; k++) out[k >> 1]! += relative[k]! * transfer[k]! ** 2;
  return out;
}
