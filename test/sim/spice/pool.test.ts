import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { type PoolOptions, type SpiceOutcome, SpicePool } from '../../../sim/spice/pool.js';
import type { StartRunner } from '../../../sim/spice/runner.js';
import { threadRunners } from '../../../sim/spice/thread.js';

const deck = (...lines: string[]): string => ['a test', ...lines, '.end', ''].join('\n');
/** Output: volts. */
const source = (volts: number): string => deck(`v1 out 0 ${volts}`, 'r1 out 0 1k', '.op');
const busy = deck('v1 out 0 1', '.op', '.control', 'while 1', 'end', '.endc');
const crashing = new URL('./crashing-worker.js', import.meta.url);

const volts = (outcome: SpiceOutcome): number =>
  outcome.status === 'done' ? outcome.result.vectors.get('v(out)')![0]! : Number.NaN;
const failure = (outcome: SpiceOutcome): string =>
  outcome.status === 'failed' ? `${outcome.error.name}: ${outcome.error.message}` : 'done';

async function withPool(options: PoolOptions, use: (pool: SpicePool) => Promise<void>): Promise<void> {
  const pool = new SpicePool(options);
  try {
    await use(pool);
  } finally {
    await pool.close();
  }
}

test('each netlist gets its own answer, whatever the order', t =>
  withPool({ workers: 2 }, async pool => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, k) => pool.run(source(k))));
    t.deepEqual(
      outcomes.map(volts),
      Array.from({ length: 20 }, (_, k) => k),
    );
  }));

