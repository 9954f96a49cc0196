import { readFileSync } from 'node:fs';
import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { networkOfOnnx } from '../../../models/onnx/network.js';
import { parseOnnx, readOnnx } from '../../../models/onnx/read.js';
import { fixture, fixtures } from './builders.js';

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(fixture(name)));

test('reads what python3-onnx wrote', t => {
  const { opset, nodes, initializers, inputs, outputs } = readOnnx(fixture('mlp'));
  t.is(opset, 13);
  t.deepEqual(inputs, [{ name: 'x', shape: ['N', 6] }]);
  t.deepEqual(outputs, ['y']);
  t.deepEqual(nodes.map(({ op }) => op).slice(0, 5), ['Gemm', 'Relu', 'Gemm', 'Tanh', 'MatMul']);
  t.like(nodes[0], { name: '/hidden/Gemm', inputs: ['x', 'w1', 'b1'], outputs: ['h1'] });
  t.is(nodes[0]!.attributes.get('transB')!.int, 1);
  t.is(nodes[2]!.attributes.get('alpha')!.float, Math.fround(0.9));
  // One matrix as raw bytes, one in the field of its type: both hold float32.
  for (const [name, shape] of [
    ['w1', [7, 6]],
    ['w2', [7, 5]],
  ] as const) {
    const { shape: found, data } = initializers.get(name)!;
    t.deepEqual(found, shape);
    t.true(data.every(value => value !== 0 && Math.fround(value) === value));
  }
});

test('inputs that are initializers, as old versions list them, are none', t => {
  const { opset, inputs, initializers } = readOnnx(fixture('conv1d'));
  t.is(opset, 7);
  t.deepEqual(inputs, [{ name: 'x', shape: [1, 2, 11] }]);
  t.deepEqual([...initializers.get('shape')!.data], [0, -1]);
});

test('every shorter file is refused, by name', t => {
  for (const name of fixtures) {
    const bytes = bytesOf(name);
    for (let length = 0; length < bytes.length; length++)
      t.throws(() => networkOfOnnx(parseOnnx(bytes.subarray(0, length), 'net.onnx'), {}, 'net.onnx'), {
        instanceOf: InputError,
        message: /^net\.onnx: /,
      });
  }
});

// AttributeProto {name: "transB", i: 1, type: INT}, and f: 0.9 of alpha: without optional fields, a zero is not written.
test('attributes that are 0 may lack their value', t => {
  const none = [0x78, 0]; // a field that nobody knows
  const bytes = changed('mlp', [0x18, 1, 0xa0, 1, 2], [...none, 0xa0, 1, 2]);
  t.is(parseOnnx(bytes, 'net.onnx').nodes[0]!.attributes.get('transB')!.int, 0);
  const float = [...new Uint8Array(Float32Array.of(0.9).buffer)];
  const gemm = parseOnnx(changed('mlp', [0x15, ...float], [...none, 0x78, 0x80, 0]), 'net.onnx').nodes[2]!;
  t.is(gemm.attributes.get('alpha')!.float, 0);
});

/** The file with some of its bytes in the place of others, of the same length. */
function changed(name: string, from: readonly number[], to: readonly number[]): Uint8Array {
  const bytes = bytesOf(name).slice();
  const at = bytes.findIndex((_, k) => from.every((value, i) => bytes[k + i] === value));
  if (at < 0) throw new RangeError(`${from} is not in ${name}`);
  bytes.set(to, at);
  return bytes;
}

const text = (letters: string): number[] => [...new TextEncoder().encode(letters)];
const json = new Uint8Array(text('{"format": "ohmweave-network"}'));
const cases: readonly (readonly [string, Uint8Array, string])[] = [
  ['a network file', json, 'net.onnx: ONNX model: found a field of wire type 3; expected Protocol Buffers'],
  ['an empty file', new Uint8Array(0), 'net.onnx: found no graph with a version of ONNX; expected an ONNX model'],
  ['half a file', bytesOf('mlp').subarray(0, 500), 'net.onnx: ONNX model: ends after 476 of 1036 bytes of a field; expected a whole file'],
  // opset_import {domain: "", version: 13}, the version in field 2
  ['an opset of tomorrow', changed('mlp', [0x42, 4, 0x0a, 0, 0x10, 13], [0x42, 4, 0x0a, 0, 0x10, 22]), 'net.onnx: opset: found 22; expected 7 to 21'],
  // TensorProto: dims 7 and 6, data_type 1
  ['numbers of another type', changed('mlp', [8, 7, 8, 6, 0x10, 1], [8, 7, 8, 6, 0x10, 16]),
    'net.onnx: initializer w1: found numbers of type bfloat16; expected one of float, int32, int64, bool, float16, double'],
  ['fewer numbers than the shape has', changed('mlp', [8, 7, 8, 6, 0x10, 1], [8, 7, 8, 9, 0x10, 1]),
    'net.onnx: initializer w1: found 42 numbers; expected 63, as its shape (7, 9) has'],
  // The input: elem_type 1, and a shape whose first dimension is called N.
  ['an input of whole numbers', changed('mlp', [8, 1, 0x12, 9, 0x0a, 3, 0x12, 1, 0x4e], [8, 6, 0x12, 9, 0x0a, 3, 0x12, 1, 0x4e]),
    'net.onnx: input x: found numbers of type int32; expected float, double or float16'],
  ['two initializers of one name', changed('mlp', [0x42, 2, ...text('w2')], [0x42, 2, ...text('w1')]),
    'net.onnx: initializer w1: is there twice; expected one of each name'],
  // The name "w1" (field 8) becomes data_location (field 14): 1 and a field that nobody knows.
  ['numbers in another file', changed('mlp', [0x42, 2, ...text('w1'), 0x4a], [0x70, 1, 0x78, 0, 0x4a]),
    'net.onnx: initializer : keeps its numbers in another file; expected them in the model: save it without external data'],
  ['an initializer by another name', changed('mlp', [0x42, 2, ...text('w1'), 0x4a], [0x42, 2, ...text('zz'), 0x4a]),
    'net.onnx: node /hidden/Gemm (Gemm): reads "w1", which is not there; expected an initializer, or what a node before it yields'],
]; // biome-ignore format: a table

for (const [what, bytes, message] of cases)
  test(`refuses ${what}`, t => {
    t.is(
      t.throws(() => networkOfOnnx(parseOnnx(bytes, 'net.onnx'), {}, 'net.onnx'), { instanceOf: InputError }).message,
      message,
    );
  });
