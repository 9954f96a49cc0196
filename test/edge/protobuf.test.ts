import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../edge/error.js';
import { floatsOf, integerOf, integersOf, messagesOf, parseFields, textOf } from '../../edge/protobuf.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

// The examples of protobuf.dev/programming-guides/encoding.
test('reads the examples of the format', t => {
  t.is(integerOf(parseFields(bytes(0x08, 0x96, 0x01), 'm'), 1, 'm'), 150);
  t.is(textOf(parseFields(bytes(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67), 'm'), 2, 'm'), 'testing');
  const [inner] = messagesOf(parseFields(bytes(0x1a, 0x03, 0x08, 0x96, 0x01), 'm'), 3, 'm');
  t.is(integerOf(inner!, 1, 'm'), 150);
  const packed = parseFields(bytes(0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05), 'm');
  t.deepEqual(integersOf(packed, 6, 'm'), [3n, 270n, 86942n]);
  const minusTwo = bytes(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
  t.is(integerOf(parseFields(minusTwo, 'm'), 1, 'm'), -2);
});

test('reads floats and doubles, packed and one by one; the last of several numbers counts', t => {
  const data = new DataView(new ArrayBuffer(8));
  data.setFloat32(0, 1.5, true);
  data.setFloat32(4, -2, true);
  const eight = [...new Uint8Array(data.buffer)];
  t.deepEqual([...floatsOf(parseFields(bytes(0x0a, 8, ...eight), 'm'), 1, 'float', 'm')], [1.5, -2]);
  const single = parseFields(bytes(0x0d, ...eight.slice(0, 4), 0x0d, ...eight.slice(4)), 'm');
  t.deepEqual([...floatsOf(single, 1, 'float', 'm')], [1.5, -2]);
  data.setFloat64(0, Math.PI, true);
  const double = parseFields(bytes(0x09, ...new Uint8Array(data.buffer)), 'm');
  t.deepEqual([...floatsOf(double, 1, 'double', 'm')], [Math.PI]);
  t.is(integerOf(parseFields(bytes(0x08, 1, 0x08, 2), 'm'), 1, 'm'), 2);
  t.is(integerOf(double, 2, 'm'), undefined);
});

for (const [what, wrong, message] of [
  ['a field that ends early', bytes(0x0a, 5, 1, 2), 'm: ends after 2 of 5 bytes of a field; expected a whole file'],
  ['a length beyond all files', bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 'm: ends after 0 of 72057594037927940 bytes of a field; expected a whole file'],
  ['a number that ends early', bytes(0x08, 0x96), 'm: ends within a number; expected a whole file'],
  ['a number that never ends', bytes(0x08, ...new Array<number>(11).fill(0x80)), 'm: found a number of more than ten bytes; expected Protocol Buffers'],
  ['text', new TextEncoder().encode('{"format": 1}'), 'm: found a field of wire type 3; expected Protocol Buffers'],
  ['field 0', bytes(0x00), 'm: found a field with the number 0; expected Protocol Buffers'],
] as const) // biome-ignore format: a table
  test(`refuses ${what}`, t => {
    t.is(t.throws(() => parseFields(wrong, 'm'), { instanceOf: InputError }).message, message);
  });

test('refuses bytes where a number should be, and numbers that do not fill their bytes', t => {
  const fields = parseFields(bytes(0x0a, 3, 1, 2, 3, 0x10, 1), 'm');
  t.throws(() => floatsOf(fields, 1, 'float', 'm'), {
    message: 'm: found 3 bytes of numbers; expected a multiple of 4',
  });
  t.throws(() => textOf(fields, 2, 'm'), { message: 'm: found a number in field 2; expected bytes' });
});

test('any bytes are read or refused, at once', t => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), data => {
      try {
        return parseFields(data, 'm').size <= data.length;
      } catch (cause) {
        return cause instanceof InputError;
      }
    }),
  );
  t.pass();
});
