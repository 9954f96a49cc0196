import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { loadEngine } from '../../../sim/spice/engine.js';
import { NativeSpice, nativeVersion } from '../../../sim/spice/native.js';
import { NgSpice } from '../../../sim/spice/ngspice.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import type { Plot } from '../../../sim/spice/raw.js';
import type { SpiceResult } from '../../../sim/spice/runner.js';
import { comparePlots } from '../../../sim/spice/validate.js';
import { nativeAvailable } from './native.js';

const deck = (...lines: string[]): string => ['a test', ...lines, '.end', ''].join('\n');
const ladder = (...lines: string[]): string =>
  deck('v1 in 0 sin(0 1 1k) ac 1', 'r1 in out 1k', 'c1 out 0 1u', ...lines);
const diode = (...lines: string[]): string =>
  deck('v1 in 0 0.6 ac 1 distof1 1', 'r1 in out 1k', 'd1 out 0 dm', '.model dm d is=1e-14', ...lines);
const busy = deck('v1 out 0 1', '.op', '.control', 'while 1', 'end', '.endc');

const never = new AbortController().signal;
const run = (netlist: string, seconds = 20, stop = never): Promise<SpiceResult> =>
  new NativeSpice().run(netlist, seconds, stop);

/** A test that needs the installed ngspice. */
const withNative = (title: string, body: (t: ExecutionContext) => Promise<void>): void => {
  test.serial(title, async t => {
    if (nativeAvailable()) return body(t);
    t.log('ngspice is not on the PATH: skipped');
    t.pass();
  });
};

test('where there is no such program, there is no version, and a run says so', async t => {
  t.is(await nativeVersion('no-such-ngspice'), undefined);
  await t.throwsAsync(new NativeSpice('no-such-ngspice').run(ladder('.op'), 5, never), {
    name: 'SpiceError',
    message: /^cannot run no-such-ngspice: .*ENOENT/,
  });
});

test('a program that hangs behind a script, or writes half a result, is reported', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'stand in for ngspice '));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const program = (name: string, ...lines: string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
    return path;
  };
  const fails = (path: string, name: string, message: RegExp, seconds = 20) =>
    t.throwsAsync(new NativeSpice(path).run(ladder('.op'), seconds, never), { name, message });
  const began = performance.now();
  // The script is killed, the program that it waits for is not, and holds on to what the script printed to.
  await fails(program('hangs', 'sleep 20', 'true'), 'RunTimeout', /^no answer within 0\.2 s/, 0.2);
  t.true(performance.now() - began < 10_000);
  await fails(
    program('half', "printf 'Title: run 1\\nNo. Var' > out.raw"),
    'SpiceError',
    /found a header without an end/,
  );
  await fails(program('fails', 'exit 1'), 'SpiceError', /^ngspice gave no result/);
});

const plots = (result: SpiceResult): Plot[] => [result, ...result.further];

// Every analysis in both engines. `names` and `points` of the plots; the engines agree to 1e-9 of the largest value of a
// vector: they differ in their solvers' rounding, and in what a 1 V sine of 1000 points adds up to.
const analyses: Readonly<
  Record<string, { netlist: string; plots: readonly (readonly [name: string, points: number])[] }>
> = {
  '.op': { netlist: diode('.op'), plots: [['Operating Point', 1]] },
  '.dc': { netlist: diode('.dc v1 0 1 0.25'), plots: [['DC transfer characteristic', 5]] },
  '.ac': { netlist: ladder('.ac dec 2 1 100'), plots: [['AC Analysis', 5]] },
  '.tf': { netlist: diode('.tf v(out) v1'), plots: [['Transfer Function', 1]] },
  '.noise': {
    netlist: diode('.options klu', '.noise v(out) v1 dec 2 1 1000'),
    plots: [['Noise Spectral Density Curves', 7], ['Integrated Noise', 1]],
  }, // biome-ignore format: a list
  '.pz': { netlist: ladder('.options klu', '.pz in 0 out 0 vol pol'), plots: [['Pole-Zero Analysis', 1]] },
  '.disto': {
    netlist: diode('.options klu', '.disto dec 2 1 1000'),
    plots: [['DISTORTION - 2nd harmonic', 7], ['DISTORTION - 3rd harmonic', 7]],
  }, // biome-ignore format: a list
  'two of them': {
    netlist: diode('.dc v1 0 1 0.5', '.op'),
    plots: [
      ['DC transfer characteristic', 3],
      ['Operating Point', 1],
    ],
  },
};

