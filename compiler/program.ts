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
 * tile, are the second of the tile's first output.
 */
export function addresses(plan: MvmPlan<MappedTile>, tile: MappedTile, signs: Signs): Float64Array {
  const rows = rowsOf(tile);
  const columns = columnsOf(tile);
  const outputs = outputsOf(tile);
  const wide = 2 * plan.weights.cols;
  const pairs = signs === 'differential pair';
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const first = (tile.rowStart + i) * wide + 2 * tile.outputStart;
    for (let c = 0; c < columns; c++) out[i * columns + c] = first + (pairs ? c : c < outputs ? 2 * c : 1);
  }
  return out;
}
