import { programCells } from '../devices/cells.js';
import { writeCells } from '../devices/pulses/write-cells.js';
import { deviceOf, type Hardware, type Signs } from './hardware.js';
import {
  type CalibratedTile,
  columnsOf,
  type MappedTile,
  type MvmPlan,
  mapTiles,
  outputsOf,
  type ProgrammedTile,
  rowsOf,
  type Tile,
} from './plan.js';
import { signsOf } from './signs.js';

/** When and with which draws a matrix is written. */
export interface Writing {
  readonly seed: number;
  /** 0 for the first writing of the chip; each later one draws new errors. */
  readonly generation: number;
  /** s since the first writing. */
  readonly time: number;
}

/**
 * Target → programmed devices: one draw per device, kept for its life; or pulses, where the hardware writes with them. A
 * matrix that is written anew with pulses is erased before: no cell remembers what it was.
 */
export function program(plan: MvmPlan<CalibratedTile>, hardware: Hardware, writing: Writing): MvmPlan<ProgrammedTile> {
  const device = deviceOf(hardware);
  const { imperfections } = hardware;
  const pulses = hardware.device.writing;
  const { seed, generation, time } = writing;
  const draws = { seed, generation, matrix: plan.name };
  return mapTiles(plan, tile => {
    const at = addresses(plan, tile, signsOf(hardware));
    const written = pulses
      ? writeCells(device, imperfections, pulses, tile.target, columnsOf(tile), at, draws)
      : { cells: programCells(device, imperfections, tile.target, at, draws) };
    return { ...tile, ...written, programmedAt: time };
  });
}

/**
 * The address of each cell of a tile in its whole matrix, so that draws do not depend on how it was cut: 2j and 2j + 1 in its row
 * for output j. A single cell is the first of these two; the cells of a dummy or a reference column, which there is one of in each
 * tile, are the second of the tile's first output. Spare columns go on where the matrix ends, as if the s-th of a tile were at its
 * first output in further rows, s + 1 times as many as the matrix has below its own.
 */
export function addresses(plan: MvmPlan<MappedTile>, tile: MappedTile, signs: Signs): Float64Array {
  const rows = rowsOf(tile);
  const columns = columnsOf(tile);
  const outputs = outputsOf(tile);
  const pairs = signs === 'differential pair';
  const places = tile.moved?.places;
  const first = placeAddress(plan, tile);
  const out = new Float64Array(rows * columns);
  for (let c = 0; c < columns; c++) {
    const [output, second] = pairs ? [c >> 1, c & 1] : c < outputs ? [c, 0] : [-1, 1];
    const place = output < 0 ? 0 : (places?.[output] ?? output);
    for (let i = 0; i < rows; i++) out[i * columns + c] = first(i, place) + second;
  }
  return out;
}

/** The address of the first cell on word line i at a place for outputs; those from the tile's number of outputs on are spare. */
export function placeAddress({ weights }: MvmPlan<Tile>, tile: Tile): (i: number, place: number) => number {
  const outputs = outputsOf(tile);
  return (i, place) => {
    const spare = place - outputs;
    const row = tile.rowStart + i + (spare < 0 ? 0 : (spare + 1) * weights.rows);
    return 2 * (row * weights.cols + tile.outputStart + (spare < 0 ? place : 0));
  };
}
