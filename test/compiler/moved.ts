import { mapTiles, outputsOf, type PlacedTile, rowsOf } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { bitLines, signsOf } from '../../compiler/signs.js';
import { shuffled } from '../../numeric/shuffle.js';

/**
 * The same chip with the rows of every tile on other word lines, and its outputs at other places with as many spare ones
 * beside them, every device carried along: without wires, all that it computes is the same.
 */
export function withMovedLines(program: Program, seed: number): Program {
  const signs = signsOf(program.hardware);
  const moved = (tile: PlacedTile): PlacedTile => {
    const [count, outputs] = [rowsOf(tile), outputsOf(tile)];
    const lines = bitLines(signs, outputs);
    const rows = Uint32Array.from(shuffled(count, seed, 0));
    const order = Uint32Array.from(shuffled(outputs, seed, 1));
    const from = signs === 'differential pair' ? [...order].flatMap(j => [2 * j, 2 * j + 1]) : [...order, outputs];
    const carry = (values: Float64Array): Float64Array =>
      values.map((_, k) => values[rows[Math.floor(k / lines)]! * lines + from[k % lines]!]!);
    const { faults, ...cells } = tile.cells;
    const carried = Object.fromEntries(Object.entries(cells).map(([key, values]) => [key, carry(values)]));
    return {
      ...tile,
      moved: { rows, outputs: order, places: order.map((_, k) => 2 * k + 1) },
      scale: Float64Array.from(order, j => tile.scale[j]!),
      target: carry(tile.target),
      cells: {
        ...(carried as unknown as typeof cells),
        faults: Uint8Array.from(carry(Float64Array.from(faults))),
      },
    };
  };
  return { ...program, plans: program.plans.map(plan => mapTiles(plan, moved)) };
}
