import type { Cells } from '../devices/cells.js';
import { outputOfColumn } from './columns.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightColumn } from './plan.js';

/**
 * The part of a plan of differential pairs that computes its first `units` outputs: the same devices in the same tiles, the columns of other
 * outputs cut off. A circuit in its own right: where wires have resistance, the columns that are left carry a little more
 * than among all others.
 */
export function firstOutputs(plan: MvmPlan<PlacedTile>, units: number): MvmPlan<PlacedTile> {
  if (units >= plan.outputs) return plan;
  const kept = (place: number): boolean => outputOfColumn(plan, place) < units;
  const places = Array.from({ length: plan.weights.cols }, (_, place) => place).filter(kept);
  /** How many of the places before each one are kept. */
  const before = new Int32Array(plan.weights.cols + 1);
  for (let place = 0; place < plan.weights.cols; place++) before[place + 1] = before[place]! + (kept(place) ? 1 : 0);
  const tiles = plan.tiles.flatMap(tile => {
    const own = Array.from({ length: outputsOf(tile) }, (_, k) => k).filter(k => kept(weightColumn(tile, k)));
    if (own.length === 0) return [];
    const pairs = own.flatMap(k => [2 * k, 2 * k + 1]);
    const pick = (cells: Float64Array): Float64Array => columns(cells, rowsOf(tile), pairs);
    const { moved } = tile;
    return {
      ...tile,
      ...(moved && {
        moved: {
          ...moved,
          outputs: Uint32Array.from(own, k => before[weightColumn(tile, k)]! - before[tile.outputStart]!),
          places: Uint32Array.from(own, k => moved.places[k]!),
        },
      }),
      outputStart: before[tile.outputStart]!,
      outputEnd: before[tile.outputEnd]!,
      scale: Float64Array.from(own, k => tile.scale[k]!),
      target: pick(tile.target),
      cells: cellsOf(tile.cells, pick, rowsOf(tile), pairs),
    };
  });
  return {
    ...plan,
    outputs: units,
    digitalBias: plan.digitalBias.slice(0, units),
    weights: {
      rows: plan.weights.rows,
      cols: places.length,
      data: columns(plan.weights.data, plan.weights.rows, places),
    },
    tiles,
  };
}

/** The tile's devices without read noise, which differs from read to read and is in no netlist. */
export function withoutReadNoise(plan: MvmPlan<PlacedTile>): MvmPlan<PlacedTile> {
  const quiet = (cells: Cells): Cells => ({
    ...cells,
    flicker: new Float64Array(cells.flicker.length),
    white: new Float64Array(cells.white.length),
  });
  return { ...plan, tiles: plan.tiles.map(tile => ({ ...tile, cells: quiet(tile.cells) })) };
}

function cellsOf(
  cells: Cells,
  pick: (cells: Float64Array) => Float64Array,
  rows: number,
  wanted: readonly number[],
): Cells {
  return {
    target: pick(cells.target),
    programmed: pick(cells.programmed),
    traits: pick(cells.traits),
    flicker: pick(cells.flicker),
    white: pick(cells.white),
    faults: Uint8Array.from(columns(Float64Array.from(cells.faults), rows, wanted)),
  };
}

/** Some columns of a row-major matrix. */
function columns(data: Float64Array, rows: number, wanted: readonly number[]): Float64Array {
  const wide = data.length / rows;
  const out = new Float64Array(rows * wanted.length);
  for (let i = 0; i < rows; i++)
    for (const [k, column] of wanted.entries()) out[i * wanted.length + k] = data[i * wide + column]!;
  return out;
}
