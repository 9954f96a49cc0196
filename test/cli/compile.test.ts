import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readProgram } from '../../compiler/program-file.js';
import { tilesOf } from '../../compiler/program-record.js';
import { answer, documented, refused } from './ohmweave.js';
import { tinyFile, tinyFolder, tinyHardware } from './tiny.js';

const folder = tinyFolder();
const compile = (network: string, hardware: string, ...rest: string[]): string[] => {
  return ['compile', network, '--hardware', hardware, '-o', 'out.owp', ...rest];
};
const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));

test('writes a program; the same seed gives the same bytes', t => {
  const json = answer(t, folder, compile('net.json', 'hw.json', '--seed', '7'));
  documented(t, 'compile', json);
  const program = readProgram(join(folder, 'out.owp'));
  t.is(program.seed, 7);
  t.deepEqual(program.hardware, tinyHardware);
  t.is(json.arrays, tilesOf(program).length);
  const bytes = readFileSync(join(folder, 'out.owp'));
  answer(t, folder, compile('net.json', 'hw.json', '--seed', '7'));
  t.deepEqual(readFileSync(join(folder, 'out.owp')), bytes);
});

test('presets compile, with calibration data from a file', t => {
  const json = answer(t, folder, compile('net.json', 'ideal', '--calibration', 'TRAIN.ts'));
  t.is(json.hardware, 'ideal');
  t.is(json.calibrationSeries, 18);
});

test('bad input is refused with the place it stands at', t => {
  write('unit.json', { ...tinyFile, read: { voltage: '0.2 A', time: '250 ns' } });
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
});
