import test from 'ava';
import fc from 'fast-check';
import type { MemristorConstants } from '../../kernels/memristor.js';
import { rateTable } from '../../kernels/rate-table.js';
import {
  runStack,
  type Stack,
  type StackOutputs,
  type StackRows,
  type StackTeam,
  stackWith,
} from '../../kernels/stack.js';
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

/** So steep a rate that no table of it will do: kernels/rate-table.ts. */
const steepRate: MemristorConstants = { ...constants, potentiation: 1e-80, potentiationSlope: 200 };

function stack(
  units: number,
  blocks: number,
  euler: boolean,
  type: Stack['type'] = 'float64',
  constantsOfAll = constants,
): Stack {
  return {
    ...{ channels: 2, units, type },
    encoder: random('encoder', 2 * units),
    blocks: Array.from({ length: blocks }, (_, k) => ({
      weights: random(`w${k}`, (k === 0 ? 2 : units) * units, 0.1),
      bias: random(`b${k}`, units, 0.3),
      ...{ constants: constantsOfAll, euler },
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
  return { x: random('x', 2 * end), ends, starts: Int32Array.from(starts), means: true };
}

/** The equations of a block, one number at a time, with the exponential of the engine: last outputs, and their means. */
function byHand(
  { channels, units, encoder, blocks }: Stack,
  { x, ends }: StackRows,
): { readonly last: number[]; readonly means: number[] } {
  const last: number[] = [];
  const means: number[] = [];
  let sums: number[] = [];
  const product = (input: readonly number[], w: Float64Array): number[] =>
    Array.from({ length: units }, (_, j) => input.reduce((sum, value, k) => sum + value * w[j * input.length + k]!, 0));
  let h: number[][] = [];
  for (let row = 0, series = 0; row < ends.at(-1)!; row++) {
    if (row === 0 || row === ends[series - 1])
      [h, sums] = [blocks.map(() => new Array<number>(units).fill(0)), new Array<number>(units).fill(0)];
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
    sums = sums.map((sum, j) => sum + u[j]!);
    if (row !== ends[series - 1]! - 1) continue;
    last.push(...u);
    means.push(...sums.map(sum => sum / (row + 1 - (ends[series - 2] ?? 0))));
  }
  return { last, means };
}

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k]!)));

// Sums of 13 products and some 100 contracting steps, each good to a few units in the last place of numbers around 1.
test('gives what the equations give, both integrators, series ending anywhere', t => {
  const lengths = [70, 1, 64, 130, 3];
  for (const euler of [false, true])
    for (const blocks of [1, 3]) {
      const right = byHand(stack(13, blocks, euler), rows(lengths, blocks));
      t.is(right.last.length, 5 * 13);
      const found = runStack(stack(13, blocks, euler), rows(lengths, blocks));
      t.true(far(found.last, right.last) < 1e-13 && far(found.means!, right.means) < 1e-13);
      // float32 rounds u and the products; the recurrence does not amplify that (docs/fading-memory.md).
      const narrow = runStack(stack(13, blocks, euler, 'float32'), rows(lengths, blocks));
      t.true(far(narrow.last, right.last) < 2e-5 && far(narrow.means!, right.means) < 2e-5);
    }
});

test('rates that no table follows are computed by exponentials, with the same bits in plain TypeScript', t => {
  t.is(rateTable(steepRate, false), undefined);
  const [what, inputs] = [stack(13, 2, false, 'float64', steepRate), rows([70, 5, 200], 2)];
  const found = runStack(what, inputs);
  t.true(far(found.last, byHand(what, inputs).last) < 1e-13);
  t.deepEqual(runStack(what, inputs, 'plain'), found);
});

test.serial('plain TypeScript, WebAssembly and three threads: the same bits', async t => {
  const cases = (['float64', 'float32'] as const).flatMap(type =>
    [false, true].flatMap(euler =>
      (
        [
          [9, [5, 200, 64, 1], 0],
          [64, [700, 20, 300], 50],
        ] as const
      ).map(([units, lengths, skip]) => ({ what: stack(units, 3, euler, type), inputs: rows(lengths, 3, skip) })),
    ),
  );
  const plain = cases.map(({ what, inputs }) => runStack(what, inputs, 'plain'));
  t.true(plain.every(({ last, means }) => last.every(Number.isFinite) && means?.every(Number.isFinite)));
  const run = (): StackOutputs[] => cases.map(({ what, inputs }) => runStack(what, inputs));
  t.deepEqual(run(), plain);
  const threads = await StackThreads.open(2);
  try {
    t.is(threads.others, 2);
    t.deepEqual(run(), plain);
  } finally {
    await threads.close();
  }
  t.deepEqual(run(), plain);
});

test('a block that begins later is one that begins with the series, on what is left of it', t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 0, max: 149 }), (length, cut) => {
      const what = stack(8, 1, false);
      const whole = rows([40, length], 1);
      const kept = Math.max(1, length - cut);
      const late = runStack(what, { ...whole, starts: Int32Array.of(0, 40 + length - kept) });
      const x = whole.x.slice(2 * (40 + length - kept));
      const alone = runStack(what, { ...whole, x, ends: Int32Array.of(kept), starts: Int32Array.of(0) });
      t.deepEqual(late.last.slice(8), alone.last);
      t.deepEqual(late.means!.slice(8), alone.means);
    }),
    { numRuns: 50 },
  );
});

test.serial('threads that fail, or begin a task and never end it, or never come, cost time and no result', t => {
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
    stackWith(team);
    try {
      t.deepEqual(runStack(what, inputs), right);
    } finally {
      stackWith(undefined, team);
    }
    t.is(asked, 1);
  }
});

test.serial('threads that are closed do not end those that came after them', async t => {
  const first = await StackThreads.open(1);
  const second = await StackThreads.open(1);
  await first.close();
  const [what, inputs] = [stack(64, 3, false), rows([700, 500], 3)];
  const shared = runStack(what, inputs);
  await second.close();
  t.deepEqual(runStack(what, inputs), shared);
});

test('what does not fit into the memory of WebAssembly is refused', t => {
  const what = { ...stack(8, 2, false), units: 30_000 };
  t.throws(() => runStack(what, rows([10], 2)), { instanceOf: RangeError, message: /more than the kernels can reach/ });
});
