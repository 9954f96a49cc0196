import test from 'ava';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import type { PlacedTile } from '../../../compiler/plan.js';
import { tilesOf } from '../../../compiler/program-record.js';
import { type Chip, chipOf } from '../../../compiler/timeline/chip.js';
import { leadingChip } from '../../../compiler/timeline/leading.js';
import { listSchedule } from '../../../compiler/timeline/list-schedule.js';
import { type Overlap, overlaps, stepTasks, taskCount } from '../../../compiler/timeline/tasks.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

const preset = peripheralsNamed('neurosim-sar-22nm');
const series = randomSeries([12, 12]);
const small = { array: { rows: 6, columns: 6 }, adc: { shared: 2 } };
const arrays = ({ stages }: Chip): number[] => stages.map(({ sets }) => sets[0]!.arrays.length);

test('of arrays that nothing else reads one leads, the slowest; its first ADC converts as long as any of the set', t => {
  const program = chip(mars({ units: 9, blocks: 2 }), hardware(small), series);
  const slow = tilesOf(program).map(({ tile }) => tile)[3]!;
  const settling = (tile: PlacedTile): number => (tile === slow ? 50e-9 : 20e-9);
  const whole = chipOf(program, preset, settling);
  t.true(arrays(whole).every(count => count > 1));
  const leading = leadingChip(whole);
  t.deepEqual(arrays(leading), arrays(whole).map(() => 1)); // biome-ignore format: one thing
  t.is(leading.units, whole.units);
  const leads = leading.stages.flatMap(({ sets }) => sets.flatMap(set => set.arrays));
  t.is(leads.filter(one => one.settling === 50e-9).length, 1);
  t.true(leads.every(({ adcs }) => adcs.length === 1 && adcs[0]!.share === 1));
  // Takes and keeps, and of each stage a read and what is computed after it.
  t.is(taskCount(leading, 0), 4 * leading.stages.filter(({ per }) => per === 'step').length);
});

test('arrays that several stages read all stay', t => {
  const on = hardware({ array: { rows: 16, columns: 40 }, placement: { packing: 'shared rows', duplicates: 1 } });
  const whole = chipOf(chip(mars({ units: 4, blocks: 3 }), on, series), preset, () => 0);
  t.deepEqual(arrays(leadingChip(whole)), arrays(whole));
});

/** When each stage takes its inputs and keeps its results in six steps that come in as fast as they can. */
function times(of: Chip, overlap: Overlap): number[] {
  const room = of.stages.map(() => 2);
  const list = stepTasks(of, 6, { overlap, pace: 0, room, due: [] });
  const { start, end } = listSchedule(list.tasks, of.units.length);
  return of.stages.flatMap((_, k) => [
    ...list.take[k]!.map(task => start[task]!),
    ...list.keep[k]!.map(task => end[task]!),
  ]);
}

for (const overlap of overlaps)
  test(`stages take and keep at the very times at which they do with all arrays (${overlap})`, t => {
    for (const placement of [
      undefined,
      { packing: 'none', duplicates: 2 },
      { packing: 'shared rows', duplicates: 1 },
    ] as const) {
      const on = hardware({ ...small, read: { average: 3 }, ...(placement && { placement }) });
      const program = chip(mars({ units: 9, blocks: 2 }), on, series);
      const whole = chipOf(program, preset, tile => 13e-9 * (1 + ((7 * tile.macro) % 5)));
      const leading = leadingChip(whole);
      t.true(taskCount(leading, 0) < taskCount(whole, 0));
      t.deepEqual(times(leading, overlap), times(whole, overlap));
    }
  });
