import type { Conduction } from '../devices/device.js';
import { ohmic } from '../devices/parts.js';
import { type CellLaw, linearCells } from './cell-law.js';

/**
 * Cells that are devices of one kind with these conductances (S). Beyond the range of the conduction, where a solver may
 * look but not end, a current goes on in a straight line, so that it rises everywhere.
 */
export function conductionCells(conduction: Conduction, g: Float64Array): CellLaw {
  if (conduction === ohmic) return linearCells(g);
  const { range } = conduction;
  return {
    cells: g.length,
    range,
    evaluate(volts, current, slope) {
      for (let k = 0; k < g.length; k++) {
        const siemens = g[k]!;
        const volt = volts[k]!;
        const known = Math.min(Math.max(volt, -range), range);
        slope[k] = conduction.slope(siemens, known);
        current[k] = conduction.current(siemens, known) + (volt === known ? 0 : slope[k]! * (volt - known));
      }
    },
    expression: (cell, volt) => conduction.expression(g[cell]!, volt),
  };
}
