import { programCells } from '../devices/cells.js';
import { writeCells } from '../devices/pulses/write-cells.js';
import { deviceOf, type Hardware } from './hardware.js';
import {
  type CalibratedTile,
  columnsOf,
  type MvmPlan,
  mapTiles,
  type ProgrammedTile,
  rowsOf,
  type Tile,
} from './plan.js';

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
    const at = addresses(plan, tile);
    const written = pulses
      ? writeCells(device, imperfections, pulses, tile.target, columnsOf(tile), at, draws)
      : { cells: programCells(device, imperfections, tile.target, at, draws) };
    return { ...tile, ...written, programmedAt: time };
  });
}

/** The address of each cell of a tile in its whole matrix, so that draws do not depend on how it was cut. */
export function addresses(plan: MvmPlan<Tile>, tile: Tile): Float64Array {
  const rows = rowsOf(tile);
  const columns = columnsOf(tile);
  const wide = 2 * plan.weights.cols;
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++) out[i * columns + c] = (tile.rowStart + i) * wide + 2 * tile.outputStart + c;
  return out;
}
