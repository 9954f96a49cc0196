import test from 'ava';
import { memristorRun, memristorSteps } from '../../models/memristor-run.js';
import { milanoRates } from '../../models/network.js';

test('memristors side by side do not feel each other', t => {
  const step = { rates: milanoRates, step: 0.1, retention: 1, integrator: 'exact' } as const;
  const drives = Float64Array.of(0.4, 1.1, 0.9, 0.6, 0.5, 1);
  const both = memristorRun(step, drives, 3, 2);
  for (const unit of [0, 1]) {
    const own = (_: number, k: number): boolean => k % 2 === unit;
    t.deepEqual(memristorRun(step, drives.filter(own), 3, 1), both.filter(own));
  }
});

test('a run is its steps one after the other', t => {
  for (const integrator of ['exact', 'euler'] as const) {
    const step = { rates: milanoRates, step: 0.1, retention: 1, integrator };
    const drives = Float64Array.of(0.4, 1.1, 0.9, 0.6, 0.5, 1);
    const states = new Float64Array(2);
    const stepped = [0, 2, 4].flatMap(at => {
      memristorSteps(step, drives.subarray(at, at + 2), states);
      return [...states];
    });
    t.deepEqual([...memristorRun(step, drives, 3, 2)], stepped);
  }
});
