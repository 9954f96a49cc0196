import test from 'ava';
import { firstOutputs, withoutReadNoise } from '../../compiler/excerpt.js';
import { columnsOf, outputsOf, rowsOf } from '../../compiler/plan.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart, chip, hardware, mars, noise, pcm, randomSeries } from './builders.js';

// Tiles of 6 outputs cut both ways, outputs side by side twice, no wires: columns do not know of one another.
const on = hardware({ device: pcm({ readNoise: 0 }), copies: 'fill', array: { rows: 24, columns: 28 }, centre: 'all' });
const program = chip(mars({ units: 7 }), on, randomSeries([20, 20]), 3);
const conditions = { time: 3600, compensation: 'none', duration: 1 } as const;

test('the first outputs are computed as among all others', t => {
  const plan = program.plans.find(({ name }) => name === 'block1')!;
  t.true(plan.outputCopies > 1);
  const node = program.graph.nodes.find(one => one.name === 'block1')!;
  if (node.op !== 'mvm') return t.fail();
  const x = noise('inputs', 5 * plan.inputs);
  const whole = hardwareEngine(program, conditions).mvm(node, x, 5, 0);
  for (const units of [1, 3, 6]) {
    const part = firstOutputs(plan, units);
    t.is(part.weights.cols, units * plan.outputCopies);
    const few = hardwareEngine({ ...program, plans: [part] }, conditions).mvm({ ...node, width: units }, x, 5, 0);
    const kept = Float64Array.from({ length: 5 * units }, (_, k) => whole[Math.floor(k / units) * 7 + (k % units)]!);
    t.true(apart(few, kept) < 1e-12);
  }
});

test('every array has as many cells as its rows and columns, and empty ones are gone', t => {
  const cut = chip(mars({ units: 7 }), hardware({ array: { rows: 5, columns: 4 } }), randomSeries([20]));
  const part = firstOutputs(cut.plans[1]!, 3);
  t.true(part.tiles.length < cut.plans[1]!.tiles.length);
  for (const tile of part.tiles) {
    const { cells, target, scale } = tile;
    for (const values of [target, ...Object.values(cells)]) t.is(values.length, rowsOf(tile) * columnsOf(tile));
    t.is(scale.length, outputsOf(tile));
  }
});

test('as many outputs as there are: the same plan', t => {
  t.is(firstOutputs(program.plans[0]!, 7), program.plans[0]!);
  t.is(firstOutputs(program.plans[0]!, 100), program.plans[0]!);
});

test('without read noise two runs are alike, and the devices are those of the plan', t => {
  const noisy = chip(mars({ units: 4 }), hardware({ device: pcm() }), randomSeries([20]));
  const quiet = { ...noisy, plans: noisy.plans.map(withoutReadNoise) };
  const node = noisy.graph.nodes.find(one => one.name === 'block1')!;
  if (node.op !== 'mvm') return t.fail();
  const read = (which: typeof noisy, first: number): Float64Array =>
    hardwareEngine(which, conditions).mvm(node, Float64Array.of(0.1, 0.2, -0.3, 0.1), 1, first);
  t.notDeepEqual(read(noisy, 0), read(noisy, 7));
  t.deepEqual(read(quiet, 0), read(quiet, 7));
  t.is(quiet.plans[0]!.tiles[0]!.cells.programmed, noisy.plans[0]!.tiles[0]!.cells.programmed);
});
