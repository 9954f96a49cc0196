import test from 'ava';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { chipOf } from '../../../compiler/timeline/chip.js';
import { requireFewTasks } from '../../../compiler/timeline/steady.js';
import { taskCount } from '../../../compiler/timeline/tasks.js';
import { timeline } from '../../../compiler/timeline/timeline.js';
import { InputError } from '../../../edge/error.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

const preset = peripheralsNamed('neurosim-sar-22nm');
const on = hardware({ array: { rows: 16, columns: 40 }, placement: { packing: 'shared rows', duplicates: 1 } });
const program = chip(mars({ units: 4, blocks: 3 }), on, randomSeries([12, 12]));

test('what would take more memory than there may be is refused before, with its size', t => {
  const whole = chipOf(program, preset, () => 0);
  const own = taskCount(whole, 0);
  const most = Math.floor(3_000_000 / own);
  t.notThrows(() => requireFewTasks(whole, 1, most));
  t.throws(() => requireFewTasks(whole, 1, most + 1), {
    instanceOf: InputError,
    message: `schedule: found ${own} reads and computations to be told apart in a time step, of which ${most + 1} steps must be followed; expected at most 3000000 in all: fewer products on shared arrays, or fewer duplicates`,
  });
});

test('a chip whose sets of arrays come round after too many steps is refused at once', t => {
  // Sets of so many arrays that their least common multiple is 9 699 690 steps.
  const primes = [2, 3, 5, 7, 11, 13, 17, 19];
  const many = chip(mars({ units: 2, blocks: primes.length - 1 }), hardware({ placement: { packing: 'none', duplicates: Object.fromEntries(primes.map((sets, k) => [k === 0 ? 'encoder' : `block${k}`, sets])) } }), randomSeries([12])); // biome-ignore format: one thing
  t.throws(() => timeline(many, preset, { steps: 1 }), {
    instanceOf: InputError,
    message: /of which 9699690 steps must be followed, in which the sets of arrays come round every 9699690;/,
  });
});
