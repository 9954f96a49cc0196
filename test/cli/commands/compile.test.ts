import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { columnsOf } from '../../../compiler/plan.js';
import { readProgram } from '../../../compiler/program-file.js';
import { tilesOf } from '../../../compiler/program-record.js';
import { answer, documented, ohmweave, refused } from '../ohmweave.js';
import { tinyFile, tinyFolder, tinyHardware } from '../tiny.js';

const folder = tinyFolder();
const compile = (network: string, hardware: string, ...rest: string[]): string[] => {
  return ['compile', network, '--hardware', hardware, '-o', 'out.owp', ...rest];
};
const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));

/** The tiny chip with its devices written by pulses, some of them stuck. */
const train = { first: '1.5 V', rise: '0 V', most: '1.5 V', width: '1 us' };
const pulsed = (change: object = {}): object => ({
  ...tinyFile,
  device: {
    ...tinyFile.device,
    writing: {
      ...{ method: 'write-verify', response: 'gong2022-om', highest: '40 uS', writeNoiseScale: 0.2 },
      ...{ set: train, reset: train, read: { voltage: '0.2 V', time: '100 ns' } },
      ...{ acceptance: '0.5 uS', maxPulses: 30, ...change },
    },
  },
  imperfections: { stuckHigh: 0.1 },
});
write('pulsed.json', pulsed());

/** What is said of slices and of clipping only. */
const mapped = ['layers[].slices', 'layers[].clipped', 'layers[].irDrop', 'layers[].faults'];

test('slices and what was clipped are said', t => {
  const slices = { weightBits: 6, cellBits: 2, over: 'arrays' };
  const mapping = { ...tinyFile.mapping, signs: 'offset column', slices, clip: { percentile: 60 } };
  write('mapped.json', { ...tinyFile, mapping, dac: { bits: 6, bitsPerRead: 1 } });
  const json = answer(t, folder, compile('net.json', 'mapped.json'));
  documented(t, 'compile', json, ['writing', 'layers[].irDrop', 'layers[].faults']);
  for (const { slices, clipped } of json.layers) {
    t.is(slices, 3);
    t.true(clipped === undefined || clipped.count > 0);
  }
  const { stdout } = ohmweave(folder, compile('net.json', 'mapped.json', '-q'));
  t.regex(stdout, /: \d+ of \d+ weights clipped to ±[\d.]+, by [\d.]+ at most\n/);
  write('mapped.json', { ...tinyFile, mapping, dac: { bits: 'ideal', bitsPerRead: 1 } });
  refused(
    t,
    folder,
    compile('net.json', 'mapped.json'),
    'mapped.json: dac.bitsPerRead: found inputs in digits of 1 bits and "ideal" dac.bits; expected a count of dac.bits: an exact input has no bits to be read one after another',
  );
});

test('what stuck devices do before and after lines are moved is said', t => {
  const imperfections = { stuckLow: 0.1, stuckHigh: 0.1 };
  write('stuck.json', {
    ...tinyFile,
    imperfections,
    mapping: { ...tinyFile.mapping, faults: 'remapped', spareColumns: 1 },
  });
  const json = answer(t, folder, compile('net.json', 'stuck.json'));
  documented(t, 'compile', json, ['writing', ...mapped.slice(0, 3)]);
  for (const { faults } of json.layers) {
    t.true(faults.stuck <= faults.devices);
    t.true(faults.accepted >= faults.partners && faults.partners >= faults.rows && faults.rows >= faults.outputs);
  }
});

test('writes a program; the same seed gives the same bytes', t => {
  const json = answer(t, folder, compile('net.json', 'hw.json', '--seed', '7'));
  documented(t, 'compile', json, ['writing', ...mapped]);
  const program = readProgram(join(folder, 'out.owp'));
  t.is(program.seed, 7);
  t.deepEqual(program.hardware, tinyHardware);
  t.is(json.arrays, tilesOf(program).length);
  const bytes = readFileSync(join(folder, 'out.owp'));
  answer(t, folder, compile('net.json', 'hw.json', '--seed', '7'));
  t.deepEqual(readFileSync(join(folder, 'out.owp')), bytes);
});

