import type { Cells } from '../devices/cells.js';
import type { WritingLog } from '../devices/pulses/write-cells.js';
import type { MvmNode } from '../models/graph.js';
import type { Matrix } from '../numeric/matrix.js';
import type { Clipped } from './clip.js';
import type { BitSlicing, Hardware } from './hardware.js';
import type { Activations } from './observe.js';
import type { PredistortedTile } from './predistort.js';
import type { RepairedTile } from './repair.js';

/**
 * One matrix product on its way to hardware. The passes after `partition` keep this record and refine its tiles:
 *
 *     partition → Tile        which weights
 *     map       → MappedTile  … as which conductances; predistort changes them
 *     calibrate → CalibratedTile  … with which converter range
 *     program   → ProgrammedTile  … in which devices
 *     place     → PlacedTile  … at which spot of which array
 */
export interface MvmPlan<T extends Tile> {
  /** Name of the graph's node. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Rows that each input drives; the weight is spread evenly over them. */
  readonly copies: number;
  /** Times that each output stands side by side: the mean of its copies. */
  readonly outputCopies: number;
  /** Where a weight is cut into digits: `weights` are these, and compiler/columns.ts says what each column stands for. */
  readonly slices?: WeightSlices;
  /** What clipping has done to the weights, where it has done something. */
  readonly clipped?: Clipped;
  /** Rows below the inputs that are driven at full scale and carry the bias, in equal parts. */
  readonly biasRows: number;
  /** Added digitally behind the ADC: the bias of a product whose input is centred; zeros elsewhere. */
  readonly digitalBias: Float64Array;
  /**
   * (copies·inputs + biasRows) × (outputCopies·outputs, times the slices): what the crossbars hold, rows as word lines, copy by copy.
   * A bias row's input is `fullScale`.
   */
  readonly weights: Matrix;
  readonly activations: Activations;
  readonly tiles: readonly T[];
  /** Further sets of arrays with the same weights, which take vectors in turn with the first; not there where there are none. */
  readonly duplicates?: readonly (readonly T[])[];
}

/** The digits of weights: ŵ = Σₖ factorₖ·digitₖ over the rows and columns that are its copies. */
export interface WeightSlices {
  readonly count: number;
  readonly over: BitSlicing['over'];
  /** Largest |digit|. */
  readonly base: number;
  /** Between two weights that can be had, in units of the lowest factor, where every digit is odd; 1 where it is not there. */
  readonly step?: number;
  /** Of each slice, the least significant first. */
  readonly factors: Float64Array;
}

/** A block of a matrix that fits one array: rows and outputs `[start, end)` of the plan's `weights`. */
export interface Tile {
  /** e.g. `block1[0,1]`: row part 0, output part 1. */
  readonly name: string;
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly outputStart: number;
  readonly outputEnd: number;
  /** Where faults have moved its lines; not there where rows and outputs stand in the order of the plan's. */
  readonly moved?: MovedLines;
}

/** Which row and which output of a tile stand where: everything of a tile that goes by lines is in the order of these. */
export interface MovedLines {
  /** Of each word line: the row, counted from `rowStart`, that stands on it. */
  readonly rows: Uint32Array;
  /** Of each output in the order of its bit lines: which it is, counted from `outputStart`. */
  readonly outputs: Uint32Array;
  /** The place of each of them, ascending; those of `[0, outputs)` come first, then the spare ones, and what is left out is cut off. */
  readonly places: Uint32Array;
}

/** Its cells by word lines and bit lines, which are what compiler/signs.ts makes of its outputs. */
export interface MappedTile extends Tile {
  /** S per unit of weight, of each output. */
  readonly scale: Float64Array;
  /** S, rows × bit lines. */
  readonly target: Float64Array;
  /** Where the target makes up for IR drop. */
  readonly predistortion?: PredistortedTile;
}

/** Where devices are not ohmic, `scale` is from here on what a unit of weight conducts at the voltages of the reads. */
export interface CalibratedTile extends MappedTile {
  /** A, full scale of its ADCs. */
  readonly adcFullScale: number;
  /** What faults of its devices do to it, where lines are moved for them. */
  readonly repair?: RepairedTile;
}

export interface ProgrammedTile extends CalibratedTile {
  readonly cells: Cells;
  /** s: when it was written, counted from the first programming of the chip. */
  readonly programmedAt: number;
  /** What writing it with pulses took; not there where its devices drew their errors. */
  readonly writingLog?: WritingLog;
}

export interface PlacedTile extends ProgrammedTile {
  /** The physical array that holds it. */
  readonly macro: number;
  /** First word line and bit line used. */
  readonly firstRow: number;
  readonly firstColumn: number;
}

/** Whether a product has arrays of its own: a digital readout has none, nor has what reads others' from the other side. */
export const ownArrays = (node: MvmNode, hardware: Hardware): boolean =>
  node.backwardOf === undefined && !(node.readout && hardware.readout === 'digital');

/** Applies a pass's step to every tile of a plan. */
export function mapTiles<A extends Tile, B extends Tile>(plan: MvmPlan<A>, step: (tile: A) => B): MvmPlan<B> {
  const { duplicates, ...rest } = plan;
  const tiles = plan.tiles.map(step);
  return { ...rest, tiles, ...(duplicates && { duplicates: duplicates.map(set => set.map(step)) }) };
}

export const rowsOf = (tile: Tile): number => tile.rowEnd - tile.rowStart;
export const outputsOf = (tile: Tile): number => tile.outputEnd - tile.outputStart;
/** The row and the column of the plan's weights that word line i, and output j in the order of bit lines, stand for. */
export const weightRow = (tile: Tile, i: number): number => tile.rowStart + (tile.moved?.rows[i] ?? i);
export const weightColumn = (tile: Tile, j: number): number => tile.outputStart + (tile.moved?.outputs[j] ?? j);
/** Its bit lines that are read. */
export const columnsOf = (tile: MappedTile): number => tile.target.length / rowsOf(tile);
