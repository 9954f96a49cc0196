import test from 'ava';
import { chunkState } from '../../kernels/chunk-job.js';
import { ProductThreads } from '../../kernels/product-threads.js';
import { type SettleJob, settleHere, settlePlain, settleStates } from '../../kernels/settle.js';
import { completeSettling, type SharedSettleJob, shareSettling } from '../../kernels/settle-job.js';
import { randomStream } from '../../numeric/random.js';

/** Random inhibition of a size that keeps rounds stable, and random drives. */
function job(count: number, width: number, change: Partial<SettleJob> = {}): SettleJob {
  const numbers = (name: string, length: number, scale: number): Float64Array => {
    const out = new Float64Array(length);
    randomStream(1, name).fillNormal(out, 0);
    return out.map(value => scale * value);
  };
  return {
    ...{
      lateral: numbers('lateral', width * width, 0.3 / Math.sqrt(width)),
      drive: numbers('drive', count * width, 1),
    },
    ...{ start: numbers('states', count * width, 0.1), states: new Float64Array(count * width), count, width },
    ...{ rounds: 20, step: 0.3, level: 0.5, below: -0.5, taken: 0.5, tolerance: 0 },
    ...change,
  };
}
const copy = (of: SettleJob): SettleJob => ({ ...of, states: new Float64Array(of.states.length) });

for (const [count, width] of [[1, 1], [3, 16], [5, 17], [70, 33], [2, 100]] as const) // biome-ignore format: a list
  test(`${count} inputs of ${width} states: the same bits in plain TypeScript`, t => {
    for (const change of [{}, { below: -Infinity }, { taken: 0 }, { tolerance: 1e-3, rounds: 200 }, { rounds: 0 }]) {
      const first = job(count, width, change);
      const second = copy(first);
      t.deepEqual(settleHere(first), settlePlain(second));
      t.deepEqual(first.states, second.states);
    }
  });

test('one round by hand', t => {
  // u = (2, −1), λ = 0.5 soft: a = (1.5, −0.5); u + 0.5·(drive − (−0.5·0.2, 1.5·0.4) − u)
  const one = job(1, 2, {
    ...{ lateral: Float64Array.of(0, 0.4, 0.2, 0), drive: Float64Array.of(1, 1), start: Float64Array.of(2, -1) },
    ...{ rounds: 1, step: 0.5 },
  });
  t.deepEqual(settleHere(one), { rounds: 1, rested: false });
  t.true(Math.abs(one.states[0]! - (2 + 0.5 * (1 + 0.1 - 2))) < 1e-15);
  t.true(Math.abs(one.states[1]! - (-1 + 0.5 * (1 - 0.6 + 1))) < 1e-15);
});

test('inputs rest one by one, and what is at rest stays', t => {
  const long = job(9, 20, { rounds: 1000, tolerance: 1e-9 });
  const { rounds, rested } = settleHere(long);
  t.true(rested);
  t.true(rounds > 10 && rounds < 1000);
  const again = { ...copy(long), start: long.states };
  t.is(settleHere(again).rounds, 1);
  const part = (of: Float64Array): Float64Array => of.subarray(160);
  const last = { ...long, count: 1, drive: part(long.drive), start: part(long.start), states: new Float64Array(20) };
  settleHere(last);
  t.deepEqual(last.states, long.states.slice(160));
});

test.serial('in threads it comes to the same bits', async t => {
  const alone = job(200, 64, { rounds: 200, tolerance: 1e-6 });
  const shared = copy(alone);
  const expected = settleHere(alone);
  const threads = await ProductThreads.open(2);
  try {
    t.deepEqual(settleStates(shared), expected);
    t.deepEqual(shared.states, alone.states);
  } finally {
    await threads.close();
  }
  const after = copy(alone);
  t.deepEqual(settleStates(after), expected);
});

test('a chunk that somebody began and did not end is done again', t => {
  const alone = job(10, 20);
  const shared: SharedSettleJob = {
    ...{ kind: 'settle', job: copy(alone), chunkInputs: 4, taken: chunkState(2), state: chunkState(3) },
  };
  shared.state[0] = 1;
  shareSettling(shared);
  t.deepEqual([...shared.state], [4, 0, 1, 1]);
  completeSettling(shared);
  settleHere(alone);
  t.deepEqual(shared.job.states, alone.states);
});
