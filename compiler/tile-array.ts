import type { CrossbarArray } from '../crossbar/array.js';
import type { CellLaw } from '../crossbar/cell-law.js';
import { conductionCells } from '../crossbar/conduction-cells.js';
import { type LawReader, lawReader } from '../crossbar/law-read.js';
import { ConvergenceError } from '../crossbar/line-system.js';
import { conductancesAt } from '../devices/cells.js';
import { ohmic } from '../devices/parts.js';
import { InputError, reject } from '../edge/error.js';
import { deviceOf, type Hardware } from './hardware.js';
import { columnsOf, type MappedTile, outputsOf, type PlacedTile, rowsOf } from './plan.js';
import { signsOf, spareLines } from './signs.js';

/**
 * The circuit of a tile with the given cell conductances (S): the one record that both the simulator solves and the
 * netlist is written from.
 *
 * Only the used cells are driven and present (unselected rows and columns are cut off by their access transistors);
 * the unused line between driver and first column is lumped into the driver resistance, the unused line between last
 * row and sense amplifier into the sense resistance. Where bit lines in between are cut off, the line across them is longer.
 */
export function tileArray(tile: Cornered, conductance: Float64Array, hardware: Hardware): CrossbarArray {
  const rows = rowsOf(tile);
  const cols = columnsOf(tile);
  const { wordLineResistance, bitLineResistance, driverResistance, senseResistance } = hardware.array;
  const rowsBelow = hardware.array.rows - tile.firstRow - rows;
  return {
    rows,
    cols,
    conductance,
    wordSegments: segmentsBefore(tile, hardware).map(segments => segments * wordLineResistance),
    bitSegments: new Float64Array(rows).fill(bitLineResistance),
    driver: new Float64Array(rows).fill(driverResistance + tile.firstColumn * wordLineResistance),
    driverFar: new Float64Array(rows).fill(Infinity),
    sense: new Float64Array(cols).fill(senseResistance + rowsBelow * bitLineResistance),
    senseFar: new Float64Array(cols).fill(Infinity),
  };
}

/** Segments of word line to each bit line of a tile from the one before, or from where the tile begins. */
const segmentsBefore = (tile: MappedTile, hardware: Hardware): Float64Array =>
  Float64Array.from(linePlaces(tile, hardware)).map((place, c, places) => place - (places[c - 1] ?? -1));

/**
 * Where each bit line of a tile stands, counted in lines of the array from where the tile begins: one after the other, but for those that
 * are cut off in between. A middle column stands behind all places, spare ones among them.
 */
export function linePlaces(tile: MappedTile, hardware: Hardware): Int32Array {
  const outputs = outputsOf(tile);
  const place = (k: number): number => tile.moved?.places[k] ?? k;
  if (signsOf(hardware) === 'differential pair')
    return Int32Array.from({ length: 2 * outputs }, (_, c) => 2 * place(c >> 1) + (c & 1));
  const middle = outputs + spareLines(hardware);
  return Int32Array.from({ length: outputs + 1 }, (_, c) => (c < outputs ? place(c) : middle));
}

/** A tile, placed or not, and where in an array it stands. */
type Cornered = MappedTile & Pick<PlacedTile, 'firstRow' | 'firstColumn'>;

/** Where a tile with an array of its own stands: in the corner nearest to the row drivers (left) and the sense amplifiers (bottom). */
export const cornerOf = <T extends MappedTile>(tile: T, { array }: Hardware): T & Cornered => ({
  ...tile,
  ...{ firstRow: array.rows - rowsOf(tile), firstColumn: 0 },
});

/** The conductances (S) of a tile's devices at `time` s after the first writing of the chip, without read noise. */
export function tileConductances(tile: PlacedTile, hardware: Hardware, time: number): Float64Array {
  return conductancesAt(deviceOf(hardware), tile.cells, Math.max(0, time - tile.programmedAt), hardware.temperature);
}

/**
 * The currents of a tile's cells by their voltages where its devices do not follow Ohm's law: those of the device's
 * conduction, `conductance` (S) being what a cell has at low voltage. Nothing where they do, and the array is linear.
 */
export function tileLaw(conductance: Float64Array, hardware: Hardware): CellLaw | undefined {
  const { conduction } = deviceOf(hardware);
  return conduction === ohmic ? undefined : conductionCells(conduction, conductance);
}

/**
 * Reads a tile whose cells follow `law`, wires, drivers and sense resistances included. InputError of a read names the
 * tile where a cell has a voltage beyond the law, or where Newton's method does not converge, with the residual it reached.
 */
export function tileReader(tile: Pick<PlacedTile, 'name'>, array: CrossbarArray, law: CellLaw): LawReader {
  const read = lawReader(array, law);
  return word => {
    try {
      return read(word);
    } catch (cause) {
      if (cause instanceof InputError) reject(`${tile.name}: ${cause.where}`, cause.found, cause.expected);
      if (!(cause instanceof ConvergenceError)) throw cause;
      return reject(tile.name, cause.message, 'expected less resistive wires or a lower read voltage');
    }
  };
}
