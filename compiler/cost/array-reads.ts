import type { LawReader } from '../../crossbar/law-read.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { multiply } from '../../kernels/dense.js';
import { mvmNodes, roundsOf } from '../../models/graph.js';
import { backwardArray, backwardVoltages, lineVoltages } from '../backward.js';
import { digitReads, tileVoltages } from '../drive.js';
import { columnsOf, type MvmPlan, type PlacedTile, rowsOf } from '../plan.js';
import type { Program } from '../program-record.js';
import { settlingCircuits } from '../settling-circuit.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../tile-array.js';

/** One side of a tile, and how often and how long it is driven in an inference. */
export interface ArrayReads {
  /** The node that it is read for. */
  readonly product: string;
  readonly forward: MvmPlan<PlacedTile>;
  readonly tile: PlacedTile;
  readonly side: 'forward' | 'backward';
  readonly times: number;
  /** s. */
  readonly duration: number;
}

/** Every side of every tile that is read in an inference of `steps` time steps. */
export function arrayReads(program: Program, steps: number): ArrayReads[] {
  const { graph, hardware, plans, backward } = program;
  const times = (product: string): number => {
    const { domain } = mvmNodes(graph).find(({ name }) => name === product)!;
    const each = settling.has(product) ? 1 : hardware.read.average * roundsOf(graph, product);
    return each * (domain === 'step' ? steps : 1);
  };
  const settling = new Set(settlingCircuits(program).flatMap(node => [node.from, node.product.name]));
  const duration = (product: string): number => (settling.has(product) ? hardware.settling!.time : hardware.read.time);
  const reads = (product: string, forward: MvmPlan<PlacedTile>, side: ArrayReads['side']): ArrayReads[] => {
    const often = times(product) * digitReads(forward, hardware);
    return forward.tiles.map(tile => ({ product, forward, tile, side, times: often, duration: duration(product) }));
  };
  return [
    ...plans.flatMap(plan => reads(plan.name, plan, 'forward')),
    ...backward.flatMap(({ name, of }) => reads(name, plans.find(plan => plan.name === of)!, 'backward')),
  ];
}

/**
 * W drawn by a tile, mean over its drive, digit by digit where its inputs come in these: Vᵀ Y V with Y the array's input operator, or where devices are not ohmic Vᵀ I with
 * I the currents into the word lines.
 */
export function meanPower(
  { product, forward, tile, side }: ArrayReads,
  program: Program,
  sample: { readonly rows: number; readonly data: Float64Array },
): number {
  if (side === 'backward') return backwardPower(product, forward, tile, program, sample);
  const { hardware } = program;
  const rows = rowsOf(tile);
  const array = tileArray(tile, tileConductances(tile, hardware, 0), hardware);
  const law = tileLaw(array.conductance, hardware);
  const voltages = tileVoltages(forward, tile, sample.data, sample.rows, hardware);
  const reads = voltages.length / rows;
  if (law) return lawPower(voltages, reads, tileReader(tile, array, law));
  const { input } = effectiveOperator(array);
  const currents = multiply(voltages, reads, input.data, rows, rows);
  return voltages.reduce((sum, v, k) => sum + v * currents[k]!, 0) / reads;
}

/** The same backwards, where the bit lines of a pair are driven at V and −V. */
function backwardPower(
  product: string,
  forward: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  program: Program,
  sample: { readonly rows: number; readonly data: Float64Array },
): number {
  const { hardware } = program;
  const plan = program.backward.find(({ name }) => name === product)!;
  const columns = columnsOf(tile);
  const { input } = effectiveOperator(backwardArray(tile, tileConductances(tile, hardware, 0), hardware));
  const pairs = backwardVoltages(plan, forward, tile, sample.data, sample.rows, hardware);
  const voltages = lineVoltages(pairs, columns);
  const currents = multiply(voltages, sample.rows, input.data, columns, columns);
  return voltages.reduce((sum, v, k) => sum + v * currents[k]!, 0) / sample.rows;
}

function lawPower(voltages: Float64Array, count: number, read: LawReader): number {
  const rows = voltages.length / count;
  let watts = 0;
  for (let k = 0; k < count; k++) {
    const volts = voltages.subarray(k * rows, (k + 1) * rows);
    const { inputs } = read(volts);
    for (let i = 0; i < rows; i++) watts += volts[i]! * inputs[i]!;
  }
  return watts / count;
}
