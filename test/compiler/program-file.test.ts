import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import test from 'ava';
import { chipWriting } from '../../compiler/chip-writing.js';
import { decodeProgram, encodeProgram, readProgram, writeProgram } from '../../compiler/program-file.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { hardwareEngine } from '../../sim/engine.js';
import { anotherChip } from '../../sim/lifetime.js';
import { chip, hardware, mars, pcm, randomSeries, verified } from './builders.js';

const on = hardware({ device: pcm(), array: { rows: 16, columns: 16, wordLineResistance: 0.35 }, adc: { bits: 8 } });
const set = randomSeries([20, 20]);
const program = chip(mars(), on, set);
const bytes = encodeProgram(program, '0.1.0');

/** A copy of the file with one byte changed. */
function damaged(at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ 1;
  return copy;
}

test('a program comes back as it was, every double bit for bit', t => {
  const back = decodeProgram(bytes, 'chip.owp');
  t.deepEqual(back, program);
  t.deepEqual(decodeProgram(Uint8Array.from(bytes), 'chip.owp'), program);
  const conditions = { time: 3600, compensation: 'global', duration: 1e-3 } as const;
  t.deepEqual(
    runGraph(back.graph, set, hardwareEngine(back, conditions)),
    runGraph(program.graph, set, hardwareEngine(program, conditions)),
  );
  t.notDeepEqual(
    runGraph(back.graph, set, hardwareEngine(back, conditions)),
    runGraph(program.graph, set, referenceEngine()),
  );
});

test('a chip written with pulses comes back as it was, with what writing it took', t => {
  const pulsed = chip(mars(), { ...on, device: { ...pcm(), writing: verified({ corrupt: 0.1 }) } }, set);
  const back = decodeProgram(encodeProgram(pulsed, '0.1.0'), 'chip.owp');
  t.deepEqual(back, pulsed);
  t.true(back.plans[0]!.tiles[0]!.writingLog!.pulses instanceof Uint32Array);
  t.deepEqual(chipWriting(back), chipWriting(pulsed));
  t.deepEqual(anotherChip(anotherChip(back, 2), 1), pulsed);
});

test('bytes that do not start at a whole double are read all the same', t => {
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  t.deepEqual(decodeProgram(shifted.subarray(3), 'chip.owp'), program);
});

test('the same seed gives the same bytes', t => {
  t.deepEqual(encodeProgram(chip(mars(), on, set), '0.1.0'), bytes);
  t.deepEqual(encodeProgram(decodeProgram(bytes, 'chip.owp'), '0.1.0'), bytes);
  t.notDeepEqual(encodeProgram(chip(mars(), on, set, 2), '0.1.0'), bytes);
});

test('a file is written whole and read back', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  const path = join(folder, 'chip.owp');
  writeProgram(path, program, '0.1.0');
  t.deepEqual(readProgram(path), program);
  rmSync(folder, { recursive: true });
});

test('whatever is wrong with a file, the message names it and what is right', t => {
  const bad = (content: Uint8Array, message: string | RegExp): void => {
    t.throws(() => decodeProgram(content, 'chip.owp'), { name: 'InputError', message });
  };
  const right = 'expected a program written by `ohmweave compile`';
  bad(new Uint8Array(0), `chip.owp: not an Ohmweave program; ${right}`);
  bad(new TextEncoder().encode('{"format": "ohmweave-network"}'), `chip.owp: not an Ohmweave program; ${right}`);
  bad(damaged(0), `chip.owp: not an Ohmweave program; ${right}`);
  for (const length of [8, 20, 40, 41, bytes.length - 1])
    bad(
      bytes.subarray(0, length),
      `chip.owp: truncated or damaged (${length} bytes, checksum differs); ${right}, whole`,
    );
  for (const at of [8, 39, 40, Math.floor(bytes.length / 2), bytes.length - 1])
    bad(damaged(at), `chip.owp: truncated or damaged (${bytes.length} bytes, checksum differs); ${right}, whole`);
});

/** A whole file around another body. */
function fileAround(body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('OHMWEAVE'), createHash('sha256').update(body).digest(), body]);
}

test('another layout is refused by name and version, and a body that is no msgpack as unreadable', t => {
  t.throws(() => decodeProgram(fileAround(encode({ layout: 99, version: '7.8.9', program: {} })), 'chip.owp'), {
    name: 'InputError',
    message: 'chip.owp: layout 99, written by ohmweave 7.8.9; expected layout 4: compile it anew',
  });
  t.throws(() => decodeProgram(fileAround(Uint8Array.of(0xc1)), 'chip.owp'), {
    name: 'InputError',
    message: /^chip\.owp: unreadable \(.*\); expected a program written by/,
  });
});
