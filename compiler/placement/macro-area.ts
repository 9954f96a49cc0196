import type { Peripherals } from '../cost/peripherals.js';
import { costedBits, drivenBits } from '../cost/timing.js';
import type { Hardware } from '../hardware.js';
import { conversionsOf, outputsThatFit, signsOf } from '../signs.js';

/** m² of one array with what stands beside it, read from one side: cells, row drivers with their DACs, sense amplifiers, ADCs with their lanes. */
export interface MacroArea {
  readonly cells: number;
  readonly rows: number;
  readonly sense: number;
  readonly converters: number;
  readonly total: number;
}

export function macroArea(hardware: Hardware, preset: Peripherals): MacroArea {
  const { array, adc, dac } = hardware;
  const signs = signsOf(hardware);
  const cells = array.rows * array.columns * preset.cellArea;
  const rows = array.rows * (preset.driver.area + preset.dac(drivenBits(dac)).area);
  const sense = array.columns * preset.sense.area;
  const lanes = Math.ceil(conversionsOf(signs, outputsThatFit(signs, array.columns)) / adc.shared);
  const converters = lanes * (preset.adc(costedBits(adc.bits)).area + preset.digital.area);
  return { cells, rows, sense, converters, total: cells + rows + sense + converters };
}
