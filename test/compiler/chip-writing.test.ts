import test from 'ava';
import { chipWriting } from '../../compiler/chip-writing.js';
import { estimate } from '../../compiler/cost/estimate.js';
import { columnsOf } from '../../compiler/plan.js';
import { tilesOf } from '../../compiler/program-record.js';
import { fault } from '../../devices/device.js';
import { chip, hardware, mars, pcm, randomSeries, verified } from './builders.js';

const set = randomSeries([20, 20]);
const on = hardware({
  device: { ...pcm(), gMin: 5e-6, writing: verified() },
  imperfections: { stuckLow: 0.02, stuckHigh: 0.02, levels: 16 },
  array: { rows: 8, columns: 8 },
});
const program = chip(mars({ units: 8 }), on, set);
const writing = chipWriting(program)!;
const tiles = tilesOf(program).map(({ tile }) => tile);
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

test('the figures of a chip are those of all its devices', t => {
  const pulses = tiles.flatMap(tile => [...tile.writingLog!.pulses]);
  t.true(tiles.length > 6);
  t.is(writing.devices, pulses.length);
  t.is(writing.pulses, sum(pulses) / pulses.length);
  t.is(writing.mostPulses, Math.max(...pulses));
  t.is(writing.reads * writing.devices, sum(tiles.map(tile => tile.writingLog!.reads)));
  t.is(writing.energy, sum(tiles.map(tile => tile.writingLog!.energy)));
  t.is(writing.seconds, sum(tiles.map(tile => tile.writingLog!.seconds)));
  t.is(writing.longestArray, Math.max(...tiles.map(tile => tile.writingLog!.seconds)));
  t.is(writing.failed, sum(tiles.map(tile => sum(tile.writingLog!.failed))));
  t.true(writing.error > 0 && writing.error <= on.device.writing!.acceptance);
});

test('failures are named by matrix, tile, row and column, those that are stuck as such', t => {
  t.true(writing.failed > 10);
  t.is(writing.failures.length, 10);
  for (const { matrix, tile: name, row, col, target, programmed, pulses, stuck } of writing.failures) {
    const tile = tiles.find(one => one.name === name)!;
    const k = row * columnsOf(tile) + col;
    t.true(name.startsWith(`${matrix}[`));
    t.is(tile.writingLog!.failed[k], 1);
    t.deepEqual([tile.cells.programmed[k], tile.writingLog!.pulses[k]], [programmed, pulses]);
    t.is(stuck, tile.cells.faults[k] !== fault.none);
    t.true(Math.abs(programmed - target) > on.device.writing!.acceptance);
    // 16 levels from 5 to 25 µS
    const level = (target - 5e-6) / (20e-6 / 15);
    t.true(Math.abs(level - Math.round(level)) < 1e-9);
  }
  const all = { ...on, imperfections: { levels: 0, stuckLow: 0, stuckHigh: 1 } };
  const hopeless = chipWriting(chip(mars(), all, set))!;
  t.true(hopeless.failures.every(({ stuck, programmed }) => stuck && programmed === 25e-6));
  t.is(hopeless.failures.length, 10);
});

test('a chip whose devices drew their errors was not written with pulses', t => {
  const drawn = chip(mars(), hardware({ device: pcm() }), set);
  t.is(chipWriting(drawn), null);
  t.is(estimate(drawn).writing, null);
});

test('the cost of a chip holds that of writing it, and what is not in it', t => {
  const { writing: found, notes } = estimate(program);
  t.deepEqual(found, writing);
  t.true(notes.some(note => /lines, drivers and the erasing before are not in it/.test(note)));
  t.true(notes.some(note => /voltage and width do not change them/.test(note)));
  const strength = { volt: 1.5, seconds: 1e-6, perE: 0.3, threshold: 0.8 };
  const sensitive = { ...on, device: { ...on.device, writing: verified({ strength }) } };
  t.false(estimate(chip(mars(), sensitive, set)).notes.some(note => /voltage and width/.test(note)));
});
