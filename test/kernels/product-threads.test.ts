import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { multiply, multiplyPlain, type Numbers } from '../../kernels/dense.js';
import { completeJob, type ProductJob, shareJob } from '../../kernels/product-job.js';
import { ProductThreads } from '../../kernels/product-threads.js';
import { randomStream } from '../../numeric/random.js';

function random(name: string, length: number): Float64Array {
  const out = new Float64Array(length);
  randomStream(5, name).fillNormal(out, 0);
  return out;
}

const [count, rows, cols] = [301, 170, 129];
const x = random('x', count * rows);
const w = random('w', rows * cols);
const types: Record<string, (numbers: Float64Array) => Numbers> = {
  float64: numbers => numbers,
  float32: numbers => Float32Array.from(numbers),
  'float64 in shared memory': numbers => {
    const shared = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
    shared.set(numbers);
    return shared;
  },
};

for (const [type, make] of Object.entries(types))
  test.serial(`${type}: the same bits as in one thread, time after time, and after the threads are closed`, async t => {
    const expected = Array.from(multiplyPlain(make(x), count, make(w), rows, cols));
    const threads = await ProductThreads.open(2);
    t.is(threads.count, 3);
    try {
      for (let time = 0; time < 5; time++) {
        const out = make(new Float64Array(count * cols).fill(NaN));
        t.deepEqual(Array.from(multiply(make(x), count, make(w), rows, cols, out)), expected);
      }
      // Small products, and another size after a large one.
      t.deepEqual(multiply(x.slice(0, rows), 1, w, rows, cols), multiplyPlain(x.slice(0, rows), 1, w, rows, cols));
      const wide = random('wide', 100 * 400);
      const tall = random('tall', 150 * 100);
      t.deepEqual(multiply(tall, 150, wide, 100, 400), multiplyPlain(tall, 150, wide, 100, 400));
    } finally {
      await threads.close();
    }
    t.deepEqual(Array.from(multiply(make(x), count, make(w), rows, cols)), expected);
  });

test.serial('a thread that ended costs time, not the result', async t => {
  const threads = await ProductThreads.open(1);
  try {
    const expected = multiplyPlain(x, count, w, rows, cols);
    t.deepEqual(multiply(x, count, w, rows, cols), expected);
    const ended = threads.close();
    t.deepEqual(multiply(x, count, w, rows, cols), expected);
    await ended;
  } finally {
    await threads.close();
  }
});

/** A job whose first chunk somebody began and never ended. */
function interrupted(state: number): ProductJob {
  const job = {
    kind: 'product' as const,
    x,
    count,
    w,
    rows,
    cols,
    out: new Float64Array(count * cols),
    chunkRows: 100,
    state: new Int32Array(new SharedArrayBuffer(4 * 5)),
  };
  job.state[0] = 1;
  job.state[1] = state;
  return job;
}

test('a chunk that somebody began and did not end, or failed to do, is done again', t => {
  const expected = multiplyPlain(x, count, w, rows, cols);
  for (const state of [0, -1]) {
    const job = interrupted(state);
    shareJob(job);
    t.deepEqual([...job.state], [5, state, 1, 1, 1]);
    t.deepEqual(job.out.subarray(100 * cols), expected.subarray(100 * cols));
    t.is(job.out[0], 0);
    completeJob(job);
    t.deepEqual(job.out, expected);
  }
});

test('a chunk that fails is marked so, and the failure is heard', t => {
  const job = { ...interrupted(0), w: w.subarray(1), chunkRows: Number.NaN };
  t.throws(() => shareJob({ ...job, x: undefined as unknown as Float64Array }));
  t.is(job.state[2], -1);
});

test('threads nobody closed do not keep a program alive', t => {
  const module = new URL('../../kernels/product-threads.js', import.meta.url);
  const program = `import { ProductThreads } from ${JSON.stringify(module.href)};
    console.log((await ProductThreads.open(1)).count);`;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
    timeout: 20_000,
  });
  t.is(text, '2\n');
});
