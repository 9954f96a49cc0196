import test from 'ava';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import type { Program } from '../../../compiler/program-record.js';
import { chipOf } from '../../../compiler/timeline/chip.js';
import {
  addBusy,
  listedSteps,
  mostReads,
  operationCount,
  stepTasks,
  taskCount,
} from '../../../compiler/timeline/tasks.js';
import { InputError } from '../../../edge/error.js';
import { spikeTrains, tinyMaps } from '../../models/builders.js';
import { chip, hardware, mars, mfEsn, randomSeries, volatileUnits } from '../builders.js';

const series = randomSeries([12, 12]);
const programs: Readonly<Record<string, Program>> = {
  'MARS on small arrays': chip(
    mars({ units: 9, blocks: 2 }),
    hardware({ array: { rows: 6, columns: 6 }, adc: { shared: 2 }, read: { average: 3 } }),
    series,
  ),
  'volatile memristors': chip(mfEsn(), hardware({ recurrence: volatileUnits() }), series),
  // 20 windows, of which the first of three sets reads one more in two of three steps.
  'three sets in turn': chip(
    tinyMaps(),
    hardware({ placement: { packing: 'none', duplicates: { first: 3 } } }),
    spikeTrains(2, 40, 4),
  ),
};

for (const [name, program] of Object.entries(programs))
  test(`${name}: tasks, operations and work are counted as they are made`, t => {
    const whole = chipOf(program, peripheralsNamed('neurosim-sar-22nm'), () => 5e-9);
    const list = stepTasks(whole, 3, { overlap: 'units', pace: 0, room: whole.stages.map(() => 3), due: [] });
    for (const step of [0, 1, 2]) {
      const own = list.tasks.slice(list.firstOf[step], list.firstOf[step + 1]);
      t.is(taskCount(whole, step), own.length);
      t.is(operationCount(whole, step), own.reduce((sum, { segments }) => sum + segments.length, 0)); // biome-ignore format: one thing
      const [busy, expected] = [new Float64Array(whole.units.length), new Float64Array(whole.units.length)];
      addBusy(whole, 'step', step, busy);
      for (const { segments } of own) for (const { unit, duration } of segments) expected[unit]! += duration;
      // Sums of the same terms, equal ones as a product.
      for (const [unit, seconds] of expected.entries()) t.true(Math.abs(busy[unit]! - seconds) <= 1e-12 * seconds);
    }
  });

test('equal reads of a stage are the same segments in every step, of more than are told apart too', t => {
  const program = programs['MARS on small arrays']!;
  const stages = program.schedule.stages.map(stage => ({ ...stage, reads: 1000, adcRounds: 2000 }));
  const whole = chipOf(
    { ...program, schedule: { ...program.schedule, stages } },
    peripheralsNamed('puma-32nm'),
    () => 0,
  );
  const { tasks } = stepTasks(whole, 20, { overlap: 'stages', pace: 0, room: whole.stages.map(() => 20), due: [] });
  const reads = tasks.filter(({ segments }) => segments.some(({ work }) => work === 'read'));
  t.true(reads.length > 20 * mostReads);
  // 1000 reads are 256 times three or four, with 7 or 8 conversions.
  const arrays = whole.stages.flatMap(({ sets }) => sets.flatMap(set => set.arrays)).length;
  t.true(new Set(reads.map(({ segments }) => segments)).size <= 4 * arrays);
});

test('so many steps are listed as have no more operations than asked for, and one alone must not have more', t => {
  const whole = chipOf(programs['MARS on small arrays']!, peripheralsNamed('neurosim-sar-22nm'), () => 0);
  const own = operationCount(whole, 0);
  t.is(listedSteps(whole, 5, 5 * own), 5);
  t.is(listedSteps(whole, 5, 5 * own - 1), 4);
  t.is(listedSteps(whole, 5, own), 1);
  t.throws(() => listedSteps(whole, 5, own - 1), {
    instanceOf: InputError,
    message: `schedule: found ${own} operations in a time step; expected at most ${own - 1} to be listed`,
  });
});
