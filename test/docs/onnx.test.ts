import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { networkOfOnnx } from '../../models/onnx/network.js';
import { checkout, ohmweave } from '../cli/ohmweave.js';
import { model, node } from '../models/onnx/builders.js';

const page = readFileSync(join(checkout, 'docs/onnx.md'), 'utf8');

test('every command on the page does what stands below it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(checkout, 'examples'), join(folder, 'examples'));
  const blocks = page.split('\n\n').filter(block => block.startsWith('    $ ohmweave '));
  t.is(blocks.length, 5);
  for (const block of blocks) {
    const [line, ...wanted] = block.split('\n').map(one => one.slice(4));
    const { code, stdout, stderr } = ohmweave(folder, line!.split(' ').slice(2));
    t.deepEqual([code, stderr], [0, ''], line);
    t.is(stdout, wanted.map(one => `${one}\n`).join(''), line);
  }
});

test('the page lists the operators that are read, and no others', t => {
  const table = page.slice(page.indexOf('| operator |')).split('\n\n')[0]!;
  const listed = table.split('\n').slice(2).flatMap(row => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!)); // biome-ignore format: one thing
  const { message } = t.throws(() => networkOfOnnx(model([1], [node('LSTM x -> y')])))!;
  const read = /expected one of (.*)$/.exec(message)![1]!.split(', ');
  t.deepEqual(listed.toSorted(), read.toSorted());
});
