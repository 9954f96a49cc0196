import test from 'ava';
import { inBlocks, kernelsAt } from '../../kernels/blocks.js';
import { exponentials } from '../../kernels/exp.js';
import { logarithms, powers } from '../../kernels/log.js';
import { normalPairs } from '../../kernels/normal.js';

const lengths = [0, 1, 2, 4095, 4096, 4097, 12_301];

/** (3 x)^0.65 */
const law = { factor: 3, exponent: 0.65, times: 1, most: Infinity };

test('every number is in one block, and in its place', t => {
  for (const length of lengths) {
    const whole = Float64Array.from({ length }, (_, k) => k);
    const seen = new Float64Array(length).fill(-1);
    inBlocks(length, (part, [a, b, c, d], first) => {
      t.is(part(whole)[0], first);
      for (const block of [a, b, c, d]) t.is(block.length, part(whole).length);
      part(seen).set(part(whole));
    });
    t.deepEqual(seen, whole);
  }
});

test('in a block the elementwise kernels give the bits that they give elsewhere, and leave the other blocks alone', t => {
  for (const length of lengths) {
    const x = Float64Array.from({ length }, (_, k) => (k + 1) / 1000);
    const found = { log: x.slice(), exp: x.slice(), power: x.slice() };
    inBlocks(length, (part, [a, b, c, d]) => {
      for (const block of [a, b, c, d]) block.fill(7);
      part(found.log).set(logarithms(part(x), 2, b));
      // In place, and from one block to another.
      part(found.exp).set(exponentials(b, 0.5, b));
      part(found.power).set(powers(part(x), law, c));
      t.true([...a, ...d].every(value => value === 7));
    });
    t.deepEqual(found.log, logarithms(x, 2));
    t.deepEqual(found.exp, exponentials(logarithms(x, 2), 0.5));
    t.deepEqual(found.power, powers(x, law));
  }
});

test('normal numbers drawn into a block, or into a part of it, are those drawn elsewhere', t => {
  const stream = { seedLow: 3, seedHigh: 0, k0: 1, k1: 2 };
  const expected = new Float64Array(4000);
  normalPairs(expected, 11, stream);
  inBlocks(4001, (_part, [a]) => {
    t.truthy(kernelsAt(a));
    normalPairs(a.subarray(1, 4001), 11, stream);
    t.deepEqual(a.slice(1, 4001), expected);
  });
  t.is(kernelsAt(expected), null);
});
