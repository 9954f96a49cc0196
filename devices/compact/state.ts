import { reject } from '../../edge/error.js';
import type { StateVariable } from './model.js';

/** A rate that does not lead out of the bounds: 0 at one where it points outward. */
export function gated({ min, max }: StateVariable, value: number, rate: number): number {
  return (value <= min && rate < 0) || (value >= max && rate > 0) ? 0 : rate;
}

/** A pure number from 0 to 1, held at a node of the same name by as many volts. */
export const fraction = (name: string, initial: number): StateVariable => ({
  name,
  unit: '',
  min: 0,
  max: 1,
  initial,
  perVolt: 1,
});

/** InputError where `roff` is not above `ron`, both in ohm. */
export function checkResistances(where: string, { ron, roff }: { readonly ron: number; readonly roff: number }): void {
  if (!(roff > ron)) reject(`${where}: roff`, `found ${roff} ohm`, `expected more than the ${ron} ohm of ron`);
}
