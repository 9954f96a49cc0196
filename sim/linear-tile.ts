import { inputOfRow } from '../compiler/drive.js';
import type { Signs } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightRow } from '../compiler/plan.js';
import { convertedLines, sourceVariances } from '../compiler/signs.js';
import { multiply } from '../kernels/dense.js';
import { addToRows } from '../numeric/matrix.js';

/** The currents of a tile before its converters; compiler/signs.ts says how many conversions and sources of noise it has. */
export interface TileReads {
  /** A, count × conversions, without the noise of single reads. */
  readonly currents: Float64Array;
  /** A, count × sources, of every kind of noise that differs from read to read. */
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
  /** Per V (or V²) of input, inputs × columns. */
  readonly inputs: Float64Array;
  /** Of each column: what the bias rows add. */
  readonly bias: Float64Array;
}

/**
 * A tile whose bit lines answer the voltages of its rows with `transfer` (S, rows × bit lines), its bias rows at `biasVoltage` V. Cells
 * are independent, so that a bit line's noise has the sum of their variances: cell (i, c) adds W_ic²·v, with W the effective transfer
 * and v the relative variance of its conductance, one list of them for each kind of noise.
 */
export function linearTile(
  transfer: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  biasVoltage: number,
  relativeVariances: readonly Float64Array[],
  signs: Signs,
): LinearTile {
  return {
    kind: 'linear',
    currents: foldRows(convertedLines(transfer, rowsOf(tile), outputsOf(tile), signs), plan, tile, biasVoltage),
    variances: relativeVariances.map(relative =>
      foldRows(sourceVariances(transfer, relative, signs), plan, tile, biasVoltage ** 2),
    ),
  };
}

/** The reads of `count` vectors of the inputs' voltages (V, row-major); `squares` are V² of them, where there is noise. */
export function linearReads(
  tile: LinearTile,
  voltages: Float64Array,
  squares: Float64Array | null,
  count: number,
): TileReads {
  return {
    currents: through(voltages, tile.currents, count),
    deviations: squares ? linearDeviations(tile, squares, count) : [],
  };
}

/** A, count × sources, of every kind of noise, where the inputs have voltages of these `squares` (V²). */
export const linearDeviations = ({ variances }: LinearTile, squares: Float64Array, count: number): Float64Array[] =>
  variances.map(variance => rooted(through(squares, variance, count)));

function through(drive: Float64Array, { inputs, bias }: Folded, count: number): Float64Array {
  const out = multiply(drive, count, inputs, inputs.length / bias.length, bias.length);
  addToRows(out, bias);
  return out;
}

function rooted(values: Float64Array): Float64Array {
  for (let k = 0; k < values.length; k++) values[k] = Math.sqrt(values[k]!);
  return values;
}

/** Sums the rows (tile rows × columns) that the same input drives, and the bias rows times their voltage. */
function foldRows(rows: Float64Array, plan: MvmPlan<PlacedTile>, tile: PlacedTile, biasFactor: number): Folded {
  const columns = rows.length / rowsOf(tile);
  const inputs = new Float64Array(plan.inputs * columns);
  const bias = new Float64Array(columns);
  for (let i = 0; i < rowsOf(tile); i++) {
    const from = inputOfRow(plan, weightRow(tile, i));
    for (let j = 0; j < columns; j++) {
      const value = rows[i * columns + j]!;
      if (from < 0) bias[j]! += value * biasFactor;
      else inputs[from * columns + j]! += value;
    }
  }
  return { inputs, bias };
}
