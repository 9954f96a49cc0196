import test from 'ava';
import { philox4x32 } from '../../kernels/philox.js';
import { randomStream } from '../../numeric/random.js';

const hex = (counter: number[], key: number[]): string => {
  const out = new Uint32Array(4);
  const [c0, c1, c2, c3] = counter as [number, number, number, number];
  philox4x32(c0, c1, c2, c3, key[0]!, key[1]!, out);
  return [...out].map(word => word.toString(16).padStart(8, '0')).join(' ');
};

// Known answers: Random123 distribution, examples/kat_vectors, "philox4x32 10".
test('philox: known answers of its authors', t => {
  t.is(hex([0, 0, 0, 0], [0, 0]), '6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  const ones = 0xffffffff;
  t.is(hex([ones, ones, ones, ones], [ones, ones]), '408f276d 41c83b0e a20bc7c6 6d5451fd');
  t.is(
    hex([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    'd16cfe09 94fdcceb 5001e420 24126ea1',
  );
});

test('a draw depends on its address alone, not on order', t => {
  const stream = randomStream(7, 'programming', 'block1');
  const forward = Array.from({ length: 9 }, (_, i) => stream.normal(i));
  const backward = Array.from({ length: 9 }, (_, i) => stream.normal(8 - i)).reverse();
  t.deepEqual(forward, backward);
  const filled = new Float64Array(6);
  stream.fillNormal(filled, 3);
  t.deepEqual([...filled], forward.slice(3));
});

test('seed and purpose separate streams', t => {
  const values = [
    randomStream(1, 'a').uniform(0),
    randomStream(2, 'a').uniform(0),
    randomStream(1, 'b').uniform(0),
    randomStream(1, 'a', 0).uniform(0),
    randomStream(1 + 2 ** 32, 'a').uniform(0),
    randomStream(1, 'a').uniform(2 ** 32),
  ];
  t.is(new Set(values).size, values.length);
});

test('moments over 1e5 draws lie within five standard errors', t => {
  const n = 1e5;
  const stream = randomStream(3, 'moments');
  const z = new Float64Array(n);
  stream.fillNormal(z, 0);
  const mean = z.reduce((sum, v) => sum + v, 0) / n;
  const variance = z.reduce((sum, v) => sum + v * v, 0) / n;
  const fourth = z.reduce((sum, v) => sum + v ** 4, 0) / n;
  t.true(Math.abs(mean) < 5 / Math.sqrt(n));
  t.true(Math.abs(variance - 1) < 5 * Math.sqrt(2 / n));
  t.true(Math.abs(fourth - 3) < 5 * Math.sqrt(96 / n));
  let uniform = 0;
  for (let i = 0; i < n; i++) uniform += stream.uniform(i);
  t.true(Math.abs(uniform / n - 0.5) < 5 / Math.sqrt(12 * n));
});
