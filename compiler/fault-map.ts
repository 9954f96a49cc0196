import { faultsAt, stuckAt } from '../devices/cells.js';
import { fault } from '../devices/device.js';
import { deviceOf, type Hardware } from './hardware.js';
import { type CalibratedTile, type MvmPlan, outputsOf, rowsOf } from './plan.js';
import { placeAddress } from './program.js';
import { signsOf } from './signs.js';

/**
 * What a test of the chip finds in one tile: the weights' places, spare ones among them, at which a device is stuck. A place is a
 * pair, or a cell and, on the same word line, that of the dummy or the reference column. What it can conduct less what is taken off
 * is then only
 *
 *     low ≤ G⁺ − G⁻ ≤ high
 *
 * a stuck device being its one conductance and the other one of a pair anything in the window; the middle column is not
 * moved for the sake of one cell.
 */
export interface FaultMap {
  /** Devices that were tested, and that are stuck. */
  readonly devices: number;
  readonly stuck: number;
  readonly places: readonly FaultyPlace[];
}

export interface FaultyPlace {
  /** Word line of the tile. */
  readonly row: number;
  readonly place: number;
  /** The conductance (S) that each of the two devices is stuck at; NaN where it is not. */
  readonly plus: number;
  readonly minus: number;
  /** S. */
  readonly low: number;
  readonly high: number;
}

/** The faults of a tile's devices, by the very draws that are made when they are written. */
export function faultMap(
  plan: MvmPlan<CalibratedTile>,
  tile: CalibratedTile,
  hardware: Hardware,
  seed: number,
): FaultMap {
  const { window } = deviceOf(hardware);
  const rows = rowsOf(tile);
  const wide = outputsOf(tile) + (hardware.spareColumns ?? 0);
  const pairs = signsOf(hardware) === 'differential pair';
  const address = placeAddress(plan, tile);
  const first = Float64Array.from({ length: rows * wide }, (_, k) => address(Math.floor(k / wide), k % wide));
  const second = pairs ? first.map(at => at + 1) : Float64Array.from({ length: rows }, (_, i) => address(i, 0) + 1);
  const draws = { seed, generation: 0, matrix: plan.name };
  const plusFaults = faultsAt(hardware.imperfections, first, draws);
  const minusFaults = faultsAt(hardware.imperfections, second, draws);
  const middle = (window.min + window.max) / 2;
  const places: FaultyPlace[] = [];
  for (let row = 0, k = 0; row < rows; row++)
    for (let place = 0; place < wide; place++, k++) {
      const plus = stuckAt(plusFaults[k]!, window);
      const minus = stuckAt(minusFaults[pairs ? k : row]!, window);
      if (Number.isNaN(plus) && Number.isNaN(minus)) continue;
      const [leastPlus, mostPlus] = Number.isNaN(plus) ? [window.min, window.max] : [plus, plus];
      const free = pairs ? [window.min, window.max] : [middle, middle];
      const [leastMinus, mostMinus] = Number.isNaN(minus) ? free : [minus, minus];
      places.push({ row, place, plus, minus, low: leastPlus - mostMinus!, high: mostPlus - leastMinus! });
    }
  const count = (faults: Uint8Array): number => faults.reduce((sum, state) => sum + (state === fault.none ? 0 : 1), 0);
  return {
    devices: first.length + second.length,
    stuck: count(plusFaults) + count(minusFaults),
    places,
  };
}

/** S by which a place misses a signed conductance (S) that it is to have, its free device being written as well as it can be. */
export const missOf = ({ low, high }: FaultyPlace, wanted: number): number =>
  wanted < low ? low - wanted : wanted > high ? wanted - high : 0;