test('what fails names its reason, and the next netlist runs', t =>
  withPool({ workers: 1 }, async pool => {
    const bad = async (netlist: string, reason: RegExp, timeoutSeconds?: number): Promise<void> => {
      t.regex(failure(await pool.run(netlist, { timeoutSeconds })), reason);
      t.is(volts(await pool.run(source(3))), 3);
    };
    await bad(deck('d1 a 0 nomodel', '.op'), /^SpiceError: .*can't find model 'nomodel'/);
    await bad(deck('v1 a 0 {foo}', '.op'), /^SpiceDead: .*Undefined parameter \[foo\]/);
    await bad(busy, /^RunTimeout: no answer within 0\.5 s/, 0.5);
  }));

test('a netlist whose worker crashes is tried once more', t =>
  withPool({ workers: 1, runner: threadRunners(crashing) }, async pool => {
    const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    t.is(volts(await pool.run(deck(`* crash ${join(folder, 'once')}`, 'v1 out 0 2', '.op'))), 2);
    t.regex(failure(await pool.run(deck('* crash', '.op'))), /^WorkerLost: the worker ended with code 7/);
    t.is(volts(await pool.run(source(3))), 3);
  }));

test('a worker that cannot start is reported, not waited for', t =>
  withPool({ workers: 1, runner: threadRunners(new URL('./no-such-file.js', import.meta.url)) }, async pool => {
    t.regex(failure(await pool.run(source(1))), /^WorkerLost: the worker failed: .*no-such-file/);
  }));

test('a time beyond what a timer counts is no time at all', t =>
  withPool({ workers: 1 }, async pool => {
    for (const timeoutSeconds of [3e6, Infinity]) t.is(volts(await pool.run(source(3), { timeoutSeconds })), 3);
  }));

test('results that the caller has let go of are not kept', t =>
  withPool({ workers: 1 }, async pool => {
    const results: WeakRef<object>[] = [];
    for (let k = 0; k < 10; k++) {
      const outcome = await pool.run(source(k));
      if (outcome.status === 'done') results.push(new WeakRef(outcome.result));
    }
    setFlagsFromString('--expose-gc');
    await pause(10); // what a WeakRef was made of in this turn stays until its end
    (runInNewContext('gc') as () => void)();
    const kept = results.filter(result => result.deref()).length;
    t.is(results.length, 10);
    t.true(kept <= 2, `${kept}`); // the last one may stand on the stack
  }));

test('a signal cancels what runs and what waits', t =>
  withPool({ workers: 1 }, async pool => {
    const one = new AbortController();
    const two = new AbortController();
    const running = pool.run(busy, { signal: one.signal });
    const waiting = pool.run(source(1), { signal: two.signal });
    const last = pool.run(source(2));
    two.abort();
    t.is(failure(await waiting), 'RunCancelled: cancelled before it began');
    one.abort();
    t.regex(failure(await running), /^RunCancelled/);
    t.is(volts(await last), 2);
    t.regex(failure(await pool.run(source(1), { signal: one.signal })), /^RunCancelled/);
  }));

/** Threads as the pool starts them, counted. */
function counted(): { readonly runner: StartRunner; readonly count: () => number } {
  const start = threadRunners();
  let count = 0;
  return {
    runner: () => {
      count++;
      return start();
    },
    count: () => count,
  };
}

test('thousands of netlists: no more exist than can run or wait for the caller', async t => {
  let [made, taken] = [0, 0];
  function* jobs(): Generator<{ readonly volts: number; readonly netlist: string }> {
    for (let volts = 0; volts < 2000; volts++) {
      made++;
      t.true(made - taken <= 2);
      yield { volts, netlist: source(volts) };
    }
  }
  await withPool({ workers: 2 }, async pool => {
    const seen = new Set<number>();
    for await (const { job, outcome } of pool.runAll(jobs())) {
      taken++;
      seen.add(job.volts);
      t.is(volts(outcome), job.volts);
    }
    t.is(seen.size, 2000);
  });
});

test('leaving the loop cancels what runs; a signal ends the asking; an error of the jobs is passed on', t =>
  withPool({ workers: 2 }, async pool => {
    for await (const { outcome } of pool.runAll([{ netlist: source(1) }, { netlist: busy }, { netlist: busy }])) {
      t.is(volts(outcome), 1);
      break;
    }
    const both = await Promise.all([pool.run(source(2)), pool.run(source(3))]); // both workers are free again
    t.deepEqual(both.map(volts), [2, 3]);

    const stop = new AbortController();
    let asked = 0;
    async function* endless(): AsyncGenerator<{ readonly netlist: string }> {
      for (;;) yield { netlist: source(++asked) };
    }
    for await (const _ of pool.runAll(endless(), { signal: stop.signal })) stop.abort();
    t.true(asked <= 3, `${asked}`);

    function* failing(): Generator<{ readonly netlist: string }> {
      yield { netlist: busy };
      throw new Error('no more');
    }
    await t.throwsAsync(
      async () => {
        for await (const _ of pool.runAll(failing())) t.fail();
      },
      { message: 'no more' },
    );
    t.is(volts(await pool.run(source(4))), 4);
  }));

test('outcomes come while the next job is still looked for, and a signal ends the wait for it', t =>
  withPool({ workers: 2 }, async pool => {
    const stop = new AbortController();
    async function* slow(): AsyncGenerator<{ readonly netlist: string }> {
      yield { netlist: source(5) };
      await new Promise(() => {}); // for ever
    }
    const found: number[] = [];
    for await (const { outcome } of pool.runAll(slow(), { signal: stop.signal })) {
      found.push(volts(outcome));
      setTimeout(() => stop.abort(), 1);
    }
    t.deepEqual(found, [5]);
  }));

test('a worker is replaced after so many runs, after a control script, and when it has grown', async t => {
  const few = counted();
  await withPool({ workers: 1, runsPerRunner: 3, runner: few.runner }, async pool => {
    for (let k = 0; k < 7; k++) t.is(volts(await pool.run(source(k))), k);
    t.is(few.count(), 3);
  });
  // Left in place, the setting would make every later result unreadable.
  const script = counted();
  await withPool({ workers: 1, runner: script.runner }, async pool => {
    const asciiForEver = deck('v1 out 0 1', '.op', '.control', 'set filetype=ascii', '.endc');
    await pool.run(asciiForEver);
    t.is(volts(await pool.run(source(3))), 3);
    t.is(script.count(), 2);
  });
  const small = counted();
  await withPool({ workers: 1, runner: small.runner, bytesPerRunner: 2 ** 25 }, async pool => {
    const ladder = Array.from({ length: 20_000 }, (_, k) => `r${k} n${k} n${k + 1} 1`);
    for (let k = 0; k < 3; k++) t.is(volts(await pool.run(source(k))), k);
    t.is(small.count(), 1);
    await pool.run(deck('v1 n0 0 1', ...ladder, 'rend n20000 0 1', '.options klu', '.op'));
    await pool.run(source(1));
    t.is(small.count(), 2);
  });
});

test('what a netlist does to a fresh worker, or takes too long for, is not tried again', async t => {
  const fresh = counted();
  await withPool({ workers: 1, runner: fresh.runner }, async pool => {
    t.regex(failure(await pool.run(deck('v1 a 0 {foo}', '.op'))), /^SpiceDead/);
    t.regex(failure(await pool.run(busy, { timeoutSeconds: 0.3 })), /^RunTimeout/);
    t.is(fresh.count(), 2);
    await pool.run(source(1));
    await pool.run(deck('v1 a 0 {foo}', '.op')); // may be the fault of the one before: two workers
    t.is(fresh.count(), 4);
  });
});

test('closing ends everything and lets nothing begin', async t => {
  const pool = new SpicePool({ workers: 1 });
  const outcomes = [pool.run(busy), pool.run(source(1))];
  await pool.close();
  outcomes.push(pool.run(source(1)));
  for (const outcome of await Promise.all(outcomes)) t.regex(failure(outcome), /^RunCancelled/);
});

test('a pool nobody closed does not keep a program alive', t => {
  const program = `
    import { SpicePool } from '${new URL('../../../sim/spice/pool.js', import.meta.url)}';
    const outcome = await new SpicePool().run(${JSON.stringify(source(5))});
    console.log(outcome.result.vectors.get('v(out)')[0]);`;
  const run = (...args: string[]): string => execFileSync(process.execPath, args, { timeout: 60_000 }).toString();
  t.is(run('--input-type=module', '-e', program), '5\n');
  // A thread refuses V8's options; the program may have them.
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'main.mjs'), program);
  t.is(run('--max-old-space-size=1000', '--expose-gc', join(folder, 'main.mjs')), '5\n');
});

test('a pool without workers is refused', t => {
  t.throws(() => new SpicePool({ workers: 0 }), { instanceOf: RangeError, message: /count of workers ≥ 1, got 0/ });
});
