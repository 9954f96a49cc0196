import type { CrossbarArray } from '../crossbar/array.js';
import type { CellLaw } from '../crossbar/cell-law.js';
import { conductionCells } from '../crossbar/conduction-cells.js';
import { solveArray } from '../crossbar/line-pcg.js';
import type { TerminalVoltages } from '../crossbar/line-system.js';
import { solveNonlinear } from '../crossbar/nonlinear.js';
import { type Cells, conductancesAt, programCells } from '../devices/cells.js';
import type { Device } from '../devices/device.js';
import { ohmic } from '../devices/parts.js';

/** An array whose cells are devices that are to be written to its conductances. */
export interface DeviceArray {
  /** With the targets as its conductances. */
  readonly array: CrossbarArray;
  readonly device: Device;
}

/** An array as it is read. */
export interface ReadArray {
  readonly array: CrossbarArray;
  /** Where the devices do not follow Ohm's law. */
  readonly law?: CellLaw;
}

/** The devices of one chip; cell k is device k of its seed. InputError names one whose target is beyond its window. */
export function chipCells({ array, device }: DeviceArray, seed: number): Cells {
  const { conductance } = array;
  const address = Float64Array.from(conductance, (_, k) => k);
  const perfect = { levels: 0, stuckLow: 0, stuckHigh: 0 };
  return programCells(device, perfect, conductance, address, { seed, matrix: 'array', generation: 0 });
}

/** The array of a chip `seconds` after writing, at a temperature (K), without read noise. */
export function chipArray({ array, device }: DeviceArray, cells: Cells, seconds: number, kelvin: number): ReadArray {
  const conductance = conductancesAt(device, cells, seconds, kelvin);
  const aged = { ...array, conductance };
  return device.conduction === ohmic
    ? { array: aged }
    : { array: aged, law: conductionCells(device.conduction, conductance) };
}

/** A out of every column, by the exact solver. */
export const columnsOf = ({ array, law }: ReadArray, volts: TerminalVoltages): Float64Array =>
  (law ? solveNonlinear(array, law, volts) : solveArray(array, volts)).outputs;
