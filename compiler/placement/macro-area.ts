import type { Peripherals } from '../cost/peripherals.js';
import { costedBits } from '../cost/timing.js';
import type { Hardware } from '../hardware.js';

/** m² of one array with what stands beside it, read from one side: cells, row drivers with their DACs, sense amplifiers, ADCs with their lanes. */
export interface MacroArea {
  readonly cells: number;
  readonly rows: number;
  readonly sense: number;
  readonly converters: number;
  readonly total: number;
}

export function macroArea({ array, adc, dac }: Hardware, preset: Peripherals): MacroArea {
  const cells = array.rows * array.columns * preset.cellArea;
  const rows = array.rows * (preset.driver.area + preset.dac(costedBits(dac.bits)).area);
  const sense = array.columns * preset.sense.area;
  const lanes = Math.ceil(array.columns / 2 / adc.shared);
  const converters = lanes * (preset.adc(costedBits(adc.bits)).area + preset.digital.area);
  return { cells, rows, sense, converters, total: cells + rows + sense + converters };
}
