import {
  type BackwardPlan,
  type BackwardTile,
  backwardTile,
  backwardTransfer,
  backwardVoltages,
} from '../compiler/backward.js';
import type { Hardware } from '../compiler/hardware.js';
import type { MvmPlan, PlacedTile } from '../compiler/plan.js';
import { outputsOf, rowsOf } from '../compiler/plan.js';
import type { Program } from '../compiler/program-record.js';
import { tileConductances } from '../compiler/tile-array.js';
import { type RunConditions, tileInRun } from './chip.js';
import { measuredBackwardLoss } from './compensation.js';
import { addConverted } from './decode.js';
import { type LinearTile, linearReads } from './linear-tile.js';
import { noisyReads, type ReadNoise } from './noisy-reads.js';

/** A product that reads another's arrays from their bit lines, as the chip computes it during one run. */
export interface BackwardState {
  readonly plan: BackwardPlan;
  readonly forward: MvmPlan<PlacedTile>;
  readonly tiles: readonly OpenTile[];
}

interface OpenTile extends BackwardTile {
  readonly tile: PlacedTile;
  readonly adcFullScale: number;
  /** Bit line pairs × word lines. */
  readonly reads: LinearTile;
  readonly noise: readonly ReadNoise[];
  /** By which each word line's current is divided. */
  readonly gain: number;
}

/** Solves a plan's arrays backwards as they are during a run: the same devices, and the same slow noise, as forwards. */
export function openBackward(plan: BackwardPlan, program: Program, conditions: RunConditions): BackwardState {
  const { hardware } = program;
  const forward = program.plans.find(one => one.name === plan.of)!;
  const tiles = forward.tiles.map((tile, k): OpenTile => {
    const { conductance, noise, compensation } = tileInRun(forward, tile, program, conditions, 'backward');
    const transfer = backwardTransfer(tile, conductance, hardware);
    const fresh = (): Float64Array =>
      backwardTransfer(tile, tileConductances(tile, hardware, tile.programmedAt), hardware);
    const none = new Float64Array(rowsOf(tile));
    const folded = (inputs: Float64Array) => ({ inputs, bias: none });
    return {
      ...backwardTile(plan, forward, tile, hardware),
      ...{ tile, noise, adcFullScale: plan.adcFullScale[k]! },
      reads: {
        kind: 'linear',
        currents: folded(pairDifferences(transfer, tile)),
        variances: noise.map(({ relativeVariance }) => folded(pairVariances(transfer, relativeVariance, tile))),
      },
      gain: measuredBackwardLoss(compensation, transfer, fresh),
    };
  });
  return { plan, forward, tiles };
}

/** Y = W X backwards for `count` row-major vectors, the first of them the `first`-th of the run; see `BackwardPlan`. */
export function readBackward(
  { plan, forward, tiles }: BackwardState,
  x: Float64Array,
  count: number,
  first: number,
  hardware: Hardware,
): Float64Array {
  const y = new Float64Array(count * forward.inputs);
  for (const { tile, reads, noise, output, perAmpere, adcFullScale, gain } of tiles) {
    const voltages = backwardVoltages(plan, forward, tile, x, count, hardware);
    const squares = noise.length > 0 ? voltages.map(v => v * v) : null;
    const found = linearReads(reads, voltages, squares, count);
    const conversions = noisyReads(found, noise, rowsOf(tile), first, hardware.read.average);
    const decode = new Float64Array(rowsOf(tile)).fill((adcFullScale * perAmpere) / (gain * conversions.length));
    for (const currents of conversions)
      addConverted(y, forward.inputs, currents, { adcFullScale, decode, output }, hardware);
  }
  return y;
}

/** The difference of each pair of bit lines (columns × rows): pairs × rows. */
function pairDifferences(transfer: Float64Array, tile: PlacedTile): Float64Array {
  const rows = rowsOf(tile);
  const out = new Float64Array(outputsOf(tile) * rows);
  for (let k = 0; k < out.length; k++) {
    const [j, i] = [Math.floor(k / rows), k % rows];
    out[k] = transfer[2 * j * rows + i]! - transfer[(2 * j + 1) * rows + i]!;
  }
  return out;
}

/** By the relative variances of the cells (rows × columns), to first order: what V² of a pair adds to a word line's A². */
function pairVariances(transfer: Float64Array, relative: Float64Array, tile: PlacedTile): Float64Array {
  const [rows, columns] = [rowsOf(tile), 2 * outputsOf(tile)];
  const out = new Float64Array((columns / 2) * rows);
  for (let c = 0; c < columns; c++)
    for (let i = 0; i < rows; i++)
      out[(c >> 1) * rows + i]! += relative[i * columns + c]! * transfer[c * rows + i]! ** 2;
  return out;
}
