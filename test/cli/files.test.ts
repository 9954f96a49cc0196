import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { hardwarePresets } from '../../compiler/presets/table.js';
import { readSeriesSet } from '../../models/data/read.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { answer, checkout, documented, main, ohmweave, refused } from './ohmweave.js';

// The commands that need no program.
const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const example = join(checkout, 'examples/array.json');

test('solve: two cells in a row are two resistors', t => {
  const circuit = { conductance: [[1e-3, 2e-3]], wordLineResistance: 0, bitLineResistance: 0, inputs: [[0.5]] };
  const { stdout, code } = ohmweave(folder, ['solve', '-', '--format', 'json'], JSON.stringify(circuit));
  t.is(code, 0);
  const json = JSON.parse(stdout);
  t.deepEqual(json.outputAmperes, [[0.5e-3, 1e-3]]);
  t.deepEqual(json.powerWatts, [0.75e-3]);
  const wrong = ohmweave(folder, ['solve', '-'], '{"conductance": [[-1]]}');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /^error: stdin: conductance\[0\]\[0\]: found -1; expected a conductance ≥ 0 S\n/);
});

test('solve: every name it prints is documented', t => {
  const { solver, ...rest } = answer(t, folder, ['solve', example, '--fields']);
  t.deepEqual([solver.method, solver.iterations.length, rest.fields.length], ['line-pcg', 2, 2]);
  const circuit = { ...JSON.parse(readFileSync(example, 'utf8')), capacitance: { wordLine: '1 fF' } };
  writeFileSync(join(folder, 'charged.json'), JSON.stringify(circuit));
  const all = ['--fields', '--power', '--approximate', 'dmr', '--settle', '1%'];
  const json = answer(t, folder, ['solve', 'charged.json', ...all]);
  const supply = ['heatWatts[].supplyLines', 'fields[].supplyLine'];
  documented(t, 'solve', json, ['solver.engine', ...supply]);
  const asked = 'heatWatts fields approximation settling'.split(' ');
  const together = answer(t, folder, ['solve', example, '--method', 'operator']);
  documented(t, 'solve', together, [...asked, 'solver.iterations']);
  t.regex(ohmweave(folder, ['solve', example]).stdout, /^bit line 0 +[\d.]+ µA/m);
});

test('hardware: lists the presets, and prints one', t => {
  const json = answer(t, folder, ['hardware']);
  documented(t, 'hardware', json);
  t.deepEqual(json.presets.map((preset: { name: string }) => preset.name), Object.keys(hardwarePresets)); // biome-ignore format: one thing
  t.deepEqual(JSON.parse(ohmweave(folder, ['hardware', 'pcm-256']).stdout), hardwarePresets['pcm-256']);
  refused(t, folder, ['hardware', 'nope'], 'nope: is not a preset; expected one of pcm-256, hfo2-128, ideal');
});

test('data: the control charts of a seed', t => {
  const json = answer(t, folder, ['data', 'synthetic-control', '-o', 'charts', '--seed', '5']);
  documented(t, 'data synthetic-control', json);
  const { test: right } = syntheticControl(5);
  t.deepEqual(readSeriesSet(join(folder, json.testFile)), right);
});

test('demo: everything, in small', t => {
  const json = answer(t, folder, ['demo', '--quick']);
  documented(t, 'demo', json);
  t.deepEqual(json.failures, []);
  const saved = JSON.parse(readFileSync(join(folder, 'ohmweave-demo/results.json'), 'utf8'));
  t.deepEqual(saved, json);
  for (const name of ['net.json', 'net.owp', 'report.html', 'netlists/encoder_0_0.cir'])
    t.true(readFileSync(join(folder, 'ohmweave-demo', name)).length > 0, name);
});

test('a file that is too large to be read whole, and a folder as stdin, are refused as such', t => {
  writeFileSync(join(folder, 'vast.raw'), '');
  truncateSync(join(folder, 'vast.raw'), 3 * 2 ** 30); // without a byte on the disk
  const expected = 'vast.raw: found 3221225472 bytes; expected at most 2147483647, which is read whole';
  refused(t, folder, ['convert', 'vast.raw', '-o', 'vast.csv'], expected);
  const stdin = openSync(folder, 'r');
  t.teardown(() => closeSync(stdin));
  const { status, stderr } = spawnSync(process.execPath, [main, 'solve', '-'], { stdio: [stdin, 'pipe', 'pipe'] });
  t.is(status, 2);
  t.is(String(stderr), 'error: stdin: is a folder; expected a file\n');
});
