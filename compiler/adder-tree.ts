import { costedBits } from './cost/timing.js';
import type { Hardware } from './hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, type Tile } from './plan.js';

/** What adds up the converted currents of one output: those of row parts, and of outputs that stand side by side. */
export interface AdderTree {
  /** Conversions that make one output. */
  readonly parts: number;
  /** Additions in sequence: ⌈log₂ parts⌉. */
  readonly depth: number;
  /** Of the sum at full precision: those of a conversion, and one for each level. */
  readonly bits: number;
}

export const adderTree = (plan: MvmPlan<Tile>, hardware: Hardware): AdderTree =>
  treeOf(plan.tiles.reduce((sum, tile) => sum + outputsOf(tile), 0) / plan.outputs, hardware);

/** That of the product which reads a plan's word lines: copies of an input are converted each for itself. */
export function backwardTree({ tiles, copies, inputs, biasRows }: MvmPlan<PlacedTile>, hardware: Hardware): AdderTree {
  const lines = tiles.reduce((sum, tile) => sum + rowsOf(tile), 0);
  return treeOf((copies * lines) / (copies * inputs + biasRows), hardware);
}

function treeOf(parts: number, { adc }: Hardware): AdderTree {
  const depth = Math.ceil(Math.log2(parts));
  return { parts, depth, bits: costedBits(adc.bits) + depth };
}
