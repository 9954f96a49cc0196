import test from 'ava';
import fc from 'fast-check';
import { splitReadNoise } from '../../devices/read-noise.js';

const readTime = 250e-9;
const seconds = (from: number, to: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(from), max: Math.log(to), noNaN: true }).map(Math.exp);

test('slow and fast part add to the whole, wherever the run cuts them', t => {
  fc.assert(
    fc.property(seconds(1e-6, 1e9), seconds(1e-9, 1e12), (age, run) => {
      const { slow, fast } = splitReadNoise(age, readTime, run);
      const whole = Math.log((age + readTime) / (2 * readTime));
      return slow >= 0 && fast >= 0 && Math.abs(slow + fast - whole) < 1e-12 * Math.max(1, whole);
    }),
  );
  t.pass();
});

test('a run of one second, an hour after programming, by hand', t => {
  const { slow, fast } = splitReadNoise(3600, readTime, 1);
  t.true(Math.abs(slow - Math.log(3600.00000025)) < 1e-14); // of 3600 s to 1 s
  t.true(Math.abs(fast - Math.log(2e6)) < 1e-14); // of 1 s to 500 ns
});

test('the longer the run, the more of the noise changes during it', t => {
  fc.assert(
    fc.property(seconds(1e-6, 1e9), seconds(1e-9, 1e12), seconds(1, 1e6), (age, run, longer) => {
      const short = splitReadNoise(age, readTime, run);
      const long = splitReadNoise(age, readTime, run * longer);
      return long.fast >= short.fast && long.slow <= short.slow;
    }),
  );
  t.pass();
});

test('a run no longer than two reads freezes all noise, one older than the cell frees it', t => {
  for (const run of [0, 1e-9, 2 * readTime]) t.is(splitReadNoise(20, readTime, run).fast, 0);
  for (const run of [20 + readTime, 1e3, Infinity]) t.is(splitReadNoise(20, readTime, run).slow, 0);
});

test('a cell younger than a read has no noise yet', t => {
  for (const run of [0, 1, Infinity]) t.deepEqual(splitReadNoise(0, readTime, run), { slow: 0, fast: 0, within: 0 });
});

test('a product of several reads has a part of its own, and the three add to the whole', t => {
  fc.assert(
    fc.property(seconds(1e-6, 1e9), seconds(1e-9, 1e12), fc.integer({ min: 1, max: 1024 }), (age, run, reads) => {
      const { slow, fast, within } = splitReadNoise(age, readTime, run, reads);
      const whole = Math.log(Math.max(1, (age + readTime) / (2 * readTime)));
      return (
        [slow, fast, within].every(part => part >= 0) &&
        within <= Math.log(reads) + 1e-12 &&
        Math.abs(slow + fast + within - whole) < 1e-12 * Math.max(1, whole)
      );
    }),
  );
  const { fast, within } = splitReadNoise(3600, readTime, 1, 4);
  t.true(Math.abs(fast - Math.log(1 / (4 * 500e-9))) < 1e-12);
  t.true(Math.abs(within - Math.log(4)) < 1e-12);
});
