import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { writeNetwork } from '../../models/network-file.js';
import { mfEsn } from '../compiler/builders.js';
import { nativeAvailable } from '../sim/spice/native.js';
import { answer, documented, main, ohmweave, refused } from './ohmweave.js';
import { tinyFile, tinyFolder } from './tiny.js';

// The commands that take a compiled program and need little said about them.
const folder = tinyFolder();

test('estimate: costs on the calibration inputs, or on data', t => {
  const json = answer(t, folder, ['estimate', 'net.owp', '--data', 'TEST.ts']);
  documented(t, 'estimate', json, ['writing.', 'spiking', 'explanation', 'plot']);
  t.is(json.stepsPerInference, 60);
  for (const { energyJoules } of json.presets) {
    const { total, ...parts } = energyJoules;
    const sum = Object.values<number>(parts).reduce((a, b) => a + b, 0);
    t.true(Math.abs(sum - total) <= 1e-12 * total);
  }
  t.is(answer(t, folder, ['estimate', 'net.owp']).data, null);
  const { stdout } = ohmweave(folder, ['estimate', 'net.owp']);
  t.regex(stdout, /energy per inference +neurosim-sar-22nm +isaac-32nm/);
  t.regex(stdout, /\nleakage +not in the source +not in the source\n/);
  t.regex(stdout, /\nrange over 2 presets: [\d.]+ nJ to [\d.]+ nJ, /);
});

test('estimate: a part explained, and drawn', t => {
  const args = ['estimate', 'net.owp', '--data', 'TEST.ts', '--explain', 'adc', '--plot', 'cost.svg'];
  const json = answer(t, folder, args);
  documented(t, 'estimate', json, ['writing.', 'spiking']);
  for (const [k, { peripherals, figures }] of json.explanation.presets.entries()) {
    t.is(peripherals, json.presets[k].peripherals);
    t.is(figures[0].value, json.presets[k].energyJoules.adc);
    t.is(figures[0].formula, 'adc.conversions × adc.energy');
  }
  t.regex(readFileSync(join(folder, 'cost.svg'), 'utf8'), /^<svg .*energy by part/s);
  refused(
    t,
    folder,
    ['estimate', 'net.owp', '--explain', 'adcs'],
    '--explain: found "adcs"; expected one of array, adc, dac, sense, drivers, digital, buffers, memristors, leakage, writing, area, latency',
  );
});

test('netlist: one file per tile', t => {
  const json = answer(t, folder, ['netlist', 'net.owp', '-o', 'cir', '--time', '1 day', '--vectors', '3']);
  documented(t, 'netlist', json);
  t.is(json.timeSeconds, 86400);
  t.is(json.netlists[0].file, join('cir', 'encoder_0_0.cir'));
  for (const { file, vectors } of json.netlists) {
    t.is(vectors, 3);
    t.regex(readFileSync(join(folder, file), 'utf8'), /86400 s after programming/);
  }
});

test('netlist: an option that the files do not depend on is refused, not ignored', t => {
  const tiles = ['netlist', 'net.owp', '-o', 'x'];
  for (const stray of [['--dialect', 'xyce'], ['--units', '1'], ['--data', 'TEST.ts'], ['--series', '0'], ['--steps', '3']]) // biome-ignore format: a list
    refused(
      t,
      folder,
      [...tiles, ...stray],
      `${stray[0]}: found it without --layer; expected --layer NAME or --layer all`,
    );
  refused(t, folder, [...tiles, '--layer', 'all', '--vectors', '3'], '--vectors: found it with --layer; expected --steps, which says how many reads of a layer there are'); // biome-ignore format: a list
});

test('validate: ngspice agrees on as many tiles as asked for', t => {
  const json = answer(t, folder, ['validate', 'net.owp', '--tiles', '2', '--vectors', '2', '--timeout', '1 min']);
  documented(t, 'validate', json);
  t.deepEqual([json.agree, json.differ, json.failed, json.tiles.length], [2, 0, 0, 2]);
  t.true(json.tiles[0].worstRelativeDifference < 1e-9);
});

