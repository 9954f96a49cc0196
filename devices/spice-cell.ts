import type { Device } from './device.js';
import { ohmic } from './parts.js';

/**
 * A device of `siemens` between the nodes `p` and `n`, as a line of plain ngspice: the resistor R{name} where its law is
 * Ohm's, otherwise the source B{name} with the law's own expression. It stands still: neither drift nor noise, and no
 * change of state however high the voltage.
 */
export function staticCell({ conduction }: Device, name: string, p: string, n: string, siemens: number): string {
  // An open device is a source without current: there is no resistor of 0 S.
  if (conduction === ohmic && siemens > 0) return `R${name} ${p} ${n} ${1 / siemens}`;
  return `B${name} ${p} ${n} i=${conduction.expression(siemens, `v(${p},${n})`)}`;
}
