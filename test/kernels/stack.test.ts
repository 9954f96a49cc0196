import test from 'ava';
import fc from 'fast-check';
import type { MemristorConstants } from '../../kernels/memristor.js';
import { runStack, type Stack, type StackRows, type StackTeam } from '../../kernels/stack.js';
import { StackThreads } from '../../kernels/stack-threads.js';
import { randomStream } from '../../numeric/random.js';

const constants: MemristorConstants = {
  ...{ steepness: 6, range: 0.8, low: 0.35 },
  ...{ potentiation: 1e-4, potentiationSlope: 10, depression: 0.5, depressionSlope: 1 },
  ...{ step: 0.1, retention: 1 },
};

function random(name: string, length: number, scale = 1): Float64Array {
  const out = new Float64Array(length);
  randomStream(7, name).fillNormal(out.subarray(0, length & ~1), 0);
  return out.map(value => scale * value);
}

function stack(units: number, blocks: number, euler: boolean, type: Stack['type'] = 'float64'): Stack {
  return {
    ...{ channels: 2, units, type },
    encoder: random('encoder', 2 * units),
    blocks: Array.from({ length: blocks }, (_, k) => ({
      weights: random(`w${k}`, (k === 0 ? 2 : units) * units, 0.1),
      bias: random(`b${k}`, units, 0.3),
      ...{ constants, euler },
    })),
  };
}

/** Series of these lengths, whole or, for `skip`, without the first steps of later blocks. */
function rows(lengths: readonly number[], blocks: number, skip = 0): StackRows {
  let end = 0;
  const ends = Int32Array.from(lengths, length => (end += length));
  const starts = lengths.flatMap((length, k) =>
    Array.from({ length: blocks }, (_, block) => ends[k]! - length + Math.min(length - 1, skip * block)),
  );
  return { x: random('x', 2 * end), ends, starts: Int32Array.from(starts) };
}

/** The equations of a block, one number at a time, with the exponential of the engine. */
function byHand({ channels, units, encoder, blocks }: Stack, { x, ends }: StackRows): number[] {
  const features: number[] = [];
  const product = (input: readonly number[], w: Float64Array): number[] =>
    Array.from({ length: units }, (_, j) => input.reduce((sum, value, k) => sum + value * w[j * input.length + k]!, 0));
  let h: number[][] = [];
  for (let row = 0, series = 0; row < ends.at(-1)!; row++) {
    if (row === 0 || row === ends[series - 1]) h = blocks.map(() => new Array<number>(units).fill(0));
    if (row === ends[series]! - 1) series++;
    const input = Array.from(x.subarray(row * channels, (row + 1) * channels));
    let u = product(input, encoder);
    blocks.forEach(({ weights, bias, constants: c, euler }, k) => {
      const v = product(k === 0 ? input : u, weights);
      u = u.map((value, j) => {
        const z = c.range / (1 + Math.exp(-c.steepness * (v[j]! + bias[j]!))) + c.low;
        const kp = c.potentiation * Math.exp(c.potentiationSlope * z);
        const total = kp + c.depression * Math.exp(-c.depressionSlope * z);
        const before = h[k]![j]!;
        const next = euler
          ? (c.retention - c.step * total) * before + c.step * kp
          : kp / total + (before - kp / total) * Math.exp(-c.step * total);
        h[k]![j] = next;
        return value - next;
      });
    });
    if (row === ends[series - 1]! - 1) features.push(...u);
  }
  return features;
}

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k]!)));

// Sums of 13 products and some 100 contracting steps, each good to a few units in the last place of numbers around 1.
test('gives what the equations give, both integrators, series ending anywhere', t => {
  const lengths = [70, 1, 64, 130, 3];
  for (const euler of [false, true])
    for (const blocks of [1, 3]) {
      const right = byHand(stack(13, blocks, euler), rows(lengths, blocks));
      t.is(right.length, 5 * 13);
      t.true(far(runStack(stack(13, blocks, euler), rows(lengths, blocks)), right) < 1e-13);
      // float32 rounds u and the products; the recurrence does not amplify that (docs/fading-memory.md).
      t.true(far(runStack(stack(13, blocks, euler, 'float32'), rows(lengths, blocks)), right) < 2e-5);
    }
});

test('plain TypeScript, WebAssembly and three threads: the same bits', async t => {
  const threads = await StackThreads.open(2);
  try {
    for (const type of ['float64', 'float32'] as const)
      for (const euler of [false, true])
        for (const [units, lengths, skip] of [
          [9, [5, 200, 64, 1], 0],
          [64, [700, 20, 300], 50],
        ] as const) {
          const [what, inputs] = [stack(units, 3, euler, type), rows(lengths, 3, skip)];
          const plain = runStack(what, inputs, undefined, 'plain');
          t.true(plain.every(Number.isFinite));
          t.deepEqual(runStack(what, inputs), plain);
          t.deepEqual(runStack(what, inputs, threads), plain);
        }
  } finally {
    await threads.close();
  }
});

test('a block that begins later is one that begins with the series, on what is left of it', t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 0, max: 149 }), (length, cut) => {
      const what = stack(8, 1, false);
      const whole = rows([40, length], 1);
      const kept = Math.max(1, length - cut);
      const late = runStack(what, { ...whole, starts: Int32Array.of(0, 40 + length - kept) });
      const alone = { x: whole.x.slice(2 * (40 + length - kept)), ends: Int32Array.of(kept), starts: Int32Array.of(0) };
      t.deepEqual(late.slice(8), runStack(what, alone));
    }),
    { numRuns: 50 },
  );
});

test('threads that fail, or begin a task and never end it, or never come, cost time and no result', t => {
  const [what, inputs] = [stack(64, 3, false), rows([700, 500], 3)];
  const right = runStack(what, inputs);
  const teams: Record<string, StackTeam['send']> = {
    failing: ({ state }) => Atomics.store(state, 1, 1),
    dying: ({ state }) => Atomics.add(state, 0, 1),
    absent: () => {},
  };
  for (const send of Object.values(teams)) {
    let asked = 0;
    const team: StackTeam = {
      ...{ others: 1, patience: 50 },
      send(...request) {
        asked++;
        send(...request);
      },
    };
    t.deepEqual(runStack(what, inputs, team), right);
    t.is(asked, 1);
  }
});

test('what does not fit into the memory of WebAssembly is refused', t => {
  const what = { ...stack(8, 2, false), units: 30_000 };
  t.throws(() => runStack(what, rows([10], 2)), { instanceOf: RangeError, message: /more than the kernels can reach/ });
});
