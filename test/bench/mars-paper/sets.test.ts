import test from 'ava';
import { published } from '../../../bench/mars-paper/sets.js';
import { longSearches, paperJobs, searches } from '../../../bench/mars-paper/work.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';
import { checkOptions } from '../../../models/reservoirs/train.js';

test('all settings are good, and each job differs from every other', t => {
  const jobs = paperJobs(Object.keys(published), 2);
  t.is(jobs.length, 5 * 3 * 2 * 2);
  for (const { reservoir, candidates } of jobs)
    for (const settings of candidates) t.notThrows(() => checkOptions(reservoirNamed(reservoir), settings));
  for (const { fixed } of [...searches(['GunPoint'], 2), ...longSearches(2)])
    t.notThrows(() => checkOptions(reservoirNamed('mars'), fixed));
  t.is(new Set(jobs.map(job => JSON.stringify(job))).size, jobs.length);
});
