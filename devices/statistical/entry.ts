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
