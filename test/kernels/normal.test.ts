import test from 'ava';
import { normalPairs, normalPairsPlain, unitInterval } from '../../kernels/normal.js';
import { philox4x32 } from '../../kernels/philox.js';

const stream = { seedLow: 7, seedHigh: 1, k0: 123456789, k1: 987654321 };

test('the kernel and plain TypeScript give the same bits, across chunks and past 2³² pairs', t => {
  for (const [first, length] of [
    [0, 40_000],
    [2 ** 32 - 5, 64],
    [12_345, 16],
    [3 * 2 ** 32 - 1, 22], // the carry within four pairs, and a rest of three
  ] as const) {
    const wasm = new Float64Array(length);
    const plain = new Float64Array(length);
    normalPairs(wasm, first, stream);
    normalPairsPlain(plain, first, stream);
    t.deepEqual(wasm, plain);
  }
});

test("our logarithm, sine and cosine agree with the engine's", t => {
  const pairs = new Float64Array(20_000);
  normalPairs(pairs, 0, stream);
  const words = new Uint32Array(4);
  let worst = 0;
  for (let index = 0; index < pairs.length / 2; index++) {
    philox4x32(index, 1, stream.seedLow, stream.seedHigh, stream.k0, stream.k1, words);
    const radius = Math.sqrt(-2 * Math.log(1 - unitInterval(words[0]!, words[1]!)));
    const angle = 2 * Math.PI * unitInterval(words[2]!, words[3]!);
    worst = Math.max(worst, Math.abs(pairs[2 * index]! - radius * Math.cos(angle)) / radius);
    worst = Math.max(worst, Math.abs(pairs[2 * index + 1]! - radius * Math.sin(angle)) / radius);
  }
  // 2πv itself is rounded to 4e-16 on the engine's side, and grows to 2π.
  t.true(worst < 2e-15, `${worst}`);
});
