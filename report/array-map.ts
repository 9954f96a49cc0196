import type { CrossbarArray } from '../crossbar/array.js';
import type { TerminalVoltages } from '../crossbar/line-system.js';
import type { ArraySolution } from '../crossbar/solution.js';
import type { TwoWireArray, TwoWireSolution, TwoWireVoltages } from '../crossbar/two-wire.js';
import { heatMap } from './svg/heatmap.js';

/** Maps of one solution of an array: the voltage across its cells, and the currents in its word lines and bit lines. */
export function arrayMaps(array: CrossbarArray, volts: TerminalVoltages, solution: ArraySolution): string[] {
  const { rows, cols } = array;
  const across = solution.wordVoltage.map((volt, k) => volt - solution.bitVoltage[k]!);
  const lost = across.map((volt, k) => volts.word[Math.floor(k / cols)]! - volts.bit[k % cols]! - volt);
  const map = maps(rows, cols, 'word lines', 'Word line');
  return [
    map('Voltage across the cells', across, 'V'),
    map('Voltage lost on the wires', lost, 'V'),
    map('Current in the word lines, away from the driver', solution.wordCurrent, 'A'),
    map('Current in the bit lines, towards the sense end', solution.bitCurrent, 'A'),
  ];
}

/** The same of an array with supply lines. Cells that are off have a voltage across them, but carry no current. */
export function twoWireMaps(array: TwoWireArray, volts: TwoWireVoltages, solution: TwoWireSolution): string[] {
  const { rows, cols } = array;
  const across = solution.supplyVoltage.map((volt, k) => volt - solution.bitVoltage[k]!);
  const lost = across.map((volt, k) => volts.supply[k % cols]! - volts.bit[k % cols]! - volt);
  const map = maps(rows, cols, 'rows', 'Row');
  return [
    map('Voltage across the cells', across, 'V'),
    map('Voltage lost on the wires', lost, 'V'),
    map('Current through the cells', solution.cellCurrent, 'A'),
    map('Current in the supply lines, towards the last row', solution.supplyCurrent, 'A'),
    map('Current in the bit lines, towards the last row', solution.bitCurrent, 'A'),
  ];
}

function maps(rows: number, cols: number, lines: string, rowLabel: string) {
  return (title: string, values: Float64Array, unit: 'V' | 'A'): string => {
    const signed = values.some(value => value < 0) && values.some(value => value > 0);
    return heatMap({
      title,
      description: `${title}, ${rows} ${lines} by ${cols} bit lines.`,
      rows,
      cols,
      values,
      label: unit === 'V' ? 'Voltage' : 'Current',
      unit,
      palette: signed ? 'diverging' : 'sequential',
      rowLabel,
    });
  };
}
