import type { Hardware } from '../compiler/hardware.js';
import { type MvmState, readMvm } from './chip.js';

/**
 * `readMvm` with several sets of arrays that hold the same weights: vector k of the run is read by set k modulo their number,
 * as the one after another that it is there.
 */
export function readInTurn(
  sets: readonly [MvmState, ...MvmState[]],
  x: Float64Array,
  count: number,
  first: number,
  hardware: Hardware,
  onRead?: () => void,
): Float64Array {
  if (sets.length === 1) return readMvm(sets[0], x, count, first, hardware, onRead);
  const { inputs, outputs } = sets[0].plan;
  const y = new Float64Array(count * outputs);
  for (const [set, state] of sets.entries()) {
    const begin = (((set - first) % sets.length) + sets.length) % sets.length;
    const own = Math.ceil(Math.max(0, count - begin) / sets.length);
    if (own === 0) continue;
    const given = new Float64Array(own * inputs);
    for (let k = 0; k < own; k++) {
      const from = (begin + k * sets.length) * inputs;
      given.set(x.subarray(from, from + inputs), k * inputs);
    }
    const read = readMvm(state, given, own, Math.floor((first + begin) / sets.length), hardware, onRead);
    for (let k = 0; k < own; k++)
      y.set(read.subarray(k * outputs, (k + 1) * outputs), (begin + k * sets.length) * outputs);
  }
  return y;
}
