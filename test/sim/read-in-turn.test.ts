import test from 'ava';
import { setsOf } from '../../compiler/placement/duplicates.js';
import { openMvm, readMvm } from '../../sim/chip.js';
import { readInTurn } from '../../sim/read-in-turn.js';
import { apart, chip, hardware, mars, noise, pcm, randomSeries } from '../compiler/builders.js';

const conditions = { time: 1, compensation: 'none', duration: 1 } as const;

test('vector k of the run is read by set k modulo the sets, whatever comes together', t => {
  const on = hardware({ device: pcm(), placement: { packing: 'none', duplicates: { block1: 3 } } });
  const program = chip(mars({ units: 4 }), on, randomSeries([10]));
  const plan = program.plans.find(({ name }) => name === 'block1')!;
  const open = () => setsOf(plan).map(set => openMvm(set, program, conditions));
  const [first, ...others] = open();
  const x = noise('inputs', 11 * 4);
  const all = readInTurn([first!, ...others], x, 11, 0, on);
  // Set 2 reads vectors 1, 4, 7 and 10: its own reads 0 to 3.
  const second = setsOf(plan)[1]!;
  const own = Float64Array.from([1, 4, 7, 10].flatMap(k => [...x.subarray(4 * k, 4 * k + 4)]));
  const expected = readMvm(openMvm(second, program, conditions), own, 4, 0, on);
  for (const [at, k] of [1, 4, 7, 10].entries())
    t.deepEqual(all.subarray(4 * k, 4 * k + 4), expected.subarray(4 * at, 4 * at + 4));
  // The same vectors in two parts: noise goes with the read.
  const [again, ...rest] = open();
  const parts = [readInTurn([again!, ...rest], x.subarray(0, 20), 5, 0, on), readInTurn([again!, ...rest], x.subarray(20), 6, 5, on)]; // biome-ignore format: one thing
  t.true(apart(all, Float64Array.from(parts.flatMap(part => [...part]))) < 1e-15);
});