test('validate: larger tiles through windows', t => {
  const args = ['validate', 'net.owp', '--tiles', '2', '--vectors', '2', '--window', '9x5'];
  const json = answer(t, folder, args);
  documented(t, 'validate', json);
  // The encoder has 1×12 cells, the block 9×12.
  t.deepEqual([json.agree, json.differ, json.failed], [6, 0, 0]);
  t.deepEqual(
    json.tiles.map((tile: Record<string, unknown>) => [
      ...[tile.rows, tile.columns, tile.window, tile.firstRow, tile.firstColumn],
    ]),
    [1, 9].flatMap(rows => [7, 3, 0].map(firstColumn => [rows, 5, true, 0, firstColumn])),
  );
  for (const tile of json.tiles) t.true(tile.worstRelativeDifference < 1e-9);
  const { stdout } = ohmweave(folder, [...args, '--tiles', '1']);
  t.regex(stdout, /encoder\[0,0\] +no\. 0 +7–11 +2 +agrees/);
  t.regex(stdout, /the rest stands as the network equivalent to it, exactly, since its cells are linear/);
  t.regex(stdout, /all 3 windows agree/);
  refused(
    t,
    folder,
    ['validate', 'net.owp', '--window', '8'],
    "option '--window <rows x columns>' argument '8' is invalid. Expected rows x columns, such as 32x32.",
  );
});

test('validate: the installed ngspice, alone and beside the one in WebAssembly', t => {
  const tiles = ['validate', 'net.owp', '--tiles', '2', '--vectors', '2'];
  const without = spawnSync(process.execPath, [main, ...tiles, '--engine', 'native'], {
    ...{ cwd: folder, encoding: 'utf8', env: { PATH: '' } },
  });
  t.is(without.stderr.split('\n').at(-2), 'error: --engine native: found no ngspice on the PATH; expected an installed ngspice, or --engine wasm'); // biome-ignore format: one thing
  t.is(without.status, 2);
  if (!nativeAvailable()) return t.log('ngspice is not on the PATH: skipped the rest');
  const native = answer(t, folder, [...tiles, '--engine', 'native']);
  t.regex(native.nativeVersion, /^ngspice-\d/);
  t.deepEqual([native.agree, native.failed, native.tiles[0].enginesRelativeDifference], [2, 0, null]);
  const both = answer(t, folder, [...tiles, '--engine', 'both']);
  documented(t, 'validate', both);
  t.deepEqual([both.engine, both.agree], ['both', 2]);
  for (const { enginesRelativeDifference } of both.tiles) t.true(enginesRelativeDifference < 1e-9);
  t.regex(ohmweave(folder, [...tiles, '--engine', 'both']).stdout, /and ngspice in WebAssembly\n.*between engines/);
});

test('validate: a tile that is not done in time is a failed check', t => {
  const { code, stdout } = ohmweave(folder, ['validate', 'net.owp', '--tiles', '1', '--timeout', '1 us']);
  t.is(code, 1);
  t.regex(stdout, /failed/);
});

const recurrence = {
  ...{ kind: 'volatile', timeUnit: '1 s', gMin: '1 mS', gMax: '100 mS', readVoltage: '10 mV' },
  ...{ rateDeviation: 0.02, slopeDeviation: 0.002, bits: 8 },
} as const;