test('with pulses: what writing took, the first failures by name, the same devices in the file', t => {
  const json = answer(t, folder, compile('net.json', 'pulsed.json'));
  documented(t, 'compile', json, mapped);
  const { writing } = json;
  const tiles = tilesOf(readProgram(join(folder, 'out.owp'))).map(({ tile }) => tile);
  t.is(writing.devices, tiles.reduce((sum, { cells }) => sum + cells.target.length, 0)); // biome-ignore format: one thing
  t.is(writing.energyJoules, tiles.reduce((sum, { writingLog }) => sum + writingLog!.energy, 0)); // biome-ignore format: one thing
  t.true(writing.meanPulses > 1 && writing.mostPulses === 30 && writing.meanReads === writing.meanPulses + 1);
  t.true(writing.failed >= 10 && writing.failures.length === 10);
  const [first] = writing.failures;
  const tile = tiles.find(({ name }) => name === first.tile)!;
  t.is(tile.cells.programmed[first.row * columnsOf(tile) + first.column], first.programmedSiemens);
  const { stdout } = ohmweave(folder, compile('net.json', 'pulsed.json', '-q'));
  t.regex(stdout, /per device [\d.]+ pulses, at most 30, and [\d.]+ reads; [\d.]+ [µn]J, [\d.]+ ms array by array/);
  t.regex(stdout, new RegExp(`${writing.failed} of ${writing.devices} devices failed, of which the first 10:\n`));
  t.regex(stdout, / stuck\n/);
  t.regex(stdout, /lines, drivers and the erasing before are not in it/);
});

test('with pulses: run follows the chip and others like it, estimate knows what writing it took', t => {
  const { writing } = answer(t, folder, compile('net.json', 'pulsed.json'));
  const cost = answer(t, folder, ['estimate', 'out.owp']);
  documented(t, 'estimate', cost, ['spiking', 'explanation', 'plot']);
  t.is(cost.writing.energyJoules, writing.energyJoules);
  t.is(cost.writing.timeSeconds, writing.timeSeconds);
  t.regex(ohmweave(folder, ['estimate', 'out.owp']).stdout, /writing the devices, once: [\d.]+ [µn]J, /);
  const run = ['run', 'out.owp', '--data', 'TEST.ts', '--train', 'TRAIN.ts', '--seeds', '2', '--time', '1 day'];
  const json = answer(t, folder, run);
  documented(t, 'run', json);
  t.deepEqual(answer(t, folder, run).points, json.points);
  t.is(json.points[0].accuracies.length, 2);
});

test('presets compile, with calibration data from a file', t => {
  const json = answer(t, folder, compile('net.json', 'ideal', '--calibration', 'TRAIN.ts'));
  t.is(json.hardware, 'ideal');
  t.is(json.calibrationSeries, 18);
});

test('bad input is refused with the place it stands at', t => {
  write('unit.json', { ...tinyFile, read: { voltage: '0.2 A', time: '250 ns' } });
  write('high.json', pulsed({ set: { ...train, most: '1 V' } }));
  write('hot.json', { ...tinyFile, temperature: '350 K' });
  const network = JSON.parse(readFileSync(join(folder, 'net.json'), 'utf8'));
  network.layers[1].weights.pop();
  write('short.json', network);

  refused(
    t,
    folder,
    compile('net.json', 'nope'),
    'nope: neither a file nor a preset; expected a file, or one of pcm-256, hfo2-128, ideal',
  );
  refused(
    t,
    folder,
    compile('net.json', 'unit.json'),
    'unit.json: read.voltage: found "0.2 A"; expected a voltage such as "0.2 V"',
  );
  refused(
    t,
    folder,
    compile('net.json', 'high.json'),
    'high.json: device.writing.set.most: found 1 V; expected at least first, 1.5 V',
  );
  refused(
    t,
    folder,
    compile('net.json', 'hot.json'),
    'hot.json: temperature: found 350 K, but the device model "pcm" has no temperature model; expected 300 K',
  );
  refused(
    t,
    folder,
    compile('short.json', 'ideal'),
    'short.json: layers[1].weights: found a 5×6 matrix; expected 6×6 (encoder has 6 outputs)',
  );
  refused(t, folder, compile('none.json', 'ideal'), 'none.json: no such file; expected a readable file');
  refused(
    t,
    folder,
    ['compile', 'net.json', '--hardware', 'ideal', '-o', 'net.json'],
    '--output: found net.json, which is that of network, too; expected another file',
  );
});
