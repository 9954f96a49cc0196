import test from 'ava';
import fc from 'fast-check';
import { aboveFloor, belowFloor, floorLogSlope } from '../../devices/soft-floor.js';

test('one is the inverse of the other, on both sides of the seam', t => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 400, noNaN: true }), g => {
      return Math.abs(aboveFloor(belowFloor(g, 8), 8) / g - 1) < 1e-11;
    }),
  );
  t.is(aboveFloor(0, 8), 8 * Math.LN2);
  t.is(aboveFloor(300, 8), 300);
  t.true(Math.abs(aboveFloor(36 * 8 - 1e-9, 8) - aboveFloor(36 * 8 + 1e-9, 8)) < 1e-8);
});

test('an open cell stays open, and nothing falls below 0', t => {
  t.is(belowFloor(0, 8), -Infinity);
  t.is(aboveFloor(-Infinity, 8), 0);
  t.true(aboveFloor(-1000, 8) >= 0);
});

test('the slope is that of the inverse', t => {
  for (const g of [0.5, 5, 50]) {
    const slope = (belowFloor(g + 1e-5, 8) - belowFloor(g - 1e-5, 8)) / 2e-5;
    t.true(Math.abs(Math.log(slope) - floorLogSlope(g, 8)) < 1e-7);
  }
});