test('netlist: layers as subcircuits, at rest and through time', t => {
  const args = ['netlist', 'net.owp', '-o', 'layers', '--layer', 'all', '--steps', '3', '--data', 'TEST.ts'];
  const json = answer(t, folder, args);
  documented(t, 'netlist of layers', json);
  t.deepEqual(json.layers, [
    { file: join('layers', 'layers.cir'), analysis: 'dc', layers: ['encoder', 'block1', 'readout'] },
  ]);
  t.regex(readFileSync(join(folder, 'layers', 'layers.cir'), 'utf8'), /^\.dc vidx 0 2 1$/m);
  t.deepEqual(json.units[1], { layer: 'block1', units: 6, unitsOfLayer: 6 });
  const few = ['netlist', 'net.owp', '-o', 'few', '--layer', 'all', '--units', '4'];
  t.regex(ohmweave(folder, few).stdout, /^units: encoder 4 of 6, block1 4 of 6, readout 4 of 6$/m);
  const many = ['netlist', 'net.owp', '-o', 'few', '--layer', 'block1', '--units', '100'];
  t.regex(ohmweave(folder, many).stdout, /^units: block1 6 of 6; 100 were asked for, not every layer has them$/m);
  refused(
    t,
    folder,
    ['netlist', 'net.owp', '-o', 'x', '--layer', 'block9'],
    'layer: found "block9"; expected one that stands on crossbars: encoder, block1, readout',
  );
  refused(
    t,
    folder,
    ['netlist', 'net.owp', '-o', 'x', '--layer', 'all', '--series', '6'],
    '--series: found 6; expected 0 to 5, of 6 series',
  );
});

test('a chip with volatile devices: its block is written and followed through time', t => {
  writeFileSync(join(folder, 'volatile.json'), JSON.stringify({ ...tinyFile, recurrence }));
  t.is(ohmweave(folder, ['compile', 'net.json', '--hardware', 'volatile.json', '-o', 'volatile.owp']).code, 0);
  const { layers } = answer(t, folder, [
    'netlist',
    'volatile.owp',
    '-o',
    'v',
    '--layer',
    'block1',
    '--dialect',
    'xyce',
  ]);
  t.deepEqual(
    layers.map((one: { analysis: string }) => one.analysis),
    ['dc', 'tran'],
  );
  t.regex(readFileSync(join(folder, 'v', 'block1.tran.cir'), 'utf8'), /^\* UNTESTED/m);

  const args = ['validate', 'volatile.owp', '--tiles', '1', '--vectors', '1', '--units', '2', '--data', 'TEST.ts'];
  const json = answer(t, folder, args);
  documented(t, 'validate of blocks', { command: '', version: '', blocks: json.blocks });
  t.deepEqual([json.agree, json.blocks.length], [1, 1]);
  const [block] = json.blocks;
  t.deepEqual([block.status, block.units, block.unitsOfLayer, block.steps], ['agrees', 2, 6, 20]);
  t.true(block.worstDifference <= 0.01);
  const few = ohmweave(folder, [
    'validate',
    'volatile.owp',
    '--tiles',
    '1',
    '--units',
    '1',
    '--steps',
    '2',
    '--no-budget',
  ]);
  t.is(few.code, 0);
  t.regex(few.stdout, /^block1 +1 of 6 +2 +agrees/m);
  t.notRegex(few.stdout, /where the difference/);
});

test('validate: volatile devices in a loop are not followed, and it says so', t => {
  writeNetwork(mfEsn({ units: 3, classes: 2 }), join(folder, 'loop.json'));
  writeFileSync(join(folder, 'loop-hw.json'), JSON.stringify({ ...tinyFile, recurrence }));
  const compile = ['compile', 'loop.json', '--hardware', 'loop-hw.json', '--calibration', 'TRAIN.ts', '-o', 'loop.owp'];
  t.is(ohmweave(folder, compile).code, 0);
  const args = ['validate', 'loop.owp', '--vectors', '1', '--tiles', '1'];
  const json = answer(t, folder, args);
  documented(t, 'validate', json);
  t.deepEqual(json.notFollowed, ['reservoir_recurrent']);
  t.regex(ohmweave(folder, args).stdout, /^reservoir_recurrent: its arrays are compared; the volatile devices of its loop are not followed through time in ngspice$/m); // biome-ignore format: one thing
});

test('compare: three systems, with a page of pictures', t => {
  const args = ['compare', 'net.owp', '--data', 'TEST.ts', '--reads', '1', '-o', 'out/compare.html'];
  const json = answer(t, folder, args);
  documented(t, 'compare', json);
  t.true(json.agrees);
  for (const { tiles } of json.quantities)
    for (const { worstRelativeDifference } of tiles) t.true(worstRelativeDifference < 1e-9);
  t.is(readFileSync(join(folder, 'out/compare.html'), 'utf8').match(/<svg/g)?.length, json.quantities.length);
});

