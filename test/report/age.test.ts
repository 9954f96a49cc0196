import test from 'ava';
import fc from 'fast-check';
import { ageClause, ageLabel } from '../../report/age.js';

const day = 86400;

test('ages are called as people call them', t => {
  const labels: [number, string][] = [
    [0, 'programmed'],
    [1e-6, '1 µs'],
    [1, '1 s'],
    [30, '30 s'],
    [60, '1 min'],
    [3600, '1 h'],
    [90 * 60, '1.5 h'],
    [day, '1 day'],
    [7 * day, '7 days'],
    [30 * day, '1 month'],
    [30.4375 * day, '1 month'],
    [45 * day, '1.48 months'],
    [365 * day, '1 year'],
    [365.25 * day, '1 year'],
    [3652.5 * day, '10 years'],
  ];
  for (const [seconds, label] of labels) t.is(ageLabel(seconds), label);
});

test('a label is never more than 2 % off', t => {
  const units: Record<string, number> = { s: 1, min: 60, h: 3600, day, month: 30.4375 * day, year: 365.25 * day };
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e10, noNaN: true }), seconds => {
      const [count, unit] = ageLabel(seconds).split(' ') as [string, string];
      const read = Number(count) * units[unit.replace(/(?<=day|month|year)s$/, '')]!;
      return Math.abs(read - seconds) <= 0.02 * seconds * (1 + 1e-9);
    }),
  );
  t.pass();
});

test('in a sentence', t => {
  t.is(ageClause(0), 'just after programming');
  t.is(ageClause(2 * day), 'after 2 days');
});
