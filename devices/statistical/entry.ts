import type { Device, TemperatureRange } from '../device.js';
import type { Parameter, ParameterTable, Values } from '../parameter.js';

/** A device as the table of devices lists it (devices/table.ts). */
export interface DeviceEntry<Table extends ParameterTable = ParameterTable> {
  readonly name: string;
  readonly title: string;
  /** Paper or data that its parameters come from. */
  readonly source: string;
  readonly parameters: Table;
  /** The device with these values, all of them within their ranges. `kelvin` is where a table without a source of its own holds. */
  create(values: Values<Table>, kelvin: number): Device;
  /** What was measured on the devices it was fitted to, to be shown beside it. */
  readonly measured?: MeasuredLevels;
}

/** Statistics of devices that were written to some levels, read, kept for a time at a temperature, and read again; S. */
export interface MeasuredLevels {
  readonly source: string;
  readonly target: Float64Array;
  /** At each level. */
  readonly cells: number;
  readonly seconds: number;
  readonly kelvin: number;
  readonly fresh: LevelStatistics;
  readonly aged: LevelStatistics;
}

/** S, one for each level. */
export interface LevelStatistics {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * The conductances that a device can be programmed between, as the first parameters of every table. `measured` is where
 * a fit ends, for one that must not be asked beyond.
 */
export function windowParameters(
  gMin: number,
  gMax: number,
  [least, most]: readonly [number, number] = [0, 1],
): Record<'gMin' | 'gMax', Parameter> {
  return {
    gMin: { meaning: 'lowest programmable conductance', unit: 'S', value: gMin, range: [least, most] },
    gMax: {
      meaning: 'highest programmable conductance',
      unit: 'S',
      value: gMax,
      range: [Math.max(least, 1e-12), most],
    },
  };
}

/** What the parts of a fit to devices at room temperature say of themselves; the publications give it no other number. */
export function fitTo(
  source: string,
  ...limits: readonly string[]
): { source: string; limits: readonly string[]; temperatures: TemperatureRange } {
  return { source, limits: ['the fit holds at 300 K only', ...limits], temperatures: [300, 300] };
}

/** A factor on one published effect: 1 is the publication, 0 switches it off. */
export function scale(effect: string): Parameter {
  return { meaning: `times the published ${effect}`, unit: '', value: 1, range: [0, 100] };
}
