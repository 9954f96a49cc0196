import test from 'ava';
import { calibrate } from '../../compiler/calibrate.js';
import type { Hardware } from '../../compiler/hardware.js';
import { map } from '../../compiler/map.js';
import { partition } from '../../compiler/partition.js';
import { columnsOf, type MvmPlan, type ProgrammedTile, rowsOf } from '../../compiler/plan.js';
import { addresses, program, type Writing } from '../../compiler/program.js';
import { hardware, met, mvm, noiseRows, pcm, verified } from './builders.js';

const first: Writing = { seed: 5, generation: 0, time: 0 };

function programmed(weights: number[][], on: Hardware, writing = first): MvmPlan<ProgrammedTile> {
  const node = mvm(weights);
  return program(calibrate(map(partition(node, met([weights[0]!.map(() => 1)]), on), on), on), on, writing);
}

/** What each device of the whole matrix is, put together from the tiles. */
function whole(plan: MvmPlan<ProgrammedTile>, of: (tile: ProgrammedTile) => Float64Array): Float64Array {
  const wide = 2 * plan.weights.cols;
  const out = new Float64Array(plan.weights.rows * wide).fill(Number.NaN);
  for (const tile of plan.tiles)
    for (let i = 0; i < rowsOf(tile); i++)
      for (let c = 0; c < columnsOf(tile); c++)
        out[(tile.rowStart + i) * wide + 2 * tile.outputStart + c] = of(tile)[i * columnsOf(tile) + c]!;
  return out;
}

test('the address of a cell is its place in the whole matrix', t => {
  const on = hardware({ array: { rows: 2, columns: 4 } });
  const { tiles, ...plan } = programmed(noiseRows('w', 3, 3), on);
  // 3 rows × 6 columns, cut into rows 0-1 and 1-3, pairs 0-1 and 1-3
  const found = tiles.map(tile => [...addresses({ ...plan, tiles }, tile, 'differential pair')]);
  t.deepEqual(found, [
    [0, 1],
    [2, 3, 4, 5],
    [6, 7, 12, 13],
    [8, 9, 10, 11, 14, 15, 16, 17],
  ]);
});

// Weights of ±1 alone, so that every tile has the same scale and each cell the same target however they are cut.
const ways = { 'with its error': pcm(), 'with pulses': { ...pcm(), gMin: 5e-6, writing: verified({ corrupt: 0.05 }) } };
for (const [way, device] of Object.entries(ways))
  test(`the same device comes out whatever the size of the arrays, written ${way}`, t => {
    const signs = noiseRows('signs', 30, 40).map(row => row.map(Math.sign));
    const on = (rows: number, columns: number) =>
      hardware({ device, imperfections: { stuckLow: 0.05 }, array: { rows, columns } });
    const large = programmed(signs, on(256, 256));
    t.is(large.tiles.length, 1);
    for (const [rows, columns] of [
      [16, 256],
      [256, 16],
      [7, 10],
    ] as const) {
      const small = programmed(signs, on(rows, columns));
      t.true(small.tiles.length > 2);
      for (const part of ['target', 'programmed', 'traits', 'flicker'] as const) {
        t.deepEqual(
          whole(small, tile => tile.cells[part]),
          whole(large, tile => tile.cells[part]),
        );
      }
      t.deepEqual(
        whole(small, tile => Float64Array.from(tile.cells.faults)),
        whole(large, tile => Float64Array.from(tile.cells.faults)),
      );
      for (const part of ['pulses', 'failed'] as const)
        t.deepEqual(
          whole(small, tile => Float64Array.from(tile.writingLog?.[part] ?? tile.cells.faults)),
          whole(large, tile => Float64Array.from(tile.writingLog?.[part] ?? tile.cells.faults)),
        );
    }
  });

test('copies of a weight are devices of their own', t => {
  const { tiles } = programmed([[1]], hardware({ device: pcm(), copies: 4 }));
  const plus = [0, 2, 4, 6].map(k => tiles[0]!.cells.programmed[k]);
  t.is(new Set(plus).size, 4);
});

test('writing again draws anew and notes when', t => {
  const on = hardware({ device: pcm() });
  const weights = noiseRows('w', 4, 4);
  const again = programmed(weights, on, { seed: 5, generation: 1, time: 3600 });
  t.notDeepEqual(again.tiles[0]!.cells.programmed, programmed(weights, on).tiles[0]!.cells.programmed);
  t.deepEqual([programmed(weights, on).tiles[0]!.programmedAt, again.tiles[0]!.programmedAt], [0, 3600]);
});

test('ideal devices are on target', t => {
  const [tile] = programmed(noiseRows('w', 4, 4), hardware()).tiles;
  t.deepEqual(tile!.cells.programmed, tile!.target);
});

test('with pulses the log is kept, and what is written anew is another writing of the same stuck cells', t => {
  const on = hardware({ device: { ...pcm(), writing: verified() }, imperfections: { stuckHigh: 0.1 } });
  const weights = noiseRows('w', 12, 12);
  const [tile] = programmed(weights, on).tiles;
  const [again] = programmed(weights, on, { seed: 5, generation: 1, time: 3600 }).tiles;
  t.is(tile!.writingLog!.pulses.length, 12 * 24);
  t.notDeepEqual(again!.cells.programmed, tile!.cells.programmed);
  t.deepEqual(again!.cells.faults, tile!.cells.faults);
  t.is(programmed(weights, hardware({ device: pcm() })).tiles[0]!.writingLog, undefined);
});
