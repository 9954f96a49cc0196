import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { networkOfOnnx } from '../../models/onnx/network.js';
import { checkout } from '../cli/ohmweave.js';
import { model, node } from '../models/onnx/builders.js';

const page = readFileSync(join(checkout, 'docs/onnx.md'), 'utf8');

test('the page lists the operators that are read, and no others', t => {
  const table = page.slice(page.indexOf('| operator |')).split('\n\n')[0]!;
  const listed = table.split('\n').slice(2).flatMap(row => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!)); // biome-ignore format: one thing
  const { message } = t.throws(() => networkOfOnnx(model([1], [node('LSTM x -> y')])))!;
  const read = /expected one of (.*)$/.exec(message)![1]!.split(', ');
  t.deepEqual(listed.toSorted(), read.toSorted());
});