test('compare: scores too far from float64 are a failed check', t => {
  const { code, stdout } = ohmweave(folder, ['compare', 'net.owp', '--data', 'TEST.ts', '--no-spice', '--within', '0']);
  t.is(code, 1);
  t.regex(stdout, /scores: NRMSE [\d.]+, more than 0\n/);
  for (const [option, value] of [
    ['--reads', '3'],
    ['--timeout', '1 s'],
    ['--workers', '2'],
  ] as const)
    refused(
      t,
      folder,
      ['compare', 'net.owp', '--data', 'TEST.ts', '--no-spice', option, value],
      `${option}: found it with --no-spice; expected it for runs in ngspice only`,
    );
});

test('report: one HTML file', t => {
  const args = ['report', 'net.owp', '--data', 'TEST.ts', '-o', 'out/report.html', '--no-spice'];
  const json = answer(t, folder, args);
  documented(t, 'report', json);
  t.deepEqual([json.withAccuracy, json.withSpice], [true, false]);
  t.regex(readFileSync(join(folder, 'out/report.html'), 'utf8'), /^<!DOCTYPE html>/);
});

test('bad input is refused with the place it stands at', t => {
  refused(
    t,
    folder,
    ['report', 'net.owp', '--train', 'TRAIN.ts', '-o', 'r.html'],
    '--train: given without --data; expected both',
  );
  refused(
    t,
    folder,
    ['validate', 'net.owp', '--tiles', 'none'],
    "option '--tiles <count|all>' argument 'none' is invalid. Expected a count ≥ 1, or all.",
  );
  refused(t, folder, ['netlist', 'net.owp', '-o', 'x', '--time', 'soon'], '--time: cannot read "soon" (Unit "soon" not found.); expected a time such as "100 ns"'); // biome-ignore format: a list
  t.false(existsSync(join(folder, 'x')));
  refused(t, folder, ['estimate', 'none.owp'], 'none.owp: no such file; expected a readable file');
});

test('a chip of devices that are not ohmic: compiled, validated, run and estimated with their curve', t => {
  const device = { model: 'rram-milo2021', gMin: '50 uS', gMax: '150 uS' };
  writeFileSync(join(folder, 'curved.json'), JSON.stringify({ ...tinyFile, device }));
  const high = { ...tinyFile, device, read: { ...tinyFile.read, voltage: '0.6 V' } };
  writeFileSync(join(folder, 'high.json'), JSON.stringify(high));
  t.is(ohmweave(folder, ['compile', 'net.json', '--hardware', 'curved.json', '-o', 'curved.owp']).code, 0);
  refused(
    t,
    folder,
    ['compile', 'net.json', '--hardware', 'high.json', '-o', 'high.owp'],
    'high.json: read.voltage: found 0.6 V; expected at most 0.5 V, up to which the conduction of "rram-milo2021" is known',
  );

  const verdict = answer(t, folder, ['validate', 'curved.owp', '--tiles', '2', '--vectors', '2']);
  t.deepEqual([verdict.agree, verdict.differ, verdict.failed], [2, 0, 0]);
  for (const { worstRelativeDifference } of verdict.tiles) t.true(worstRelativeDifference < 1e-8);
  answer(t, folder, ['netlist', 'curved.owp', '-o', 'curved', '--vectors', '1']);
  t.regex(readFileSync(join(folder, 'curved', 'encoder_0_0.cir'), 'utf8'), /^bc0_0 \S+ \S+\s(\+ )?i=/m);

  const run = ['run', 'curved.owp', '--data', 'TEST.ts', '--time', '0 s', '-v'];
  t.regex(ohmweave(folder, run).stderr, /^note: these devices do not follow Ohm’s law/m);
  t.true(answer(t, folder, ['estimate', 'curved.owp']).presets[0].energyJoules.array > 0);
});
