import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { parsePgm } from '../../../models/images/pgm-format.js';
import { fileOf } from './builders.js';

const levels = (file: Uint8Array): number[] => [...parsePgm(file, 'a.pgm').pixels];

test('text and bytes, 8 and 16 bits, with comments', t => {
  t.deepEqual(levels(fileOf('P2\n# made by hand\n3 1 # wide\n10\n0 5\n10\n')), [0, 0.5, 1]);
  t.deepEqual(levels(fileOf('P5 2 2 255\n', 0, 51, 102, 255)), [0, 0.2, 0.4, 1]);
  t.deepEqual(levels(fileOf('P5 2 1 1000\n', 1, 0xf4, 3, 0xe8)), [0.5, 1]); // 500 and 1000, the higher byte first
  t.deepEqual(levels(fileOf('P5 1 1 255\n', 10)), [10 / 255]); // a pixel that looks like the end of a line
  const { rows, columns, name } = parsePgm(fileOf('P2 3 2 1 0 0 0 1 1 1'), 'b.pgm');
  t.deepEqual([rows, columns, name], [2, 3, 'b.pgm']);
});

function bad(t: ExecutionContext, file: Uint8Array, message: string): void {
  t.is(t.throws(() => parsePgm(file, 'a.pgm'), { instanceOf: InputError })?.message, message);
}

test('what is damaged is refused with its place', t => {
  bad(t, fileOf('P6 1 1 255\nabc'), 'a.pgm: found "P6" at its start; expected a PGM file: P2 or P5');
  bad(t, fileOf(''), 'a.pgm: ends at byte 0, before P2 or P5; expected a whole PGM file');
  bad(t, fileOf('P5 0 1 255\n'), 'a.pgm: the width: found "0"; expected a whole number from 1 to 268435456');
  bad(t, fileOf('P5 65536 65536 255\n'), 'a.pgm: the height: found "65536"; expected a whole number from 1 to 4096');
  bad(t, fileOf('P5 1 1 70000\n'), 'a.pgm: the level of white: found "70000"; expected a whole number from 1 to 65535');
  bad(t, fileOf('P5 2 2 255\n', 1, 2, 3), 'a.pgm: found 3 bytes of pixels; expected 4, 1 for each of 4');
  bad(t, fileOf('P5 1 1 999\n', 1, 2, 3), 'a.pgm: found 3 bytes of pixels; expected 2, 2 for each of 1');
  bad(t, fileOf('P2 2 1 9 1'), 'a.pgm: ends at byte 10, before pixel 1; expected a whole PGM file');
  bad(t, fileOf('P2 2 1 9 1 x'), 'a.pgm: pixel 1: found "x"; expected a whole number from 0 to 65535');
  bad(
    t,
    fileOf('P2 2 2 9 1 2 3 10'),
    'a.pgm: row 1, column 1: found the level 10; expected at most 9, as the header says',
  );
});

test('property: a damaged file is read or refused, never anything else', t => {
  const whole = fileOf('P5 3 2 255\n', 1, 2, 3, 4, 5, 6);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
      const damaged = whole.slice(0, length);
      if (at < length) damaged[at] = byte;
      try {
        parsePgm(damaged, 'a.pgm');
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
      }
    }),
  );
  t.pass();
});
