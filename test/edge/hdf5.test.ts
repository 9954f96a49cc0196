import { spawnSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../edge/error.js';
import { formatHdf5, type Hdf5Item, oneText, parseHdf5, type Stored } from '../../edge/hdf5.js';

const ranges: Record<Exclude<Stored, 'f4' | 'f8'>, readonly [number, number]> = {
  i1: [-(2 ** 7), 2 ** 7 - 1],
  i2: [-(2 ** 15), 2 ** 15 - 1],
  i4: [-(2 ** 31), 2 ** 31 - 1],
  i8: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  u1: [0, 2 ** 8 - 1],
  u2: [0, 2 ** 16 - 1],
  u4: [0, 2 ** 32 - 1],
  u8: [0, Number.MAX_SAFE_INTEGER],
};
const shapes = fc.array(fc.nat(3), { maxLength: 3 });
const filled = <T>(shape: readonly number[], value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => {
  const length = shape.reduce((product, n) => product * n, 1);
  return fc.array(value, { minLength: length, maxLength: length });
};
const numbersOf = (stored: Stored, value: fc.Arbitrary<number>): fc.Arbitrary<Hdf5Item> =>
  shapes.chain(shape => filled(shape, value).map(data => ({ stored, shape, data: Float64Array.from(data) })));
const whole = Object.entries(ranges).map(([stored, [min, max]]) =>
  numbersOf(
    stored as Stored,
    fc.integer({ min, max }).map(n => n + 0),
  ),
);
const words = fc.string({ unit: fc.constantFrom('a', 'é', 'λ', '𝄞', ' ', '"') });
const item: fc.Arbitrary<Hdf5Item> = fc.oneof(
  numbersOf('f8', fc.double()),
  numbersOf('f4', fc.float()),
  ...whole,
  shapes.chain(shape => filled(shape, words).map(texts => ({ shape, texts }))),
);
const names = fc.constantFrom('type', 'v_threshold', 'lif1.w_rec', '0', 'Größe', '__proto__', 'a b');

test('what is written is read back, bit for bit', async t => {
  const group = fc.uniqueArray(fc.tuple(names, item), { selector: ([name]) => name }).map(pairs => new Map(pairs));
  const tree = fc.tuple(group, group).map(([outer, inner]) => new Map<string, Hdf5Item>([...outer, ['inner', inner]]));
  await fc.assert(
    fc.asyncProperty(tree, async root => {
      const back = await parseHdf5(await formatHdf5(root), 'x.h5');
      const sorted = (map: ReadonlyMap<string, Hdf5Item>): [string, unknown][] =>
        [...map]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [name, one instanceof Map ? sorted(one) : one]);
      t.deepEqual(sorted(back), sorted(root));
    }),
    { numRuns: 40 },
  );
});

test('large arrays are deflated and come back', async t => {
  const data = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i));
  const root = new Map<string, Hdf5Item>([
    ['x', { stored: 'f8', shape: [64, 64], data }],
    ['ones', { stored: 'f4', shape: [16, 16, 16], data: data.map(() => 1) }],
  ]);
  const bytes = await formatHdf5(root);
  t.true(bytes.length < 8 * 4096 + 2 * 4096, `${bytes.length} bytes`); // 16 kB of ones take next to nothing
  t.deepEqual(await parseHdf5(bytes, 'x.h5'), new Map([...root].sort()));
});

test('what is cut off anywhere, or is no HDF5, is refused by name', async t => {
  const bytes = await formatHdf5(new Map([['greeting', oneText('hello')]]));
  for (const length of [0, 1, 7, 8, 100, Math.floor(bytes.length / 2), bytes.length - 1]) {
    const error = await t.throwsAsync(parseHdf5(bytes.subarray(0, length), 'cut.nir'), { instanceOf: InputError });
    t.is(error!.where, 'cut.nir', `${length} bytes`);
    t.regex(error!.message, /HDF5 says: .*expected a whole HDF5 file/);
  }
  const json = new TextEncoder().encode('{"format": "ohmweave-network"}'.repeat(50));
  const error = await t.throwsAsync(parseHdf5(json, 'net.nir'), { instanceOf: InputError });
  t.is(error!.message, 'net.nir: HDF5 says: file signature not found; expected a whole HDF5 file');
});

test('damage inside is an InputError or harmless, never a crash', async t => {
  const bytes = await formatHdf5(
    new Map<string, Hdf5Item>([
      ['a', new Map([['text', oneText('hello')]])],
      ['b', { stored: 'f8', shape: [3], data: Float64Array.of(1, 2, 3) }],
    ]),
  );
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const damaged = bytes.slice();
      damaged[at]! ^= change;
      try {
        await parseHdf5(damaged, 'x.h5');
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused++;
      }
    }),
    { numRuns: 150, seed: 1 },
  );
  t.true(refused > 0);
});

test('a heap of texts in which the library would go in circles is refused', async t => {
  const bytes = await formatHdf5(new Map([['text', oneText('hello')]]));
  const heap = Buffer.from(bytes).indexOf('GCOL');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // Behind the one text, of 5 bytes in 8, stands the space left: index 0 and its size.
  const left = heap + 16 + 16 + 8;
  t.is(view.getUint16(left, true), 0);
  view.setBigUint64(left + 8, 0n, true);
  await t.throwsAsync(parseHdf5(bytes, 'x.h5'), {
    instanceOf: InputError,
    message: `x.h5: found a text of 0 bytes at byte ${left}; expected a file that is not damaged`,
  });
});

test('numbers that a graph may not have are named', async t => {
  const bytes = await formatHdf5(
    new Map<string, Hdf5Item>([['n', { stored: 'f8', shape: [2], data: Float64Array.of(1, 2) }]]),
  );
  // The datatype message of a double: class 1 and version 1, bits, then its size.
  const type = Buffer.from(bytes).indexOf(Uint8Array.of(0x11, 0x20, 0x3f, 0x00, 8, 0, 0, 0));
  t.true(type > 0);
  bytes[type + 1]! |= 1;
  const error = await t.throwsAsync(parseHdf5(bytes, 'x.h5'), { instanceOf: InputError });
  t.is(
    error!.message,
    'x.h5: n: found big-endian floats of 8 bytes; expected texts, whole numbers, or floats of 4 or 8 bytes, little-endian',
  );
});

test('whole numbers that a double cannot hold are refused', async t => {
  const big: Hdf5Item = { stored: 'i8', shape: [], data: Float64Array.of(2 ** 53) };
  const error = await t.throwsAsync(parseHdf5(await formatHdf5(new Map([['n', big]])), 'x.h5'));
  t.is(error!.message, 'x.h5: n: found 9007199254740992; expected whole numbers below 2^53');
});

test('the library says nothing on stderr', t => {
  const script = `
    import { parseHdf5 } from ${JSON.stringify(new URL('../../edge/hdf5.js', import.meta.url).href)};
    await parseHdf5(new Uint8Array(3000), 'x').catch(error => console.log(error.name));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.is(run.stdout, 'InputError\n');
  t.is(run.stderr, '');
});
