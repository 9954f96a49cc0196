import type { CrossbarArray } from '../../crossbar/array.js';
import { atRest, type Capacitance, charges, dot, energyOf, type State } from '../../crossbar/charged-array.js';
import { lineSystem } from '../../crossbar/line-system.js';
import { costedBits } from '../cost/timing.js';
import { converterSteps, type Hardware } from '../hardware.js';
import type { PlacedTile } from '../plan.js';
import { type Program, tilesOf } from '../program-record.js';
import { tileArray, tileConductances } from '../tile-array.js';

/** Where power iteration stops: what one more round changes in τ, as a part of it, and after how many rounds in any case. */
const [steady, mostRounds] = [1e-4, 200];

/**
 * s: the largest time constant of an array with its terminals held, τ of the slowest mode of M dv/dt = −K v, with line and cell
 * conductances in K and capacitances in M. By power iteration on K⁻¹ M, from all nodes alike; Rayleigh's quotient
 * vᵀ M K⁻¹ M v / vᵀ M v approaches it from below.
 */
export function slowestTimeConstant(array: CrossbarArray, capacitance: Capacitance): number {
  const lines = lineSystem(array, undefined);
  try {
    const circuit = { lines, array, capacitance, iterating: {} };
    const cells = array.rows * array.cols;
    let state: State = { u: new Float64Array(cells).fill(1), w: new Float64Array(cells).fill(1) };
    let tau = 0;
    for (let round = 0; round < mostRounds; round++) {
      const held = charges(state, capacitance);
      const next = atRest(circuit, held);
      const found = dot(held, next) / (2 * energyOf(state, capacitance));
      if (!(found > 0)) return 0;
      if (Math.abs(found - tau) <= steady * found) return found;
      tau = found;
      const scaled = (volts: Float64Array): Float64Array => volts.map(volt => volt / found);
      state = { u: scaled(next.u), w: scaled(next.w) };
    }
    return tau;
  } finally {
    lines.release();
  }
}

/**
 * s until the currents of a tile's columns, from 0 on, are within half a step of the ADC of where they go: τ·ln(2L), with τ the
 * slowest time constant of its wires and programmed devices and L the ADC's steps to each side, those of 8 bits where it is
 * exact. 0 where the hardware has no capacitances.
 */
export function settlingTime(tile: PlacedTile, hardware: Hardware): number {
  const { capacitance } = hardware.array;
  if (!capacitance) return 0;
  const array = tileArray(tile, tileConductances(tile, hardware, 0), hardware);
  const steps = converterSteps({ ...hardware.adc, bits: costedBits(hardware.adc.bits) })!;
  return slowestTimeConstant(array, capacitance) * Math.log(2 * steps);
}

/** s that the lines of each tile settle before a read. */
export type Settling = ReadonlyMap<PlacedTile, number>;

/** Those of all tiles of a program, in their order. */
export function settlingTimes(program: Program, onProgress?: (done: number, total: number) => void): Settling {
  const tiles = tilesOf(program);
  return new Map(
    tiles.map(({ tile }, done) => {
      onProgress?.(done, tiles.length);
      return [tile, settlingTime(tile, program.hardware)];
    }),
  );
}
