import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type PoolOptions, type SpiceOutcome, SpicePool } from '../../../sim/spice/pool.js';

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
    const bad = async (netlist: string, reason: RegExp): Promise<void> => {
      t.regex(failure(await pool.run(netlist, { timeoutSeconds: 0.5 })), reason);
      t.is(volts(await pool.run(source(3))), 3);
    };
    await bad(deck('d1 a 0 nomodel', '.op'), /^SpiceError: .*can't find model 'nomodel'/);
    await bad(deck('v1 a 0 {foo}', '.op'), /^SpiceDead: .*Undefined parameter \[foo\]/);
    await bad(busy, /^RunTimeout: no answer within 0\.5 s/);
  }));

test('a netlist whose worker crashes is tried once more', t =>
  withPool({ workers: 1, file: crashing }, async pool => {
    const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    t.is(volts(await pool.run(deck(`* crash ${join(folder, 'once')}`, 'v1 out 0 2', '.op'))), 2);
    t.regex(failure(await pool.run(deck('* crash', '.op'))), /^WorkerLost: the worker ended with code 7/);
    t.is(volts(await pool.run(source(3))), 3);
  }));

test('a worker that cannot start is reported, not waited for', t =>
  withPool({ workers: 1, file: new URL('./no-such-file.js', import.meta.url) }, async pool => {
    t.regex(failure(await pool.run(source(1))), /^WorkerLost: the worker failed: .*no-such-file/);
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
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { timeout: 60_000 });
  t.is(printed.toString(), '5\n');
});

test('a pool without workers is refused', t => {
  t.throws(() => new SpicePool({ workers: 0 }), { instanceOf: RangeError, message: /count of workers ≥ 1, got 0/ });
});