withNative('the analyses give typed vectors of the same names and values in both engines', async t => {
  const wasm = await NgSpice.start(await loadEngine());
  for (const [kind, { netlist, plots: promised }] of Object.entries(analyses)) {
    const [ours, theirs] = [plots(wasm.run(netlist)), plots(await run(netlist))];
    for (const found of [ours, theirs])
      t.deepEqual(
        found.map(({ name, points }) => [name, points]),
        promised.map(([name, points]) => [name, points]),
        kind,
      );
    for (const [k, plot] of ours.entries()) {
      t.deepEqual(new Map([...plot.types].sort()), new Map([...theirs[k]!.types].sort()), kind);
      const apart = comparePlots(plot, theirs[k]!);
      t.log(`${kind}, ${plot.name}: ${apart.toExponential(1)} apart`);
      t.true(apart < 1e-9, kind);
    }
  }

  // A transient chooses its own steps; here both choose the same ones.
  const transient = ladder('.options reltol=1e-6', '.tran 1u 2m');
  const [ours, theirs] = [wasm.run(transient), await run(transient)];
  t.is(ours.types.get('time'), 'time');
  t.true(ours.points > 2000);
  t.true(comparePlots(ours, theirs) < 1e-9);

  // Each version of ngspice has its own list of parameters; every frequency is there although KLU was asked for.
  const sensitivity = ladder('.options klu', '.sens v(out) ac dec 2 1 100');
  for (const { points, vectors } of [wasm.run(sensitivity), await run(sensitivity)]) {
    t.is(points, 5);
    // v = 1/(1 + jωRC): dv/dR = -jωC v². ngspice takes the difference for a millionth of R, and at all frequencies but the
    // first it gives 0 in both versions.
    const omega = 2 * Math.PI;
    const a = omega * 1e-3;
    const [re, im] = [-2 * a * omega * 1e-6, -(1 - a * a) * omega * 1e-6].map(part => part / (1 + a * a) ** 2);
    const found = vectors.get('v(r1)')!;
    t.true(Math.hypot(found[0]! - re!, found[1]! - im!) < 2e-6 * Math.hypot(re!, im!));
  }
});

withNative('what it refuses is a SpiceError in its words, with the line', async t => {
  const bad = async (message: RegExp, line: number | undefined, ...lines: string[]): Promise<void> => {
    const error = await t.throwsAsync(run(deck(...lines)), { name: 'SpiceError', message }, lines.join('; '));
    t.is((error as { line?: number } | undefined)?.line, line, lines.join('; '));
  };
  await bad(/can't find model 'nomodel'/, 3, 'v1 a 0 1', 'd1 a 0 nomodel', '.op');
  await bad(/unknown subckt/, undefined, 'v1 a 0 1', 'x1 a 0 nosub', '.op');
  await bad(/unimplemented control card/, 3, 'v1 a 0 1', '.nonsense', '.op');
  await bad(/singular matrix/, undefined, 'v1 a 0 1', 'v2 a 0 2', '.op');
  await bad(/Timestep too small/, undefined, 'r1 a 0 1k', 'b1 a 0 i=v(a)>0.5 ? 1 : -1', '.op');
  await bad(/"vx" is not in the circuit/, undefined, 'v1 a 0 1', 'r1 a 0 1', '.dc vx 0 1 1');
  await bad(/no data saved/, undefined, 'v1 a 0 1', 'r1 a 0 1', '.save v(b)', '.op');
  await bad(/No job/, undefined, 'v1 a 0 1', 'r1 a 0 1');
  await bad(/Undefined parameter \[foo\]/, 2, 'v1 a 0 {foo}', 'r1 a 0 1', '.op');
  await bad(/Closing "}" not found/, 2, 'v1 a 0 {foo', 'r1 a 0 1', '.op');
  await bad(/Could not find include file nofile\.inc/, undefined, '.include nofile.inc', '.op');
  await bad(/no such function 'nofunction'/, 3, 'v1 a 0 1', 'b1 b 0 v=nofunction(v(a))', 'r1 b 0 1', '.op');
  await bad(/no result, and no reason \(quit\?\)/, undefined, 'v1 a 0 1', '.op', '.control', 'quit', '.endc');
  // v' = v² from 1 V goes to infinity at 1 µs
  await bad(/Timestep too small.*aborted/, undefined, 'c1 a 0 1n ic=1', 'b1 0 a i=v(a)*v(a)*1e-3', '.tran 1n 1m uic');
  await t.throwsAsync(run(''), { name: 'SpiceError' });
});

withNative('a .control section runs first, then the analyses', async t => {
  const found = plots(await run(ladder('.op', '.control', 'tran 1u 5u', '.endc')));
  t.deepEqual(
    found.map(({ name }) => name),
    ['Transient Analysis', 'Operating Point'],
  );
});

withNative('time-outs and signals end the process; no folder stays behind', async t => {
  const folders = (): number => readdirSync(tmpdir()).filter(name => name.startsWith('ohmweave-')).length;
  const before = folders();
  await t.throwsAsync(run(busy, 0.3), { name: 'RunTimeout', message: 'no answer within 0.3 s' });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  await t.throwsAsync(run(busy, 20, stop.signal), { name: 'RunCancelled' });
  await t.throwsAsync(run(busy, 20, AbortSignal.abort()), { name: 'RunCancelled', message: /before it began/ });
  const runner = new NativeSpice();
  const running = runner.run(busy, 20, never);
  setTimeout(() => runner.stop(), 200);
  await t.throwsAsync(running, { name: 'RunCancelled' });
  t.true(folders() <= before); // other tests may have removed theirs meanwhile
});

withNative('what prints for ever is stopped', async t => {
  const chatter = deck('v1 out 0 1', '.op', '.control', 'while 1', `echo ${'x'.repeat(400)}`, 'end', '.endc');
  await t.throwsAsync(run(chatter, 60), { name: 'SpiceError', message: /printed more than \d+ characters/ });
});

withNative('a pool of processes', async t => {
  const pool = new SpicePool({ workers: 2, runner: () => new NativeSpice() });
  const outcomes = await Promise.all(
    [1, 2, 3].map(volt => pool.run(deck(`v1 out 0 ${volt}`, 'r1 out 0 1k', '.options klu', '.op'))),
  );
  t.deepEqual(
    outcomes.map(outcome => outcome.status === 'done' && outcome.result.vectors.get('v(out)')![0]),
    [1, 2, 3],
  );
  await pool.close();
});
