import { reject } from '../edge/error.js';
import type { Conduction } from './device.js';

/**
 * The currents (A) of devices of these conductances (S), each at its own voltage (V). InputError names the device whose
 * voltage is beyond the range of the law.
 */
export function deviceCurrents(conduction: Conduction, siemens: Float64Array, volts: Float64Array): Float64Array {
  const { range } = conduction;
  const beyond = volts.findIndex(volt => !(Math.abs(volt) <= range));
  if (beyond >= 0) reject(`voltages[${beyond}]`, `found ${volts[beyond]} V`, `expected at most ${range} V either way`);
  return siemens.map((g, k) => conduction.current(g, volts[k]!));
}
