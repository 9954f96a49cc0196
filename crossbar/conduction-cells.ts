import type { Conduction, DeviceCurrents } from '../devices/device.js';
import { ohmic } from '../devices/parts.js';
import { type CellLaw, linearCells } from './cell-law.js';

/**
 * Cells that are devices of one kind with these conductances (S). Beyond the range of the conduction, where a solver may
 * look but not end, a current goes on in a straight line, so that it rises everywhere.
 */
export function conductionCells(conduction: Conduction, g: Float64Array): CellLaw {
  if (conduction === ohmic) return linearCells(g);
  const { range } = conduction;
  const currents = conduction.devices?.(g) ?? eachOf(conduction, g);
  const known = new Float64Array(g.length);
  return {
    cells: g.length,
    range,
    evaluate(volts, current, slope) {
      for (let k = 0; k < known.length; k++) known[k] = Math.min(Math.max(volts[k]!, -range), range);
      currents(known, current, slope);
      for (let k = 0; k < known.length; k++) {
        const beyond = volts[k]! - known[k]!;
        if (beyond !== 0) current[k]! += slope[k]! * beyond;
      }
    },
    expression: (cell, volt) => conduction.expression(g[cell]!, volt),
  };
}

function eachOf(conduction: Conduction, g: Float64Array): DeviceCurrents {
  return (volts, current, slope) => {
    for (let k = 0; k < g.length; k++) {
      current[k] = conduction.current(g[k]!, volts[k]!);
      slope[k] = conduction.slope(g[k]!, volts[k]!);
    }
  };
}
