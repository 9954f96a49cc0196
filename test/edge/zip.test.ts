import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../edge/error.js';
import { unzipEntry, zipDirectory } from '../../edge/zip.js';
import { packedNpz, plainNpz, zipped } from './archives.js';

const unzip = (bytes: Uint8Array): [string, Uint8Array][] =>
  zipDirectory(bytes, 'a.zip').map(entry => [entry.name, new Uint8Array(unzipEntry(bytes, entry, 'a.zip'))]);

test('unpacks what Python wrote, stored and deflated', t => {
  for (const archive of [plainNpz, packedNpz]) {
    const entries = unzip(archive);
    t.deepEqual(
      entries.map(([name]) => name),
      ['X.npy', 'y.npy'],
    );
    for (const [, content] of entries) t.is(Buffer.from(content.subarray(1, 6)).toString(), 'NUMPY');
  }
});

test('files come back byte for byte, empty ones too, and before a comment', t => {
  const files = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.uint8Array({ maxLength: 300 })), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(files, fc.uint8Array({ maxLength: 20 }), (list, comment) => {
      const archive = Buffer.concat([zipped(list), comment]);
      archive.writeUInt16LE(comment.length, archive.length - comment.length - 2);
      t.deepEqual(unzip(archive), list);
    }),
  );
});

test('a changed byte is refused, or changes nothing that is read', t => {
  const right = unzip(packedNpz);
  for (let at = 0; at < packedNpz.length; at++) {
    const damaged = Uint8Array.from(packedNpz);
    damaged[at]! ^= 0x10;
    try {
      const read = unzip(damaged);
      // Names have no checksum.
      t.deepEqual(
        read.map(([, content]) => content),
        right.slice(0, read.length).map(([, content]) => content),
      );
    } catch (cause) {
      t.true(cause instanceof InputError, `byte ${at}: ${cause}`);
    }
  }
});

test('a cut one, another file, encryption and other methods are refused', t => {
  const bad = (bytes: Uint8Array, message: RegExp) => t.throws(() => unzip(bytes), { instanceOf: InputError, message });
  for (const bytes of [plainNpz.subarray(0, 400), Buffer.from('no zip'), new Uint8Array(0)])
    bad(bytes, /^a\.zip: found no directory of a zip file; expected a whole zip file/);
  const directory = packedNpz.length - 22 - 102;
  const changed = (at: number, value: number) => packedNpz.map((byte, i) => (i === directory + at ? value : byte));
  bad(changed(8, 1), /^a\.zip: X\.npy: is encrypted/);
  bad(changed(10, 12), /^a\.zip: X\.npy: found compression method 12; expected 0 \(stored\) or 8 \(deflated\)/);
  bad(changed(16, 0), /^a\.zip: X\.npy: found damaged data \(checksum\)/);
  bad(changed(24, 10), /^a\.zip: X\.npy: found damaged zip data/);
  bad(changed(24, 0xff), /^a\.zip: X\.npy: found 176 bytes; expected 255/);
});
