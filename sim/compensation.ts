import type { Hardware } from '../compiler/hardware.js';
import { outputsOf, type PlacedTile, rowsOf } from '../compiler/plan.js';
import { differences, signsOf } from '../compiler/signs.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { lawTransfer } from './law-tile.js';

/**
 * What is done about drift. `global` divides the outputs of a tile by its loss of current since it was written, `column`
 * each output by its own; the losses are measured on the chip, one row driven at a time.
 */
export const driftCompensations = ['none', 'global', 'column'] as const;
export type DriftCompensation = (typeof driftCompensations)[number];

/**
 * By which the outputs of a tile are divided, 1 where nothing is done; `transferNow` (S, rows × columns) is what its columns
 * answer now. With D the difference currents (rows × outputs, a dummy's or a reference's taken off) of single rows at the read
 * voltage, just after programming and now:
 *
 *     global    Σ|D_now| / Σ|D_then|                   (Joshi et al. 2020; aihwkit `GlobalDriftCompensation`)
 *     column    (Σᵢ D_now D_then + ε S g) / (Σᵢ D_then² + ε S)
 *
 * The second is the factor of each column that leaves the least squared error. Columns that carry little current are
 * held to that of the whole tile, g, by a hundredth of the mean column's S = ΣΣD_then²/outputs: noise must not become a gain.
 */
export function measuredLoss(
  compensation: DriftCompensation,
  tile: PlacedTile,
  transferNow: () => Float64Array,
  hardware: Hardware,
): Float64Array {
  const outputs = outputsOf(tile);
  if (compensation === 'none') return new Float64Array(outputs).fill(1);
  const now = differences(transferNow(), rowsOf(tile), outputs, signsOf(hardware));
  const then = freshReading(tile, hardware);
  if (compensation === 'global') return new Float64Array(outputs).fill(sumOfSizes(now) / sumOfSizes(then) || 1);
  const both = new Float64Array(outputs);
  const square = new Float64Array(outputs);
  for (let k = 0; k < then.length; k++) {
    both[k % outputs]! += now[k]! * then[k]!;
    square[k % outputs]! += then[k]! ** 2;
  }
  const [allBoth, allSquare] = [sum(both), sum(square)];
  const held = (share * allSquare) / outputs;
  const whole = allBoth > 0 ? allBoth / allSquare : 1;
  return both.map((product, j) => {
    const factor = (product + held * whole) / (square[j]! + held);
    return factor > 0 ? factor : whole;
  });
}

/**
 * The same for an array that is read backwards, from single bit lines (S, columns × rows): one factor for all its word
 * lines, with `column` too, for these have no column of their own.
 */
export function measuredBackwardLoss(
  compensation: DriftCompensation,
  transferNow: Float64Array,
  transferThen: () => Float64Array,
): number {
  return compensation === 'none' ? 1 : sumOfSizes(transferNow) / sumOfSizes(transferThen()) || 1;
}

/** ε. */
const share = 0.01;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const sumOfSizes = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);

/** Difference currents just after programming, remembered: a chip measures them once, and a tile never changes. */
const freshReadings = new WeakMap<PlacedTile, Float64Array>();

function freshReading(tile: PlacedTile, hardware: Hardware): Float64Array {
  const known = freshReadings.get(tile);
  if (known) return known;
  const fresh = transferOf(tile, tileConductances(tile, hardware, tile.programmedAt), hardware);
  const reading = differences(fresh, rowsOf(tile), outputsOf(tile), signsOf(hardware));
  freshReadings.set(tile, reading);
  return reading;
}

/** S, rows × columns: the currents that the read voltage on one row at a time gives, over that voltage. */
export function transferOf(tile: PlacedTile, conductance: Float64Array, hardware: Hardware): Float64Array {
  const array = tileArray(tile, conductance, hardware);
  const law = tileLaw(conductance, hardware);
  return law
    ? lawTransfer(tileReader(tile, array, law), array, hardware.read.voltage)
    : effectiveOperator(array).transfer.data;
}
