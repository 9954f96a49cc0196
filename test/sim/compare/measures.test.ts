import test from 'ava';
import fc from 'fast-check';
import { difference, spikeDifference } from '../../../sim/compare/measures.js';

test('difference: by hand', t => {
  // Mean 1, squares about it 1 + 0 + 1; apart by 0, 0.5 and −0.5.
  const { fullScale, worst, worstAt, nrmse } = difference([0, 1.5, 1.5], [0, 1, 2]);
  t.deepEqual([fullScale, worst, worstAt], [2, 0.25, 1]);
  t.true(Math.abs(nrmse - 0.5) < 1e-15);
  t.is(difference([1, 1, 1], [0, 1, 2]).nrmse, 1);
});

test('difference: nothing to measure by, or nothing measured', t => {
  t.deepEqual(difference([0, 0], [0, 0]), { fullScale: 0, worst: 0, worstAt: 0, nrmse: 0 });
  t.is(difference([1, 0], [0, 0]).worst, Infinity);
  t.is(difference([3, 3], [3, 4]).nrmse, Math.SQRT2);
  t.true(Number.isNaN(difference([Number.NaN, 0], [1, 2]).worst));
  t.throws(() => difference([1], [1, 2]), { instanceOf: RangeError, message: 'found 1 numbers, expected 2' });
});

const trains = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
  .map(times => times.sort((a, b) => a - b));

test('spikeDifference: by hand', t => {
  const found = spikeDifference([1.01, 2.02, 3.5, 5], [1, 2, 3, 5], 0.1);
  t.deepEqual([found.matched, found.missed, found.extra], [3, 1, 1]);
  t.true(Math.abs(found.shift - 0.01) < 1e-12);
  t.true(Math.abs(found.jitter - Math.sqrt(5e-4 / 3)) < 1e-12);
  t.deepEqual(spikeDifference([], [1], 0.1), { matched: 0, missed: 1, extra: 0, shift: 0, jitter: 0 });
});

test('spikeDifference: as many pairs as any pairing in order has, and none twice', t => {
  /** Most pairs within the window, by trying everything. */
  const most = (a: readonly number[], b: readonly number[], window: number): number => {
    if (a.length === 0 || b.length === 0) return 0;
    const pair = Math.abs(a[0]! - b[0]!) <= window ? 1 + most(a.slice(1), b.slice(1), window) : 0;
    return Math.max(pair, most(a.slice(1), b, window), most(a, b.slice(1), window));
  };
  fc.assert(
    fc.property(
      trains.map(times => times.slice(0, 6)),
      trains.map(times => times.slice(0, 6)),
      (a, b) => {
        const { matched, missed, extra, jitter, shift } = spikeDifference(a, b, 0.1);
        return (
          matched === most(a, b, 0.1) &&
          matched + missed === b.length &&
          matched + extra === a.length &&
          jitter <= 0.1 + 1e-12 &&
          Math.abs(shift) <= jitter + 1e-12
        );
      },
    ),
  );
  t.pass();
});
