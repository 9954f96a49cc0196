import test from 'ava';
import fc from 'fast-check';
import { listSchedule, type Segment, type Task } from '../../../compiler/timeline/list-schedule.js';

const segment = (unit: number, from: number, duration: number): Segment => ({
  ...{ unit, work: 'read', from, duration, pieces: 1 },
});
const task = (after: readonly number[], ...segments: Segment[]): Task => ({
  stage: 0,
  step: 0,
  segments,
  after,
  earliest: 0,
  rank: 0,
});

test('units take tasks in turn, by rank and then as they stand in the list', t => {
  const tasks = [
    task([], segment(0, 0, 3)),
    task([0], segment(0, 0, 1)),
    task([], segment(0, 0, 2)),
    task([1, 2], segment(1, 0, 1)),
  ];
  const { start, end, cause } = listSchedule(tasks, 2);
  t.deepEqual([...start], [0, 3, 4, 6]);
  t.deepEqual([...end], [3, 4, 6, 7]);
  t.deepEqual([...cause], [-1, 0, 1, 2]);
  // The second one waits for the first and comes last for all that.
  const ranked = tasks.map((one, k) => ({ ...one, rank: [1, 0, 0.5, 0][k]! }));
  t.deepEqual([...listSchedule(ranked, 2).start], [2, 5, 0, 6]);
});

test('a task starts when all its units are free for as long as it needs each, and not before its time', t => {
  // The second unit is busy until 5, and the other task needs it 2 after its start; nothing goes into the gap before.
  const { start, cause } = listSchedule(
    [task([], segment(1, 0, 5)), task([], segment(0, 0, 2), segment(1, 2, 1)), task([], segment(0, 0, 1))],
    2,
  );
  t.deepEqual([...start], [0, 3, 5]);
  t.deepEqual([...cause], [-1, 0, 1]);
  t.deepEqual([...listSchedule([{ ...task([], segment(0, 0, 1)), earliest: 4 }], 1).end], [5]);
});

test('whatever the tasks: no unit does two things at once, and nothing starts before its inputs are there', t => {
  const tasks = fc
    .array(
      fc.record({
        after: fc.array(fc.nat(), { maxLength: 3 }),
        segments: fc.uniqueArray(fc.record({ unit: fc.nat(4), from: fc.nat(5), duration: fc.nat(9) }), {
          minLength: 1,
          maxLength: 3,
          selector: ({ unit }) => unit,
        }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map(all =>
      all.map(({ after, segments }, k) =>
        task(
          k === 0 ? [] : [...new Set(after.map(one => one % k))],
          ...segments.map(({ unit, from, duration }) => segment(unit, from, duration)),
        ),
      ),
    );
  fc.assert(
    fc.property(tasks, all => {
      const { start, end } = listSchedule(all, 5);
      for (const [k, { after }] of all.entries())
        for (const before of after) if (end[before]! > start[k]!) return false;
      const uses = all.flatMap(({ segments }, k) =>
        segments
          .filter(({ duration }) => duration > 0)
          .map(({ unit, from, duration }) => ({ unit, at: start[k]! + from, until: start[k]! + from + duration })),
      );
      uses.sort((a, b) => a.unit - b.unit || a.at - b.at);
      return uses.every(({ unit, at }, k) => k === 0 || uses[k - 1]!.unit !== unit || uses[k - 1]!.until <= at);
    }),
    { numRuns: 300 },
  );
  t.pass();
});
