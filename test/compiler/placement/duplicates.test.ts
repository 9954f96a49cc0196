import test from 'ava';
import { setCounts, setsOf } from '../../../compiler/placement/duplicates.js';
import { arrayCount, tilesOf } from '../../../compiler/program-record.js';
import { lower } from '../../../models/lower.js';
import { anotherChip } from '../../../sim/lifetime.js';
import { apart, chip, esn, hardware, mars, pcm, randomSeries } from '../builders.js';

const placement = (duplicates: number | Record<string, number>) => ({ packing: 'none', duplicates }) as const;
const doubled = hardware({ device: pcm(), placement: placement({ block1: 3 }) });
const network = mars();
const program = chip(network, doubled, randomSeries([10]));

test('sets have the same targets in other devices, and arrays of their own', t => {
  const plan = program.plans.find(({ name }) => name === 'block1')!;
  const sets = setsOf(plan);
  t.deepEqual(sets.map(({ name }) => name), ['block1', 'block1 set 2', 'block1 set 3']); // biome-ignore format: one thing
  const [first, second, third] = sets.map(({ tiles }) => tiles[0]!);
  t.deepEqual(second!.target, first!.target);
  t.true(apart(first!.cells.programmed, second!.cells.programmed) > 1e-7);
  t.true(apart(second!.cells.programmed, third!.cells.programmed) > 1e-7);
  t.is(second!.name, 'block1 set 2[0,0]');
  t.is(arrayCount(program), 4 + 2);
  t.is(new Set(tilesOf(program).map(({ tile }) => tile.macro)).size, 6);
});

test('the first set is the one there would be alone', t => {
  const alone = chip(network, hardware({ device: pcm() }), randomSeries([10]));
  for (const [k, plan] of alone.plans.entries())
    t.deepEqual(program.plans[k]!.tiles.map(({ cells }) => cells), plan.tiles.map(({ cells }) => cells)); // biome-ignore format: one thing
});

test('another chip has other devices in all sets, where they stand', t => {
  const other = anotherChip(program, 7);
  const direct = chip(network, doubled, randomSeries([10]), 7);
  t.deepEqual(
    tilesOf(other).map(({ tile }) => [tile.name, tile.macro, tile.cells]),
    tilesOf(direct).map(({ tile }) => [tile.name, tile.macro, tile.cells]),
  );
});

test('a number duplicates what is read at every step', t => {
  const counts = setCounts(lower(network), hardware({ placement: placement(2) }));
  t.deepEqual([...counts], [['encoder', 2], ['block1', 2], ['block2', 2]]); // biome-ignore format: one thing
});

test('a product by its name, which must be there', t => {
  const counts = (duplicates: Record<string, number>) =>
    setCounts(lower(esn()), hardware({ placement: placement(duplicates) }));
  t.deepEqual([...counts({ reservoir: 2, readout: 1 })], [['reservoir', 2]]);
  t.throws(() => counts({ block9: 2 }), {
    name: 'InputError',
    message:
      /^placement.duplicates: found block9, which is no matrix product of the network; expected one of reservoir, reservoir_recurrent, readout$/,
  });
});
