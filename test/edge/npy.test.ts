import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../edge/error.js';
import { formatNpy, parseNpy, parseNpyNames } from '../../edge/npy.js';

/** Files written by NumPy 2.4's `save`: the header's dictionary, then the data in hex, as they stand in the file. */
function saved(dictionary: string, data: string): Uint8Array {
  const header = `${dictionary.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from('934e554d5059010076 00'.replaceAll(' ', ''), 'hex'),
    Buffer.from(header, 'latin1'),
    Buffer.from(data, 'hex'),
  ]);
}

test('reads what NumPy saves', t => {
  const read = (dictionary: string, data: string) => parseNpy(saved(dictionary, data), 'a.npy');
  t.deepEqual(
    read(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }",
      '000000000000f83f00000000000000c0', // numpy.array([[1.5], [-2]])
    ),
    { shape: [2, 1], data: Float64Array.of(1.5, -2) },
  );
  t.deepEqual(read("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 'cdcccc3d00000040'), {
    shape: [2],
    data: Float64Array.of(Math.fround(0.1), 2),
  });
  t.deepEqual(read("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", '00000000 00ffffff'.replace(' ', '')), {
    shape: [1],
    data: Float64Array.of(-(2 ** 40)),
  });
  t.deepEqual(read("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", '07'), {
    shape: [],
    data: Float64Array.of(7),
  });
  // numpy.array([-2, 3]) of each signed type, numpy.array([2, 255]) of each other, numpy.array([True, False])
  for (const [descr, data, ...values] of [
    ['<i4', 'feffffff03000000', -2, 3],
    ['<i2', 'feff0300', -2, 3],
    ['|i1', 'fe03', -2, 3],
    ['<u8', '0200000000000000ff00000000000000', 2, 255],
    ['<u4', '02000000ff000000', 2, 255],
    ['<u2', '0200ff00', 2, 255],
    ['|b1', '0100', 1, 0],
  ] as const)
    t.deepEqual(read(`{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }`, data).data, Float64Array.of(...values), descr); // biome-ignore format: one thing
});

test('reads names: text, bytes, numbers', t => {
  const names = (descr: string, data: string) =>
    parseNpyNames(saved(`{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }`, data), 'y.npy').names;
  // numpy.array(['a', 'béé']), numpy.array([b'a', b'bcd']), numpy.array([1.5, -2])
  t.deepEqual(names('<U3', '610000000000000000000000 62000000e9000000e9000000'.replace(' ', '')), ['a', 'béé']);
  t.deepEqual(names('|S3', '610000626364'), ['a', 'bcd']);
  t.deepEqual(names('<f8', '000000000000f83f00000000000000c0'), ['1.5', '-2']);
  t.throws(() => names('<U1', '6100000000001100'), {
    instanceOf: InputError,
    message: 'y.npy: name 2: found no text; expected characters of <U1',
  });
  t.throws(() => names('|O', ''), { instanceOf: InputError, message: /^y\.npy: dtype \|O; expected one of/ });
});

test('puts Fortran order right', t => {
  // numpy.asfortranarray(numpy.arange(24, dtype='<i4').reshape(2, 3, 4))
  const stored = [0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23];
  const hex = Buffer.from(Int32Array.from(stored).buffer).toString('hex');
  const array = parseNpy(saved("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3, 4), }", hex), 'a.npy');
  t.deepEqual(array, { shape: [2, 3, 4], data: Float64Array.from({ length: 24 }, (_, i) => i) });
});

test('writes byte for byte what NumPy writes', t => {
  const right = saved(
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }",
    '000000000000f83f00000000000000c0',
  );
  t.deepEqual(Buffer.from(formatNpy({ shape: [2, 1], data: Float64Array.of(1.5, -2) })), Buffer.from(right));
});

test('doubles survive the round trip bit for bit', t => {
  fc.assert(
    fc.property(fc.float64Array(), data => {
      const back = parseNpy(formatNpy({ shape: [data.length], data }), 'a.npy').data;
      t.deepEqual(new Uint8Array(back.buffer), new Uint8Array(data.slice().buffer));
    }),
  );
  t.throws(() => formatNpy({ shape: [2, 2], data: new Float64Array(3) }), { instanceOf: RangeError });
});

test('says what is wrong with other files', t => {
  const bad = (bytes: Uint8Array, message: RegExp) =>
    t.throws(() => parseNpy(bytes, 'w.npy'), { instanceOf: InputError, message });
  bad(Buffer.from('PK\x03\x04 something zipped'), /^w\.npy: not an \.npy file/);
  bad(saved("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", ''), /dtype <c16; .*astype\("<f8"\)/);
  bad(saved("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", ''), /dtype >f8/);
  bad(saved("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", ''), /no plain array/);
  bad(saved("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", '00'), /1 bytes of data; expected 16/);
  bad(saved("{'descr': '<f8', 'fortran_order': False, 'shape': (2", ''), /^w\.npy: found a damaged header/);
});
